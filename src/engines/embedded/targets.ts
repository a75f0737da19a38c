import type { Target } from './options.ts';

export function canTake(target: Target, type: string): boolean {
  return target.takes === undefined || target.takes.includes(type);
}

/** The first target that takes this component type in this environment. */
export function targetFor(targets: readonly Target[], type: string, environment: string): Target | undefined {
  return targets.find(
    (t) => canTake(t, type) && (t.environments === undefined || t.environments.includes(environment)),
  );
}

/**
 * Where `deploy2env` hands a component to, and the environment that it is then in: the target that is called like the env and serves the run's environment, or else
 * the target for the environment of that name. `environment` is undefined when no run is there to ask.
 */
export function envTargetFor(
  targets: readonly Target[],
  type: string,
  { env, environment }: { env: string; environment: string | undefined },
): { target: Target; environment: string } | undefined {
  const named = targets.find((t) => t.name === env && canTake(t, type));
  const serves = environment === undefined || (named?.environments?.includes(environment) ?? true);
  if (named !== undefined && serves) return { target: named, environment: environment ?? env };
  const target = targetFor(targets, type, env);
  return target === undefined ? undefined : { target, environment: env };
}
