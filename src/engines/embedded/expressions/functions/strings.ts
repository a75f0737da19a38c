/** CUE's package "strings": Go's, in which places count bytes of UTF-8 (pkg/strings of cue-lang/cue). */
import { whole } from '../decimal.ts';
import { repeat } from '../operators.ts';
import { ExpressionTrouble } from '../trouble.ts';
import { isSpace, lower, upper } from './letters.ts';
import { type Fn, fn } from './signature.ts';
import { paySearch, pieces, replaced } from './split.ts';

export const STRINGS: Readonly<Record<string, Fn>> = {
  Compare: fn(['text', 'text'], ([a, b]) => whole(Buffer.compare(Buffer.from(a), Buffer.from(b)))),
  Contains: fn(['text', 'text'], ([text, part], budget) => {
    paySearch(text, part, budget);
    return text.includes(part);
  }),
  ContainsAny: fn(['text', 'text'], ([text, chars]) => placesOf(text, chars).length > 0),
  Count: fn(['text', 'text'], ([text, part], budget) => {
    paySearch(text, part, budget);
    return whole(part === '' ? Array.from(text).length + 1 : text.split(part).length - 1);
  }),
  Fields: fn(['text'], ([text]) => fields(text)),
  HasPrefix: fn(['text', 'text'], ([text, part]) => text.startsWith(part)),
  HasSuffix: fn(['text', 'text'], ([text, part]) => text.endsWith(part)),
  Index: fn(['text', 'text'], ([text, part], budget) => {
    paySearch(text, part, budget);
    return place(text, text.indexOf(part));
  }),
  IndexAny: fn(['text', 'text'], ([text, chars]) => place(text, placesOf(text, chars)[0] ?? -1)),
  LastIndex: fn(['text', 'text'], ([text, part], budget) => {
    paySearch(text, part, budget);
    return place(text, text.lastIndexOf(part));
  }),
  LastIndexAny: fn(['text', 'text'], ([text, chars]) => place(text, placesOf(text, chars).at(-1) ?? -1)),
  Join: fn(['texts', 'text'], ([texts, between], budget) => {
    budget.spend(texts.reduce((sum, text) => sum + text.length + between.length, 0));
    return texts.join(between);
  }),
  Repeat: fn(['text', 'count'], ([text, times], budget) => {
    if (times < 0) throw new ExpressionTrouble('a text cannot be repeated less than 0 times');
    return repeat(text, times, budget);
  }),
  Replace: fn(['text', 'text', 'text', 'count'], ([text, old, by, most], budget) =>
    replaced(text, old, by, most, budget),
  ),
  Runes: fn(['text'], ([text]) => Array.from(text, (c) => whole(c.codePointAt(0) ?? 0))),
  SliceRunes: fn(['text', 'count', 'count'], ([text, from, to]) => {
    const runes = Array.from(text);
    if (from < 0 || from > to || to > runes.length)
      throw new ExpressionTrouble(`${from} to ${to} is no part of ${runes.length} characters`);
    return runes.slice(from, to).join('');
  }),
  Split: fn(['text', 'text'], ([text, at], budget) => pieces(text, at, -1, false, budget)),
  SplitAfter: fn(['text', 'text'], ([text, at], budget) => pieces(text, at, -1, true, budget)),
  SplitN: fn(['text', 'text', 'count'], ([text, at, most], budget) => pieces(text, at, most, false, budget)),
  SplitAfterN: fn(['text', 'text', 'count'], ([text, at, most], budget) =>
    pieces(text, at, most, true, budget),
  ),
  ToCamel: fn(['text'], ([text]) => eachWord(text, lower)),
  ToLower: fn(['text'], ([text]) => Array.from(text, lower).join('')),
  ToTitle: fn(['text'], ([text]) => eachWord(text, upper)),
  ToUpper: fn(['text'], ([text]) => Array.from(text, upper).join('')),
  Trim: fn(['text', 'text'], ([text, chars]) => trimmed(text, anyOf(chars))),
  TrimLeft: fn(['text', 'text'], ([text, chars]) => trimmed(text, anyOf(chars), 'start')),
  TrimRight: fn(['text', 'text'], ([text, chars]) => trimmed(text, anyOf(chars), 'end')),
  TrimPrefix: fn(['text', 'text'], ([text, part]) =>
    text.startsWith(part) ? text.slice(part.length) : text,
  ),
  TrimSpace: fn(['text'], ([text]) => trimmed(text, isSpace)),
  TrimSuffix: fn(['text', 'text'], ([text, part]) =>
    text.endsWith(part) ? text.slice(0, text.length - part.length) : text,
  ),
};

function anyOf(chars: string): (c: string) => boolean {
  const set = new Set(chars);
  return (c) => set.has(c);
}

/** Where any of the characters stands. */
function placesOf(text: string, chars: string): number[] {
  const isOne = anyOf(chars);
  const places: number[] = [];
  let at = 0;
  for (const c of text) {
    if (isOne(c)) places.push(at);
    at += c.length;
  }
  return places;
}

/** Go counts bytes. */
function place(text: string, at: number) {
  return whole(at < 0 ? -1 : Buffer.byteLength(text.slice(0, at)));
}

function fields(text: string): string[] {
  const words: string[] = [];
  let word = '';
  for (const c of text) {
    if (!isSpace(c)) word += c;
    else if (word !== '') {
      words.push(word);
      word = '';
    }
  }
  return word === '' ? words : [...words, word];
}

/** The first letter of each word. */
function eachWord(text: string, change: (c: string) => string): string {
  let before = ' ';
  let result = '';
  for (const c of text) {
    result += isSpace(before) ? change(c) : c;
    before = c;
  }
  return result;
}

function trimmed(text: string, isCut: (c: string) => boolean, side?: 'start' | 'end'): string {
  const runes = Array.from(text);
  let from = 0;
  let to = runes.length;
  if (side !== 'end') while (from < to && isCut(runes[from] ?? '')) from += 1;
  if (side !== 'start') while (to > from && isCut(runes[to - 1] ?? '')) to -= 1;
  return runes.slice(from, to).join('');
}
