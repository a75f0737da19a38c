/** What commands are read with: words, numbers, places and `name=value`. `usage` is the form that a mistake names. */
import type { Command } from './command.ts';

export type Pairs = readonly (readonly [string, string])[];

/** `problem` names what is wrong; `usage` the form that works. */
export type Mistake = {
  kind: 'mistake';
  problem: 'usage' | 'unknown' | 'number' | 'pair' | 'twice' | 'quote';
  near: string;
  usage: string;
};

export function mistake(near: string, usage: string): Mistake {
  return { kind: 'mistake', problem: 'usage', near, usage };
}

export function parsePlace(
  words: readonly string[],
  usage: string,
): { app: string; environment: string; rest: readonly string[] } | Mistake {
  const [app, environment, ...rest] = words;
  if (app === undefined || environment === undefined || app.includes('=') || environment.includes('='))
    return mistake(words.join(' '), usage);
  return { app, environment, rest };
}

export function parsePairs(words: readonly string[], usage: string): [string, string][] | Mistake {
  const pairs: [string, string][] = [];
  for (const pair of words) {
    const cut = pair.indexOf('=');
    if (cut < 1) return { kind: 'mistake', problem: 'pair', near: pair, usage };
    const key = pair.slice(0, cut);
    if (pairs.some(([before]) => before === key))
      return { kind: 'mistake', problem: 'twice', near: key, usage };
    pairs.push([key, pair.slice(cut + 1)]);
  }
  return pairs;
}

/** A parameter as it is typed in a command. */
export function pairText(name: string, value: string): string {
  return /[\s"“„]/u.test(value) || value === '' ? `${name}="${value}"` : `${name}=${value}`;
}

/** The number of a run, or of a revision. */
export function parseNumber(
  words: readonly string[],
  usage: string,
  make: (number: number) => Command,
): Command {
  const [word, ...rest] = words;
  if (word === undefined || word === '' || rest.length > 0) return mistake(words.join(' '), usage);
  const digits = /^#?(\d{1,15})$/.exec(word.normalize('NFKC'))?.[1];
  if (digits === undefined) return { kind: 'mistake', problem: 'number', near: word, usage };
  return make(Number(digits));
}

/** Phones and chat clients turn straight quotes into curly ones: both work. */
const QUOTES: Readonly<Record<string, string>> = { '"': '"', '“': '”', '”': '”', '„': '“' };

/** Words are separated by white space; quotes keep it: `note="two words"`. Undefined when a quote is not closed. */
export function splitWords(text: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let closing: string | undefined;
  for (const sign of text.normalize('NFC')) {
    if (closing !== undefined) {
      if (sign === closing || (closing !== '"' && sign === '"')) closing = undefined;
      else word = (word ?? '') + sign;
    } else if (QUOTES[sign] !== undefined) {
      closing = QUOTES[sign];
      word ??= '';
    } else if (/\s/u.test(sign)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + sign;
    }
  }
  if (closing !== undefined) return undefined;
  if (word !== undefined) words.push(word);
  return words;
}
