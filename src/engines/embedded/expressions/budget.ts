import { TooMuch } from './trouble.ts';

/**
 * What one evaluation may cost, in characters that are written. It bounds time and memory alike, whatever loops and functions do with each other. It is
 * enough to make a text of the largest answer that a request can have (1 MB), and used up in a third of a second.
 */
const MAX_COST = 4_000_000;
/** A value that is looked at or made costs as much time as so many characters. */
const STEP = 8;

export type Budget = {
  /** Called before so many characters or elements are copied. Throws `TooMuch` when that is more than is left. */
  spend(characters: number): void;
  /** Called for each value that is calculated, compared or converted. */
  step(): void;
};

export function createBudget(): Budget {
  let left = MAX_COST;
  const spend = (characters: number): void => {
    left -= characters;
    // Not `left < 0`: an amount that is no number ends it too.
    if (!(left >= 0)) throw new TooMuch('the expression does more than an expression may');
  };
  return { spend, step: () => spend(STEP) };
}
