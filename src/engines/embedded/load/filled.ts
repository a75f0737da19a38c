import type { Path } from '../expressions/path.ts';

/** The places in a step's properties that inputs fill in when the step starts. */
export type Filled = readonly Path[];

/** Whether an input puts something at this place, into it, or a whole around it: what stands there before says nothing. */
export function isFilled(filled: Filled, place: Path): boolean {
  return filled.some((path) => path.every((part, i) => i >= place.length || part === place[i]));
}

export function filledBy(inputs: readonly { key?: Path }[] | undefined): Filled {
  return inputs?.flatMap(({ key }) => (key === undefined ? [] : [key])) ?? [];
}
