/** What must be true of every step of a question. A sentence says what was broken; undefined: nothing. */
import type { Law } from './law.ts';
import { PEOPLE } from './small-world.ts';
import type { Cast, State } from './state.ts';

export type Act =
  | { kind: 'approve' | 'reject' | 'revoke' | 'break-glass'; person: number }
  | { kind: 'tick' };

/** `after` is undefined when the deed moved nothing, `denied` when the reason was a missing right. */
export function judge(
  law: Law,
  before: State,
  act: Act,
  after: State | undefined,
  denied: boolean,
): string | undefined {
  if (act.kind !== 'tick' && denied !== !hasRight(law, before, act))
    return denied ? 'somebody with the right is denied it' : 'somebody without the right is not denied it';
  if (before.state !== 'open') return after === undefined ? undefined : 'a final state was moved';
  if (law.isOver[before.moment] === true) return judgeEnd(act, after);
  if (after?.state === 'expired') return 'expired before its end';
  switch (act.kind) {
    case 'tick':
      return judgeTick(law, before, after);
    case 'revoke':
      return judgeRevoke(before, act.person, after);
    case 'break-glass':
      return judgeBreakGlass(law, before, act.person, after);
    case 'approve':
    case 'reject':
      return judgeVote(law, before, act.kind, act.person, after);
  }
}

function hasRight(
  law: Law,
  { votes, moment, stage }: State,
  { kind, person }: Exclude<Act, { kind: 'tick' }>,
): boolean {
  if (kind === 'revoke') return votes[person] !== undefined;
  if (kind === 'break-glass') return has(law.breakGlass, person);
  return seatsFor(law, kind, person, law.eraOf[moment] ?? 0, stage) !== 0;
}

/** The seats of a list in which somebody may sit, free or not. */
function seatsFor(
  law: Law,
  verdict: 'approve' | 'reject',
  person: number,
  era: number,
  stage: number,
): number {
  const seats = law.rights(person, era) & law.named(verdict, era, stage);
  if (verdict === 'reject') return seats;
  return law.blind || has(law.own, person) ? 0 : seats & ~law.own;
}

function judgeEnd(act: Act, after: State | undefined): string | undefined {
  if (act.kind !== 'tick') return after === undefined ? undefined : 'moved after its end';
  return after?.state === 'expired' ? undefined : 'did not expire at its end';
}

function judgeTick(law: Law, before: State, after: State | undefined): string | undefined {
  if (!isEnough(law, before)) return after === undefined ? undefined : 'time alone moved it';
  return after?.state === 'approved' && same(before.votes, after.votes)
    ? undefined
    : 'enough votes, and not approved';
}

function judgeRevoke(before: State, person: number, after: State | undefined): string | undefined {
  if (before.votes[person] === undefined) return after === undefined ? undefined : 'revoked without a vote';
  if (after?.state !== 'open') return 'a vote cannot be taken back';
  return same(without(before.votes, person), after.votes) ? undefined : 'revoking changed something else';
}

function judgeBreakGlass(
  law: Law,
  before: State,
  person: number,
  after: State | undefined,
): string | undefined {
  if (!has(law.breakGlass, person))
    return after === undefined ? undefined : 'the glass was broken by anybody';
  return after?.state === 'approved' && same(before.votes, after.votes)
    ? undefined
    : 'the glass did not break';
}

function judgeVote(
  law: Law,
  before: State,
  verdict: 'approve' | 'reject',
  person: number,
  after: State | undefined,
): string | undefined {
  const { stage } = before;
  const era = law.eraOf[before.moment] ?? 0;
  const rest = without(before.votes, person);
  const level = openLevel(law, rest, stage);
  const useful = (seat: number): boolean => {
    if (!has(seatsFor(law, verdict, person, era, stage), seat)) return false;
    if (rest.some((vote) => vote?.seat === seat)) return false;
    const more = rest.with(person, { seat, verdict, level, era });
    return (
      verdict === 'reject' ||
      (level < law.levels && law.most(more, level, stage) > law.most(rest, level, stage))
    );
  };
  const seats = before.votes[person]?.verdict === verdict ? [] : PEOPLE.map((_, one) => one).filter(useful);
  if (after === undefined) return seats.length === 0 ? undefined : 'a vote that counts was not taken';

  const vote = after.votes[person];
  if (vote === undefined || !same(rest, without(after.votes, person))) return 'a vote changed something else';
  if (vote.verdict !== verdict || vote.era !== era || vote.level !== level)
    return 'a vote was written down wrongly';
  if (!seats.includes(vote.seat)) return 'a vote was taken that does not count';
  if (seats.includes(person) && vote.seat !== person) return 'a borrowed seat was used before their own';
  const wanted =
    verdict === 'reject' ? afterRejection(law, after) : isEnough(law, after) ? 'approved' : 'open';
  return after.state === wanted ? undefined : `${after.state} where the policy says ${wanted}`;
}

function afterRejection(law: Law, { votes }: State): State['state'] {
  const rejections = votes.filter((vote) => vote?.verdict === 'reject');
  const seats = new Set(rejections.map((vote) => vote?.seat));
  return Math.min(rejections.length, seats.size) >= law.world.policy.rejections ? 'rejected' : 'open';
}

export function isEnough(law: Law, { votes, stage }: State): boolean {
  return law.levels > 0 && openLevel(law, votes, stage) === law.levels;
}

/** The first level with an open place, -1 without levels. */
export function openLevel(law: Law, votes: State['votes'], stage: number): number {
  if (law.levels === 0) return -1;
  for (let level = 0; level < law.levels; level++) {
    if (law.most(votes, level, stage) < law.places(level)) return level;
  }
  return law.levels;
}

function without(votes: State['votes'], person: number): State['votes'] {
  return votes.with(person, undefined);
}

function same(one: State['votes'], other: State['votes']): boolean {
  return one.every((vote, person) => sameVote(vote, other[person]));
}

function sameVote(one: Cast | undefined, other: Cast | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return (
    one.seat === other.seat &&
    one.verdict === other.verdict &&
    one.level === other.level &&
    one.era === other.era
  );
}

function has(bits: number, person: number): boolean {
  return ((bits >> person) & 1) === 1;
}
