/** Properties of a step `deploy2env`: vela-templates/definitions/deprecated/deploy2env.cue of kubevela/kubevela. */
import { isObject } from '../expressions/path.ts';
import { partsOf } from '../parts.ts';
import { checkTaken } from './check-taken.ts';
import { isFilled } from './filled.ts';
import { booleanOf, type Spot, textOf } from './spot.ts';
import type { Surroundings } from './step-types.ts';

export function checkDeployToEnv(spot: Spot, around: Surroundings): void {
  const { filled } = around;
  const policy = textOf(spot, 'policy') ?? '';
  const env = textOf(spot, 'env');
  booleanOf(spot, 'parallel');
  if (isFilled(filled, ['env']) || isFilled(filled, ['policy'])) return;
  if (env === undefined) {
    if (spot.at('env').value === undefined)
      spot.complain(`${spot.what} needs "env", the name of an env of the Application's policy`);
    return;
  }
  const deployed = partsOf(around, 'deploy2env', isObject(spot.value) ? spot.value : {});
  if ('problem' in deployed) {
    const place = spot.at(policy !== '' && deployed.problem.startsWith('the Application') ? 'policy' : 'env');
    place.complain(`${spot.what}: ${deployed.problem}`);
    return;
  }
  checkTaken(spot, deployed.parts, around);
}
