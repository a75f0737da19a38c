/** Patterns of `=~` and of the package regexp: RE2, so that no text can hang the server. */
import { RE2JS, RE2JSException } from 're2js';
import type { Budget } from './budget.ts';
import { Refusal } from './refusal.ts';

export type Pattern = { readonly re: RE2JS; readonly stepsPerCharacter: number };

/** Longest pattern, in characters. */
const MAX_PATTERN = 500;
/** Largest program that a pattern becomes, in instructions: `\pL{1,1000}` alone would be many thousands, and half a second to compile. */
const MAX_PROGRAM = 2000;
/** A character costs as much as three other steps (0.3 µs), and at worst each instruction looks at it, sixty times faster. */
const STEPS_PER_CHARACTER = 3;
const INSTRUCTIONS_PER_STEP = 20;

/** Throws `Refusal`. */
export function createPattern(source: string): Pattern {
  const shown = JSON.stringify(source);
  if (source.length > MAX_PATTERN) throw new Refusal(`a pattern is longer than ${MAX_PATTERN} characters`);
  let re: RE2JS;
  try {
    re = RE2JS.compile(source);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new Refusal(`${shown} is no pattern of RE2: ${error.message}`);
  }
  const size = re.programSize();
  if (size > MAX_PROGRAM) throw new Refusal(`the pattern ${shown} repeats too much`);
  return { re, stepsPerCharacter: STEPS_PER_CHARACTER + size / INSTRUCTIONS_PER_STEP };
}

/** Whether the pattern is found anywhere in the text. */
export function isFound(pattern: Pattern, text: string, budget: Budget): boolean {
  pay(pattern, text, budget);
  return pattern.re.test(text);
}

/** For looking once. */
export function pay({ stepsPerCharacter }: Pattern, text: string, budget: Budget): void {
  budget.spend(Math.ceil(text.length * stepsPerCharacter));
}
