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
