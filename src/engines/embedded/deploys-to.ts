import { ENV_BINDING, envsOf } from './env-binding.ts';
import { isObject } from './expressions/path.ts';
import { filledBy, isFilled } from './load/filled.ts';
import type { Plan, StepPlan } from './plan.ts';

/**
 * The environments that a step may deploy to, whatever environment its run is for, so that what holds there holds the run; empty for a step that stays in it. Of
 * a `deploy2env` the env counts by its name, also where a target is called so: who names it means that place. Where an input says which one, it may be any that the policy has.
 */
export function deploysTo(
  { policies }: Pick<Plan, 'policies'>,
  { type, properties: { env, policy = '' }, inputs }: Pick<StepPlan, 'type' | 'properties' | 'inputs'>,
): readonly string[] {
  if (type !== 'deploy2env') return [];
  const filled = filledBy(inputs);
  if (!isFilled(filled, ['env'])) return typeof env === 'string' ? [env] : [];
  const bindings = policies.filter(isObject).filter((one) => one.type === ENV_BINDING);
  const named = policy === '' ? bindings.slice(0, 1) : bindings.filter(({ name }) => name === policy);
  const meant = isFilled(filled, ['policy']) ? bindings : named;
  const names = meant.flatMap(envsOf).flatMap(({ name }) => (typeof name === 'string' ? [name] : []));
  return [...new Set(names)];
}
