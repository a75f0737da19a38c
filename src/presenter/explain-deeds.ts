import type { Directory, Language, Person } from '../domain/directory.ts';
import {
  advance,
  expiresAt,
  type QuestionDeed,
  rejections,
  shownLevel,
  type Unmoved,
} from '../domain/question.ts';
import { isOwn, namedFor, type Question } from '../domain/question-rights.ts';
import { seatsOf, type World } from '../domain/seats.ts';
import { explained, stateWord } from './explain-words.ts';
import { joined } from './joined.ts';
import { nameOf } from './names.ts';
import { timeText } from './time-text.ts';

/** A question in the world of a moment, as somebody reads of it. `at` in milliseconds since the epoch. */
export type Moment = {
  question: Question;
  at: number;
  world: World;
  directory: Directory;
  language: Language;
};

const ACTIONS = ['approve', 'reject', 'break-glass'] as const;
type Action = (typeof ACTIONS)[number];

/** Why or why not somebody may approve, reject and break glass now: what `advance` answers, one sentence for each. */
export function explainDeeds(moment: Moment, person: Person): string[] {
  return ACTIONS.map((action) => explainDeed(moment, person, action));
}

/** Whether this person's approval would count now. */
export function couldApprove({ question, at, world }: Moment, person: Person): boolean {
  return advance(question, deedOf('approve', person.id, at), world).moved;
}

function deedOf(action: Action, person: string, at: number): QuestionDeed {
  return action === 'break-glass'
    ? { kind: 'break-glass', person, at }
    : { kind: 'vote', verdict: action, person, at };
}

function explainDeed(moment: Moment, person: Person, action: Action): string {
  const { question, at, world, language } = moment;
  const outcome = advance(question, deedOf(action, person.id, at), world);
  if (!outcome.moved) return refused(moment, person, action, outcome);
  const { name } = person;
  if (action === 'break-glass') return explained('mayBreak', language, { name });
  const next = outcome.question;
  const cast = next.votes.find((vote) => vote.person === person.id);
  const seat = cast === undefined || cast.seat === person.id ? '' : inSeatOf(moment, cast.seat);
  if (action === 'reject') {
    if (next.state === 'rejected') return explained('mayEnd', language, { name }) + seat;
    const needed = next.policy.rejections;
    return explained('mayReject', language, { name, count: rejections(next), needed }) + seat;
  }
  if (next.state === 'approved') return explained('mayOpen', language, { name }) + seat;
  const level = (cast?.level ?? 0) + 1;
  return explained('mayApprove', language, { name, level, levels: next.policy.levels.length }) + seat;
}

function inSeatOf({ directory, language }: Moment, seat: string): string {
  const gap = language === 'zh' ? '' : ' ';
  return gap + explained('inSeat', language, { seat: nameOf(seat, directory) ?? seat });
}

function refused(moment: Moment, person: Person, action: Action, why: Unmoved): string {
  const { question, world, language } = moment;
  const { name } = person;
  const word = explained(action === 'break-glass' ? 'breakGlass' : action, language);
  switch (why.because) {
    case 'denied':
      return denied(moment, person, action, why.permission.because);
    case 'settled':
      return explained('settled', language, { name, action: word, state: stateWord(why.state, language) });
    case 'expired':
      return explained('tooLate', language, { name, action: word, time: timeText(expiresAt(question)) });
    case 'voted-already':
      return explained('already', language, { name, action: word });
    case 'not-needed': {
      return explained('notNeeded', language, { name, ...shownLevel(question, world) });
    }
    case 'nothing-due':
      throw new Error('only the clock finds nothing due');
  }
}

type Because = Extract<Unmoved, { because: 'denied' }>['permission']['because'];

function denied(moment: Moment, person: Person, action: Action, because: Because): string {
  const { question, at, world, directory, language } = moment;
  const { id, name } = person;
  if (because === 'own-run')
    return explained(question.initiator === id ? 'started' : 'wrote', language, { name });
  if (because === 'unknown-initiator') return explained('unknownInitiator', language, { name });
  const who = namedFor(action, question, at);
  const names = (list: readonly string[]): string =>
    joined(
      list.map((one) => nameOf(one, directory) ?? one),
      language,
    );
  const seats = action === 'approve' ? seatsOf(id, who, at, world) : [];
  if (seats.length > 0 && seats.every((seat) => isOwn(question, seat)))
    return explained('onlyInSeat', language, { name, seat: names(seats) });
  const word = explained(action === 'break-glass' ? 'breakGlass' : action, language);
  return explained(because === 'unread' ? 'unread' : 'notNamed', language, {
    name,
    action: word,
    who: names([...new Set(who)]),
  });
}
