import { namedBy, type Who } from './policy.ts';
import { advance, expiresAt, filled, isEnough, levelOf, type QuestionDeed, rejections } from './question.ts';
import { namedFor, type Question } from './question-rights.ts';
import { shortOf } from './question-short.ts';
import type { World } from './seats.ts';

/** What can still happen to an open question. `people` are ids of people for whom it works now; times in milliseconds since the epoch. */
export type NextStep =
  /** So many places of a level, from 0, stay empty even when everybody approves who may now: something else has to happen. */
  | { kind: 'short'; level: number; places: number }
  /** `missing`: the lists of the level and how many places of each are open, as the votes sit now. */
  | {
      kind: 'approve';
      people: readonly string[];
      level: number;
      missing: readonly { count: number; of: Who }[];
    }
  /** So many rejections more end it. */
  | { kind: 'reject'; people: readonly string[]; missing: number }
  /** They can take their verdict back, and be asked again. */
  | { kind: 'revoke'; people: readonly string[] }
  | { kind: 'break-glass'; people: readonly string[] }
  /** The votes are enough since groups changed: the next tick approves. */
  | { kind: 'settle' }
  | { kind: 'escalate'; at: number; to: Who }
  | { kind: 'expire'; at: number; outcome: 'reject' | 'cancel' }
  /** The operators can always cancel the run. */
  | { kind: 'cancel' };

/** Never empty for an open question, always empty for a settled one. Whoever can move it is found by asking `advance`. */
export function nextSteps(question: Question, at: number, world: World): readonly NextStep[] {
  if (question.state !== 'open') return [];
  const { escalation, expired, rejections: enough } = question.policy;
  const steps: NextStep[] = [];
  const present = candidates(question, at, world);
  const movers = (deedOf: (person: string) => QuestionDeed): readonly string[] =>
    present.filter((person) => advance(question, deedOf(person), world).moved);

  const end = expiresAt(question);
  const short = at < end ? shortOf(question, at, world) : undefined;
  if (short !== undefined) steps.push({ kind: 'short', ...short });
  const approvers = movers((person) => ({ kind: 'vote', person, verdict: 'approve', at }));
  if (approvers.length > 0) {
    const level = levelOf(question, world);
    steps.push({ kind: 'approve', people: approvers, level, missing: missing(question, level, world) });
  }
  const rejecters = movers((person) => ({ kind: 'vote', person, verdict: 'reject', at }));
  if (rejecters.length > 0)
    steps.push({ kind: 'reject', people: rejecters, missing: enough - rejections(question) });
  const revokers = movers((person) => ({ kind: 'revoke', person, at }));
  if (revokers.length > 0) steps.push({ kind: 'revoke', people: revokers });
  const breakers = movers((person) => ({ kind: 'break-glass', person, at }));
  if (breakers.length > 0) steps.push({ kind: 'break-glass', people: breakers });

  if (at < end && isEnough(question, world)) steps.push({ kind: 'settle' });
  if (escalation !== undefined && namedBy(question.policy).length > 0) {
    const due = question.openedAt + escalation.afterMs;
    if (at < due && due < end) steps.push({ kind: 'escalate', at: due, to: escalation.to });
  }
  if (end < Number.POSITIVE_INFINITY) steps.push({ kind: 'expire', at: end, outcome: expired });
  return [...steps, { kind: 'cancel' }];
}

/** Everybody who may have a word: the named ones, who voted already, and whoever holds somebody's right. */
function candidates(question: Question, at: number, world: World): readonly string[] {
  const named = (['approve', 'reject', 'revoke', 'break-glass'] as const).flatMap((action) =>
    namedFor(action, question, at),
  );
  return [...world.peopleOf([...named, ...world.delegations.map(({ to }) => to)])];
}

/** A quota's places count as filled in the order of the level: by so many as its lists can seat more than those before it. */
export function missing(
  question: Question,
  index: number,
  world: World,
): readonly { count: number; of: Who }[] {
  const level = question.policy.levels[index] ?? [];
  let before = 0;
  return level
    .map(({ count, of }, quota) => {
      const together = filled(question, level.slice(0, quota + 1), index, world);
      const open = Number(count) - (together - before);
      before = together;
      return { of, count: open };
    })
    .filter(({ count }) => count > 0);
}
