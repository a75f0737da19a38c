/**
 * What an engine itself says of the course of a run: who decided, what was cancelled, what took too long. A code with values, so that the
 * presenter can say it in the reader's language. What workflows, commands and vendors wrote has no code but `words`.
 */

/** The sentences as programs get them; `{name}` stands for a value. */
const ENGLISH = {
  words: '{words}',
  approved: 'approved by {by}',
  'approved-because': 'approved by {by}: {why}',
  rejected: 'rejected by {by}',
  'rejected-because': 'rejected by {by}: {why}',
  cancelling: '{by} cancels it',
  cancelled: 'cancelled by {by}',
  'run-cancelled': 'the run was cancelled',
  'nobody-asked': 'the run was cancelled, so nobody is asked',
  'late-seconds': 'not finished within {seconds} s',
  'late-minutes': 'not finished within {minutes} min',
  'wait-over': 'the time to wait is over',
  ended: 'it was ended',
  'ended-before': 'it had come to its end by then',
  killed: 'it did not end when it was asked to, and was killed',
  'cut-off':
    'the command was cut off: its process is gone and left no exit code; what it did so far may be half of it',
  'cut-off-elsewhere':
    "the command was cut off: the data folder in which its command was begun is not this server's, so how it ended cannot be told",
  elsewhere:
    "the data folder in which its command was begun is not this server's, so how it ended cannot be told",
  exit: 'the command ended with exit code {exit}',
  'exit-saying': 'the command ended with exit code {exit}: {why}',
  signal: 'the command was ended by {signal}',
  'signal-saying': 'the command was ended by {signal}: {why}',
  'target-late': 'the command was ended: its target allows it {seconds} s',
  'try-failed': 'try {failures} of {tries} failed, next in {seconds} s: {why}',
  'gave-up': 'failed {failures} times, at last: {why}',
  'if-unclear': 'pre check error: {why}',
} as const;

export type SayingCode = keyof typeof ENGLISH;

export const SAYING_CODES = Object.keys(ENGLISH) as readonly SayingCode[];

/** `of`: whom it is about, from the outside in, such as a step and one of its targets; the words that stand before it. */
export type Saying = { of?: readonly string[]; code: SayingCode; data?: SayingData };

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
