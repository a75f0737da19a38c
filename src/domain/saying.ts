import { ENGLISH } from './english-sayings.ts';

/**
 * What an engine itself says of the course of a run: who decided, what was cancelled, what took too long. A code with values, so that the
 * presenter can say it in the reader's language. What workflows, commands and vendors wrote has no code but `words`.
 */

export type SayingCode = keyof typeof ENGLISH;

export const SAYING_CODES = Object.keys(ENGLISH) as readonly SayingCode[];

export type Saying = {
  /** Whom it is about, from the outside in, such as a step and one of its targets; the words that stand before it. */
  of?: readonly string[];
  code: SayingCode;
  data?: SayingData;
  /** What `{why}` says, where that is our own sentence too; `data` has it in English, for programs. */
  why?: readonly Saying[];
};

export type SayingData = Readonly<Record<string, string | number>>;

export function isSayingCode(code: string): code is SayingCode {
  return Object.hasOwn(ENGLISH, code);
}

/** The same about something of which it is a part. */
export function sayingOf(whole: string, says: readonly Saying[]): Saying[] {
  return says.map((one, i) => (i === 0 ? { ...one, of: [whole, ...(one.of ?? [])] } : one));
}

/** One line for programs: all that is said, in English. */
export function sayingsInEnglish(says: readonly Saying[]): string {
  return says.map(({ of = [], code, data }) => [...of, filledIn(ENGLISH[code], data)].join(': ')).join('; ');
}

/** Values stand as they are: a name or a reason is never taken for one of our codes. */
export function filledIn(sentence: string, data: SayingData = {}): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(data, name) ? String(data[name]) : whole,
  );
}

/** What a value is that should have been another kind: the values of `{kind}`. */
export type ValueKind = 'nothing' | 'null' | 'a list' | 'a text' | 'a number' | 'true or false' | 'an object';
