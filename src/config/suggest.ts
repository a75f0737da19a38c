import { nearest } from '../domain/nearest.ts';

/** More known names than this are not listed: the sentence would be longer than a look into the file. */
const LISTED = 12;

/** Ends a sentence about an unknown word: `; did you mean "ben"?`, or what there is to choose from. `none` says it when there is nothing. */
export function suggestion(word: string, known: readonly string[], none: string): string {
  const near = nearest(word, known);
  if (near !== undefined) return `; did you mean "${near}"?`;
  if (known.length === 0) return `; ${none}`;
  if (known.length > LISTED) return '';
  return `; known: ${known.join(', ')}`;
}
