/**
 * One question and what people say to it, as a pure machine: every vote of every surface and every tick of the clock goes through `advance`.
 * It guarantees: one vote for each person and for each seat; never approved after its end, and never by an empty list; final states are final.
 */
import type { ApprovalState } from './approval-state.ts';
import type { Verdict } from './card.ts';
import { authorise, type Permission } from './permission.ts';
import { type Level, type Policy, type Quota, uncounted, type Who } from './policy.ts';
import { escalatedTo, isOwn, namedFor, type Question, type Vote } from './question-rights.ts';
import { seatsOf, type World } from './seats.ts';

export type QuestionDeed =
  | { kind: 'vote'; person: string; verdict: Verdict; at: number }
  | { kind: 'revoke'; person: string; at: number }
  /** Approves alone. */
  | { kind: 'break-glass'; person: string; at: number }
  /** Time has passed, or groups have changed. */
  | { kind: 'tick'; at: number };

/** `not-needed`: their place on the level that is being asked is taken, or another level is. */
export type Unmoved =
  | { because: 'denied'; permission: Extract<Permission, { allowed: false }> }
  | { because: 'settled'; state: ApprovalState }
  | { because: 'expired' | 'voted-already' | 'not-needed' | 'nothing-due' };

export type Advance = { moved: true; question: Question } | ({ moved: false } & Unmoved);

/** What one deed makes of a question. */
export function advance(question: Question, deed: QuestionDeed, world: World): Advance {
  if (deed.kind !== 'tick') {
    const action = deed.kind === 'vote' ? deed.verdict : deed.kind;
    const permission = authorise(deed.person, { action, question, at: deed.at }, [], world);
    // Rights before state: who may not decide learns nothing more than that.
    if (!permission.allowed) return { moved: false, because: 'denied', permission };
  }
  if (question.state !== 'open') return { moved: false, because: 'settled', state: question.state };
  const over = deed.at >= expiresAt(question);
  if (deed.kind === 'tick') {
    if (over) return settled(question, 'expired');
    return isEnough(question, world)
      ? settled(question, 'approved')
      : { moved: false, because: 'nothing-due' };
  }
  if (over) return { moved: false, because: 'expired' };
  switch (deed.kind) {
    case 'break-glass':
      return settled(question, 'approved');
    case 'revoke':
      return { moved: true, question: withoutVoteOf(question, deed.person) };
    case 'vote':
      return vote(question, deed, world);
  }
}

function vote(
  before: Question,
  { person, verdict, at }: Extract<QuestionDeed, { kind: 'vote' }>,
  world: World,
): Advance {
  if (before.votes.some((one) => one.person === person && one.verdict === verdict))
    return { moved: false, because: 'voted-already' };
  // Who changes their mind takes the old verdict back by it.
  const question = withoutVoteOf(before, person);
  const level = levelOf(question, world);
  for (const seat of seatsFor(question, person, verdict, at, world)) {
    const cast: Vote = { person, seat, verdict, level, at };
    const next = { ...question, votes: [...question.votes, cast] };
    if (verdict === 'reject')
      return rejections(next) >= next.policy.rejections
        ? settled(next, 'rejected')
        : { moved: true, question: next };
    const asked = question.policy.levels[level] ?? [];
    if (filled(next, asked, level, world) === filled(question, asked, level, world)) continue;
    return isEnough(next, world) ? settled(next, 'approved') : { moved: true, question: next };
  }
  return { moved: false, because: 'not-needed' };
}

/** The free seats that somebody may use for this verdict, their own first. */
function seatsFor(
  question: Question,
  person: string,
  verdict: Verdict,
  at: number,
  world: World,
): readonly string[] {
  return seatsOf(person, namedFor(verdict, question, at), at, world).filter(
    (seat) => !question.votes.some((one) => one.seat === seat),
  );
}

function settled(question: Question, state: ApprovalState): Advance {
  return { moved: true, question: { ...question, state } };
}

function withoutVoteOf(question: Question, person: string): Question {
  return { ...question, votes: question.votes.filter((one) => one.person !== person) };
}

/** Whether the votes fill every level. They may become enough without a new one: somebody whose vote counted no more is in the group again. */
export function isEnough(question: Question, world: World): boolean {
  return levelOf(question, world) === question.policy.levels.length;
}

export function rejections(question: Question): number {
  return question.votes.filter((one) => one.verdict === 'reject').length;
}

/** When it ends by itself, in milliseconds since the epoch; Infinity for never. */
export function expiresAt({ policy, openedAt }: Question): number {
  return policy.expiresMs === undefined ? Number.POSITIVE_INFINITY : openedAt + policy.expiresMs;
}

/** The first level with an empty place, from 0; the number of levels when there is none. A question without levels never gets there. */
export function levelOf(question: Question, world: World): number {
  const { levels } = question.policy;
  if (levels.length === 0) return -1;
  const open = levels.findIndex(
    (level, index) => filled(question, level, index, world) < placesOf(level).length,
  );
  return open === -1 ? levels.length : open;
}

/** The level that is asked now as people count it, from 1: the last one too when its places are full. */
export function shownLevel(question: Question, world: World): { level: number; levels: number } {
  const levels = question.policy.levels.length;
  return { level: Math.min(levelOf(question, world) + 1, levels), levels };
}

/** Each place of a level by its quota. A level without places has one that nobody can fill; so has an `all` that `fixPolicy` did not count. */
export function placesOf(level: Level): readonly Who[] {
  const places: Who[] = [];
  for (const { count, of } of level) {
    if (count === 'all') places.push([]);
    else for (let place = 0; place < count; place++) places.push(of);
  }
  return places.length === 0 ? [[]] : places;
}

/** The lists of the places that are empty on the level that is asked now; those who came by escalation stand in each. None once it is settled. */
export function placesLeft(question: Question, at: number, world: World): readonly Who[] {
  const index = levelOf(question, world);
  const level = question.policy.levels[index];
  if (question.state !== 'open' || level === undefined) return [];
  const taken = seating(question, level, index, world);
  return placesOf(level)
    .filter((_, place) => taken[place] === undefined)
    .map((of) => (of.length === 0 ? of : [...of, ...escalatedTo(question, at)]));
}

/** The lists of the level that is asked now of which all have to agree, while it is not known who they are. */
export function uncountedNow(question: Question, world: World): readonly Who[] {
  return uncounted(question.policy.levels.slice(levelOf(question, world)).slice(0, 1));
}

/** How many places of a level the votes fill, each vote one: a person of two groups is put where they are needed. */
export function filled(question: Question, level: Level, index: number, world: World): number {
  return seating(question, level, index, world).filter((vote) => vote !== undefined).length;
}

/** The people whose approvals fill a place of some level now. */
export function seatedPeople(question: Question, world: World): readonly string[] {
  return question.policy.levels.flatMap((level, index) =>
    seating(question, level, index, world).flatMap((vote) => vote?.person ?? []),
  );
}

/** Which vote sits on which place of the level. */
function seating(
  question: Question,
  level: Level,
  index: number,
  world: World,
): readonly (Vote | undefined)[] {
  const places = placesOf(level);
  const votes = question.votes.filter((one) => one.level === index && one.verdict === 'approve');
  const taken: (Vote | undefined)[] = places.map(() => undefined);
  for (const one of votes) seat(one, new Set());
  return taken;

  /** Kuhn's augmenting path: whoever sits in the way moves to another place where one is free. */
  function seat(one: Vote, tried: Set<number>): boolean {
    for (const [place, of] of places.entries()) {
      if (tried.has(place) || !fits(question, one, of, world)) continue;
      tried.add(place);
      const sitting = taken[place];
      if (sitting === undefined || seat(sitting, tried)) {
        taken[place] = one;
        return true;
      }
    }
    return false;
  }
}

/** Whoever has left the list since they voted counts no more. An empty list is nobody, also after escalation. */
export function fits(question: Question, { person, seat, at }: Vote, of: Who, world: World): boolean {
  if (of.length === 0 || isOwn(question, seat) || isOwn(question, person)) return false;
  return seatsOf(person, [...of, ...escalatedTo(question, at)], at, world).includes(seat);
}

/**
 * The policy as it holds for one question: `all` becomes the number of those who may approve now, and is at least one. While it is not known who they
 * are it stays `all`, which nobody can fill, and is fixed later.
 */
export function fixPolicy(
  policy: Policy,
  run: Pick<Question, 'initiator' | 'authors'>,
  world: World,
): Policy {
  const fix = ({ count, of }: Quota): Quota => {
    if (count !== 'all' || !world.knows(of)) return { count, of };
    const own = (person: string): boolean => isOwn({ policy, ...run }, person);
    return { count: Math.max(1, [...world.peopleOf(of)].filter((person) => !own(person)).length), of };
  };
  return { ...policy, levels: policy.levels.map((level) => level.map(fix)) };
}
