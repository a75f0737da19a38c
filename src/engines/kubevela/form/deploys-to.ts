import type { Json } from '../../../domain/run.ts';
import type { ApplicationSpec, SubStep } from '../document/documents.ts';
import { isFilled } from './filled.ts';

export const DEPLOY_TO_ENV = 'deploy2env';
export const ENV_BINDING = 'env-binding';

/**
 * The envs of the Application that a step may deploy to, by their names, whatever environment its run is for; empty for a step that stays in it. Where an input
 * says which one, it may be any that the policy has.
 */
export function deploysTo(
  policies: ApplicationSpec['policies'],
  step: Pick<SubStep, 'type' | 'properties' | 'inputs'>,
): readonly string[] {
  if (step.type !== DEPLOY_TO_ENV) return [];
  const { env, policy = '' } = step.properties;
  if (!isFilled(step, 'env')) return typeof env === 'string' ? [env] : [];
  const bindings = policies.filter(({ type }) => type === ENV_BINDING);
  const isAny = isFilled(step, 'policy');
  const meant = isAny
    ? bindings
    : bindings.filter(({ name }, index) => name === policy || (policy === '' && index === 0));
  return [...new Set(meant.flatMap(({ properties }) => envsOf(properties)))];
}

/** Names of the envs of such a policy. */
export function envsOf({ envs }: { [key: string]: Json }): string[] {
  if (!Array.isArray(envs)) return [];
  return envs.flatMap((env) =>
    typeof env === 'object' && env !== null && 'name' in env && typeof env['name'] === 'string'
      ? [env['name']]
      : [],
  );
}
