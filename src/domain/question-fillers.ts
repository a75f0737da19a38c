import type { Verdict } from './card.ts';
import type { Who } from './policy.ts';
import { advance } from './question.ts';
import { missing, type NextStep } from './question-next.ts';
import { escalatedTo, isOwn, type Question } from './question-rights.ts';
import { seatsOf, type World } from './seats.ts';

/** Somebody whose approval helps now, and in whose seat it would be: mostly their own. */
export type Filler = { person: string; seat: string };

/** A list of the level that is asked with open places, and everybody whose approval would fill one of them. */
export type OpenPlaces = { count: number; of: Who; fillers: readonly Filler[] };

/** Who can fill which of the open places: also those who came by escalation, who hold another one's right, and for whom somebody else moves up. */
export function openPlaces(
  question: Question,
  { level, missing: lists, people }: Extract<NextStep, { kind: 'approve' }>,
  at: number,
  world: World,
): readonly OpenPlaces[] {
  const voters = people.flatMap((person) => {
    const next = advance(question, { kind: 'vote', verdict: 'approve', person, at }, world);
    if (!next.moved) return [];
    const seat = seatOf(next.question, person);
    const left = next.question.state === 'open' ? missing(next.question, level, world) : [];
    return [{ person, seat, left }];
  });
  return lists.map(({ count, of }) => {
    const list = [...of, ...escalatedTo(question, at)];
    const fillers = voters.flatMap(({ person, seat, left }): Filler[] => {
      const seats = seatsOf(person, list, at, world).filter(
        (one) =>
          !isOwn(question, one) &&
          !question.votes.some((vote) => vote.seat === one && vote.person !== person),
      );
      // Whoever would sit down here, or lets somebody else move up to here.
      const moves = (left.find((one) => one.of === of)?.count ?? 0) < count;
      if (seats.includes(seat) || (moves && seats.length === 0)) return [{ person, seat }];
      return seats[0] === undefined ? [] : [{ person, seat: seats[0] }];
    });
    return { count, of, fillers };
  });
}

/** In whose seat each of these people would give a verdict that they may give. */
export function withSeats(
  question: Question,
  people: readonly string[],
  verdict: Verdict,
  at: number,
  world: World,
): readonly Filler[] {
  return people.map((person) => {
    const next = advance(question, { kind: 'vote', verdict, person, at }, world);
    return { person, seat: next.moved ? seatOf(next.question, person) : person };
  });
}

function seatOf({ votes }: Question, person: string): string {
  return votes.find((vote) => vote.person === person)?.seat ?? person;
}
