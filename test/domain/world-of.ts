import type { Delegation } from '../../src/domain/policy.ts';
import type { World } from '../../src/domain/seats.ts';

/** Groups by their names; every other name is a person. */
export function worldOf(
  groups: Readonly<Record<string, readonly string[]>>,
  delegations: readonly Delegation[] = [],
): World {
  return { peopleOf: (list) => new Set(list.flatMap((name) => groups[name] ?? [name])), delegations };
}
