import { uncounted, type Who } from './policy.ts';
import { fits, levelOf } from './question.ts';
import { escalatedTo, isBlind, isOwn, namedFor, type Question, type Vote } from './question-rights.ts';
import { seatsOf, type World } from './seats.ts';

/** So many places of a level, from 0, stay empty whoever votes. */
export type Short = { level: number; places: number };

/**
 * The first level that cannot be filled even when everybody approves who may at this moment; undefined when all can. Approvals stay where they sit,
 * rejections may still be changed. It is sure when it says so: people and seats are each counted, and the worse count is told.
 */
export function shortOf(question: Question, at: number, world: World): Short | undefined {
  const first = levelOf(question, world);
  // Of a group that cannot be read nobody knows how many it has.
  const known =
    uncounted(question.policy.levels).length === 0 && world.knows(namedFor('approve', question, at));
  if (first < 0 || !known) return undefined;
  const heirs = world.delegations.map(({ to }) => to);
  const people = [...world.peopleOf([...namedFor('approve', question, at), ...heirs])];
  const approvals = question.votes.filter(({ verdict }) => verdict === 'approve');
  const spent = new Set(approvals.map(({ person }) => person));
  const used = new Set(approvals.map(({ seat }) => seat));
  const free = isBlind(question) ? [] : people.filter((one) => !spent.has(one) && !isOwn(question, one));
  const seats = (person: string, of: Who): readonly string[] =>
    seatsOf(person, of, at, world).filter((seat) => !used.has(seat) && !isOwn(question, seat));

  const bySeat = (of: Who): readonly string[] => [...new Set(free.flatMap((one) => seats(one, of)))];
  const byPerson = (of: Who): readonly string[] => free.filter((one) => seats(one, of).length > 0);
  const found = [byPerson, bySeat].flatMap(
    (usable) => fill(question, approvals, first, at, world, usable) ?? [],
  );
  return found.toSorted((one, other) => one.level - other.level || other.places - one.places)[0];
}

/** Kuhn's augmenting paths, from the places of the lower levels first. `usable`: which of the free voters fit a list. */
function fill(
  question: Question,
  approvals: readonly Vote[],
  first: number,
  at: number,
  world: World,
  usable: (of: Who) => readonly string[],
): Short | undefined {
  const holders = new Map<string, number>();
  const places: (readonly string[])[] = [];
  for (const [level, quotas] of question.policy.levels.entries()) {
    if (level < first) continue;
    let empty = quotas.length === 0 ? 1 : 0;
    for (const { count, of } of quotas) {
      const votes = approvals.flatMap((vote, index) =>
        vote.level === level && fits(question, vote, of, world) ? [voteKey(index)] : [],
      );
      const open = of.length === 0 ? [] : usable([...of, ...escalatedTo(question, at)]);
      const voters = count === 'all' ? [] : [...votes, ...open];
      // `all` was made a number when the question was put.
      for (let place = 0; place < (count === 'all' ? 1 : count); place++) {
        places.push(voters);
        if (!seat(places.length - 1, new Set())) empty += 1;
      }
    }
    if (empty > 0) return { level, places: empty };
  }
  return undefined;

  function seat(place: number, tried: Set<string>): boolean {
    const voters = places[place] ?? [];
    const idle = voters.find((voter) => !holders.has(voter));
    if (idle !== undefined) {
      holders.set(idle, place);
      return true;
    }
    for (const voter of voters) {
      if (tried.has(voter)) continue;
      tried.add(voter);
      const held = holders.get(voter);
      if (held === undefined || !seat(held, tried)) continue;
      holders.set(voter, place);
      return true;
    }
    return false;
  }
}

/** A vote is no person: no id has a line break. */
function voteKey(index: number): string {
  return `vote\n${index}`;
}
