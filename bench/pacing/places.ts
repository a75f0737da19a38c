import { EDITS } from './vendor.ts';

/** Places within the vendor's limit of edits, taken in the order of time. */
export type Places = {
  /** The first moment from `at` on with a place. */
  firstFree(at: number): number;
  take(at: number): void;
};

export function createPlaces(): Places {
  const { count, perMs } = EDITS;
  const taken: number[] = [];

  function firstFree(at: number): number {
    const blocking = taken[taken.length - count];
    return blocking === undefined ? at : Math.max(at, blocking + perMs);
  }

  return {
    firstFree,
    take: (at) => void taken.push(at),
  };
}
