import type { Delegation } from '../../src/domain/policy.ts';
import type { World } from '../../src/domain/seats.ts';

/** Groups by their names; every other name is a person. Of the groups in `unread` nothing is known. */
export function worldOf(
  groups: Readonly<Record<string, readonly string[]>>,
  delegations: readonly Delegation[] = [],
  unread: readonly string[] = [],
): World {
  return {
    peopleOf: (list) => new Set(list.flatMap((name) => groups[name] ?? [name])),
    knows: (list) => !list.some((name) => unread.includes(name)),
    delegations,
  };
}
