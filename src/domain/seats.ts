import type { Delegation, Who } from './policy.ts';

/** Who is who at this moment: what rights are judged by. */
export type World = {
  /** The people behind a list of people and groups, now. Unknown names and unreadable groups are nobody. */
  peopleOf(list: Who): ReadonlySet<string>;
  /**
   * Whether it is known who is behind a list, or whether `person` is: what the chats say of its groups has been read and still counts. Where it is not,
   * "nobody" is no answer: nobody is let in, but nothing is counted or refused for good either.
   */
  knows(list: Who, person?: string): boolean;
  delegations: readonly Delegation[];
};

/**
 * In whose seats of a list somebody sits at a time: their own first, then those of people who handed theirs over, directly or through others
 * who are away themselves. A circle of delegations ends where it began and gives nothing.
 */
export function seatsOf(person: string, list: Who, at: number, world: World): readonly string[] {
  const members = world.peopleOf(list);
  if (world.delegations.length === 0) return members.has(person) ? [person] : [];
  const reached = rightsOf(person, at, world);
  return reached.filter((one) => members.has(one));
}

/** Themselves, and everybody whose rights are in their hands at a time. */
export function rightsOf(person: string, at: number, world: World): readonly string[] {
  const reached = [person];
  for (const one of reached) {
    for (const { from, to, since, until } of world.delegations) {
      if (to === one && since <= at && at < until && !reached.includes(from)) reached.push(from);
    }
  }
  return reached;
}
