import { generatedParts } from '../../../domain/generated-workflow.ts';
import type { Json } from '../../../domain/run.ts';
import type { Problem } from '../../../errors.ts';
import { isObject } from '../expressions/path.ts';
import type { EmbeddedOptions, Generated } from '../options.ts';
import type { Plan } from '../plan.ts';
import { didYouMean } from './did-you-mean.ts';
import type { Source } from './document.ts';
import { createSpot } from './spot.ts';
import { readWorkflow } from './workflow.ts';

/** The name of an Application that says what is deployed and not how; undefined for anything else. */
export function bareName({ value }: Source): string | undefined {
  if (!isObject(value) || value.kind !== 'Application' || !isObject(value.metadata)) return undefined;
  const { name } = value.metadata;
  const bare = isObject(value.spec) && value.spec.workflow === undefined;
  return bare && typeof name === 'string' && name !== '' ? name : undefined;
}

/** The plan of an environment without a workflow: its app's Application with the steps that its targets make. Undefined with a problem. */
export function readGenerated(
  generated: Generated,
  bare: ReadonlyMap<string, Source>,
  options: EmbeddedOptions,
  problems: Problem[],
): Plan | undefined {
  const { workflow, application, environment } = generated;
  const source = bare.get(application);
  if (source === undefined) {
    const hint = didYouMean(application, [...bare.keys()]);
    problems.push({
      path: `apps.${application}.environments.${environment}`,
      message: `has targets and no workflow, so the folder must hold an Application "${application}" without spec.workflow; it holds none${hint}`,
    });
    return undefined;
  }
  const parts = generatedParts(environment, generated.targets);
  const taken = policiesOf(source.value).findIndex((one) => isObject(one) && one.name === parts.policy.name);
  if (taken >= 0) {
    const path = source.place(['spec', 'policies', taken]);
    const message = `a policy of this name is made for the environment ${environment} of ${application}: call yours otherwise`;
    problems.push({ path, message });
    return undefined;
  }
  const spot = createSpot({ ...source, value: withParts(source.value, parts) }, problems, 'this object');
  const plan = readWorkflow(spot, options);
  return plan && { ...plan, workflow, application };
}

function withParts(value: Json, { policy, steps }: ReturnType<typeof generatedParts>): Json {
  if (!isObject(value) || !isObject(value.spec)) return value;
  const policies = [...policiesOf(value), policy];
  return { ...value, spec: { ...value.spec, policies, workflow: { steps } } };
}

function policiesOf(value: Json): Json[] {
  const policies = isObject(value) && isObject(value.spec) ? value.spec.policies : undefined;
  return Array.isArray(policies) ? policies : [];
}
