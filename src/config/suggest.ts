import { distance } from 'fastest-levenshtein';

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

/** A third of the word may be wrong, one letter of a short one; "Prod" and "prod" are the same. */
function nearest(word: string, known: readonly string[]): string | undefined {
  const allowed = Math.max(1, Math.floor(word.length / 3));
  let best: { name: string; far: number } | undefined;
  for (const name of known) {
    const far = mistakes(word.toLowerCase(), name.toLowerCase());
    if (far <= allowed && (best === undefined || far < best.far)) best = { name, far };
  }
  return best?.name;
}

/** Letters in another order are one slip of the fingers, not two wrong letters. */
function mistakes(word: string, name: string): number {
  return letters(word) === letters(name) ? Math.min(1, distance(word, name)) : distance(word, name);
}

function letters(word: string): string {
  return word.split('').toSorted().join('');
}
