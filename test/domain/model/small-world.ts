import type { Delegation, Policy } from '../../../src/domain/policy.ts';

/** When every question of a small world is put, in milliseconds since the epoch. */
export const OPENED_AT = 1_000_000;

/** Five people at most; each has one account, or two that are linked. */
export const PEOPLE = ['a', 'b', 'c', 'd', 'e'] as const;

/** Who belongs to a group when nobody is away. */
export const GROUPS: Readonly<Record<string, readonly string[]>> = {
  sre: ['a', 'b', 'c'],
  dba: ['c', 'd'],
  leads: ['d', 'e'],
  void: [],
};

/** One question in one world; all that can happen in it is explored. */
export type SmallWorld = {
  policy: Policy;
  initiator: string | undefined;
  authors: readonly string[];
  delegations: readonly Delegation[];
  /** Who is out of all groups in each of the stages that follow each other while the question is open. */
  away: readonly (readonly string[])[];
  /** Who has a second account. */
  linked: readonly string[];
};

/** The moments that matter: when the question is put, and the last millisecond before and the first of each change that time alone brings. */
export function momentsOf({ policy, delegations }: SmallWorld): readonly number[] {
  const changes = changesOf({ policy, delegations });
  return [OPENED_AT, ...changes.flatMap((at) => [at - 1, at])];
}

/** The times from which another rule holds than before. */
export function changesOf({
  policy,
  delegations,
}: Pick<SmallWorld, 'policy' | 'delegations'>): readonly number[] {
  const changes = [
    ...delegations.flatMap(({ since, until }) => [since, until]),
    ...(policy.escalation === undefined ? [] : [OPENED_AT + policy.escalation.afterMs]),
    ...(policy.expiresMs === undefined ? [] : [OPENED_AT + policy.expiresMs]),
  ].filter((at) => at > OPENED_AT && at < Number.MAX_SAFE_INTEGER);
  return [...new Set(changes)].toSorted((one, other) => one - other);
}
