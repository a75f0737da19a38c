import { RE2JS } from 're2js';
import type { Parameter } from '../domain/directory.ts';

/** A regular expression that is matched in time linear in the value's length, whatever the pattern: a person's text cannot hang the server. */
export type Pattern = NonNullable<Parameter['pattern']>;

/** Longest pattern, in characters: more is a grammar, not a rule for one value. */
const MAX_PATTERN_LENGTH = 500;

/** RE2's syntax (https://github.com/google/re2/wiki/Syntax): no look-around, no back-references. Throws an Error that says what does not parse. */
export function createPattern(source: string): Pattern {
  if (source.length > MAX_PATTERN_LENGTH) throw new Error(`longer than ${MAX_PATTERN_LENGTH} characters`);
  const compiled = RE2JS.compile(source);
  return { source, test: (value) => compiled.matches(value) };
}
