/** Properties of a step `deploy`: vela-templates/definitions/internal/workflowstep/deploy.cue of kubevela/kubevela. */
import type { Json } from '../../../domain/run.ts';
import { isObject } from '../expressions/path.ts';
import { kindOf } from '../expressions/trouble.ts';
import { partsOf } from '../parts.ts';
import { checkTaken } from './check-taken.ts';
import { didYouMean } from './did-you-mean.ts';
import { isFilled } from './filled.ts';
import { booleanOf, itemsOf, numberOf, type Spot } from './spot.ts';
import type { Surroundings } from './step-types.ts';

const TERRAFORM =
  'Terraform components are applied by KubeVela on Kubernetes only; leave ignoreTerraformComponent away';
const REPLICATION =
  'it makes copies of a component that templates in a cluster tell apart; KubeVela on Kubernetes runs it';

export function checkDeploy(spot: Spot, around: Surroundings): void {
  booleanOf(spot, 'auto');
  const parallelism = numberOf(spot, 'parallelism');
  if (parallelism !== undefined && (!Number.isInteger(parallelism) || parallelism < 1))
    spot.at('parallelism').complain(`"parallelism" of ${spot.what} must be a whole number, at least 1`);
  if (booleanOf(spot, 'ignoreTerraformComponent') === false)
    spot.at('ignoreTerraformComponent').complain(TERRAFORM);
  const areKnown = checkPolicies(spot, around);
  if (!areKnown || around.components.length === 0 || isFilled(around.filled, ['policies'])) return;
  const deployed = partsOf(around, 'deploy', isObject(spot.value) ? spot.value : {});
  if ('problem' in deployed) {
    const { value: policies } = spot.at('policies');
    (policies === undefined ? spot : spot.at('policies')).complain(`${spot.what}: ${deployed.problem}`);
    return;
  }
  checkTaken(spot, deployed.parts, around);
}

/** Whether what they are can be known. */
function checkPolicies(spot: Spot, { policies }: Surroundings): boolean {
  const names = namesOf(policies);
  let areKnown = true;
  for (const policy of itemsOf(spot, 'policies', () => `policies of ${spot.what}`)) {
    const { value } = policy;
    if (typeof value !== 'string') policy.complain(`${policy.what} are texts, not ${kindOf(value)}`);
    else if (!names.includes(value))
      policy.complain(`the Application has no policy "${value}"${didYouMean(value, names)}`);
    else if (policies.some((one) => isObject(one) && one.name === value && one.type === 'replication'))
      policy.complain(`policy "${value}" of ${spot.what} is of type replication: ${REPLICATION}`);
    else continue;
    areKnown = false;
  }
  return areKnown;
}

function namesOf(policies: readonly Json[]): string[] {
  return policies.flatMap((one) => (isObject(one) && typeof one.name === 'string' ? [one.name] : []));
}
