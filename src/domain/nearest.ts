import { distance } from 'fastest-levenshtein';

/** The word of `known` that was probably meant: a third of it may be wrong, one letter of a short one; "Prod" and "prod" are the same. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
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
