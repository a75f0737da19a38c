/** Taking texts apart and putting them together otherwise, with the rules of Go's package "strings" for empty texts and numbers. */
import type { Budget } from '../budget.ts';

/** At worst every place of a text is compared with the whole of what is looked for, some 250 times faster than characters are copied. */
const COMPARED_PER_CHARACTER = 250;

/** Called before one text is looked for in another. */
export function paySearch(text: string, part: string, budget: Budget): void {
  budget.spend(Math.ceil(text.length * (1 + part.length / COMPARED_PER_CHARACTER)));
}

/** At most `most` pieces, the last of which is the rest; all where it is negative. `isKept`: what they were split at stays at their ends. */
export function pieces(text: string, at: string, most: number, isKept: boolean, budget: Budget): string[] {
  if (most === 0) return [];
  paySearch(text, at, budget);
  const parts = at === '' ? Array.from(text) : text.split(at);
  const kept =
    isKept && at !== '' ? parts.map((part, i) => (i < parts.length - 1 ? part + at : part)) : parts;
  if (most < 0 || kept.length <= most) return kept;
  return [...kept.slice(0, most - 1), kept.slice(most - 1).join(isKept ? '' : at)];
}

/** The first `most` places, all where it is negative. An empty `old` is found before each character and at the end. */
export function replaced(text: string, old: string, by: string, most: number, budget: Budget): string {
  paySearch(text, old, budget);
  const limit = most < 0 ? Number.POSITIVE_INFINITY : most;
  if (old === '') {
    const runes = Array.from(text);
    const done = Math.min(limit, runes.length + 1);
    budget.spend(done * by.length);
    return Array.from({ length: runes.length + 1 }, (_, i) => (i < done ? by : '') + (runes[i] ?? '')).join(
      '',
    );
  }
  const parts = text.split(old);
  const times = Math.min(parts.length - 1, limit);
  budget.spend(times * by.length);
  return [...parts.slice(0, times), ''].join(by) + parts.slice(times).join(old);
}
