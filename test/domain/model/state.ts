import type { ApprovalState } from '../../../src/domain/approval-state.ts';

/** A vote as the judge sees it: numbers of people, and the era (how many changes of `changesOf` were over) in which it was cast. */
export type Cast = { seat: number; verdict: 'approve' | 'reject'; level: number; era: number };

/** Where a small world stands: by person what they said, and what has changed meanwhile. */
export type State = {
  votes: readonly (Cast | undefined)[];
  state: ApprovalState;
  /** Index into `momentsOf`. */
  moment: number;
  /** Index into `away`. */
  stage: number;
};

const STATES: readonly ApprovalState[] = ['open', 'approved', 'rejected', 'expired', 'withdrawn'];
const [LEVELS, ERAS, SEATS, MOMENTS, STAGES] = [4, 4, 5, 8, 4];
/** What one person can have said, and nothing: 5 people have 321^5 answers, with all the rest 5 · 10^14, less than 2^53. */
const ANSWERS = 2 * LEVELS * ERAS * SEATS + 1;

/** One number for each canonical state: who said what in which order makes no difference, nor does the exact millisecond within an era. */
export function pack({ votes, state, moment, stage }: State): number {
  let code = (STATES.indexOf(state) * MOMENTS + moment) * STAGES + stage;
  for (const vote of votes) code = code * ANSWERS + (vote === undefined ? 0 : packVote(vote));
  return code;
}

/** Levels go from -1 (a question without any) to 2 (all levels are full). */
function packVote({ seat, verdict, level, era }: Cast): number {
  return 1 + (((verdict === 'reject' ? 1 : 0) * LEVELS + level + 1) * ERAS + era) * SEATS + seat;
}

export function unpack(code: number): State {
  const votes: (Cast | undefined)[] = [];
  let rest = code;
  for (let person = 0; person < SEATS; person++) {
    const answer = rest % ANSWERS;
    rest = (rest - answer) / ANSWERS;
    votes.unshift(answer === 0 ? undefined : unpackVote(answer - 1));
  }
  const stage = rest % STAGES;
  const moment = ((rest - stage) / STAGES) % MOMENTS;
  const state = STATES[Math.floor(rest / STAGES / MOMENTS)] ?? 'open';
  return { votes, state, moment, stage };
}

function unpackVote(answer: number): Cast {
  const seat = answer % SEATS;
  const era = Math.floor(answer / SEATS) % ERAS;
  const level = (Math.floor(answer / SEATS / ERAS) % LEVELS) - 1;
  return { seat, era, level, verdict: answer >= LEVELS * ERAS * SEATS ? 'reject' : 'approve' };
}
