import type { Language } from '../../domain/directory.ts';
import { nearest } from '../../domain/nearest.ts';
import { KINDS, type Kind } from './kinds.ts';
import { OUTLETS, type Outlet } from './outlets.ts';

/** As it was typed. `messages`: kinds of message. */
export type PreviewWish = {
  file: string | undefined;
  messages: readonly string[];
  for: string | undefined;
  language: string | undefined;
  route: string | undefined;
  run: string | undefined;
  page: string | undefined;
  json: boolean;
};

/** What is wrong with the wish, in a sentence for the one who typed it. */
export type Mistake = { mistake: string };

/** What to draw; what was not named is everything. */
export type Plan = { kinds: readonly Kind[]; outlets: readonly Outlet[]; languages: readonly Language[] };

/** `known`: the kinds that there are. */
export function planOf(wish: PreviewWish, known: readonly Kind[]): Plan | Mistake {
  const kinds: Kind[] = [];
  for (const word of wish.messages) {
    const kind = known.find((one) => one === word);
    if (kind === undefined) return { mistake: unknown('message', word, known) };
    kinds.push(kind);
  }
  const names = OUTLETS.map(({ name }) => name);
  const outlets: Outlet[] = [];
  for (const word of wish.for === undefined ? names : wish.for.split(',').map((one) => one.trim())) {
    const outlet = OUTLETS.find(({ name }) => name === word);
    if (outlet === undefined) return { mistake: unknown('chat or channel', word, names) };
    outlets.push(outlet);
  }
  const { language } = wish;
  if (language !== undefined && language !== 'en' && language !== 'zh')
    return { mistake: `There is no language “${language}”: en or zh.` };
  if (wish.run !== undefined && !/^[1-9]\d{0,14}$/.test(wish.run))
    return { mistake: `“${wish.run}” is not the number of a run.` };
  return {
    kinds: kinds.length > 0 ? kinds : known,
    outlets,
    languages: language === undefined ? ['en', 'zh'] : [language],
  };
}

export function unknown(what: string, word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  const tail = near === undefined ? `There are: ${known.join(', ') || 'none'}.` : `Did you mean “${near}”?`;
  return `There is no ${what} “${word}”. ${tail}`;
}

/** Whether all of it is known, before anything is opened. */
export function mistakeIn(wish: PreviewWish): Mistake | undefined {
  const plan = planOf(wish, KINDS);
  return 'mistake' in plan ? plan : undefined;
}
