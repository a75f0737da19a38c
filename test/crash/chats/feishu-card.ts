/** What people read, press and fill in on cards of Feishu. */
import type { Json } from '../../../src/simulator/slack/options.ts';
import { cardIn, createReader } from '../card.ts';

export const readCard = createReader((card: Json) => cardIn(textOf(card), gatesIn(card)));

/** Everything that can be read in a card, without its signs and the moments, which each reader sees in their own way. */
export function textOf(card: Json): string {
  const { title } = (card.header ?? {}) as { title?: { content?: string } };
  return [title?.content ?? '', ...markdownIn(card.body)].map(plain).join('\n');
}

function markdownIn(element: unknown): string[] {
  if (Array.isArray(element)) return element.flatMap(markdownIn);
  if (typeof element !== 'object' || element === null) return [];
  const { tag, content } = element as Json;
  return tag === 'markdown' ? [String(content)] : Object.values(element).flatMap(markdownIn);
}

function plain(markdown: string): string {
  return markdown
    .replace(/(?:<local_datetime[^>]*><\/local_datetime> ?)+/g, 'TIME')
    .replace(/<at id=[^>]*><\/at>/g, '@')
    .replace(/<\/?font[^>]*>/g, '')
    .replace(/\*\*|`/g, '')
    .replace(/&(?:nbsp|emsp);/g, ' ')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}

/** What a button sends. */
export type Value = { approval: number; attempt: string; verdict: string };

export function valueOf({ behaviors }: Json): Value | undefined {
  return (behaviors as { type: string; value: Value }[] | undefined)?.find(({ type }) => type === 'callback')
    ?.value;
}

function buttonsIn(element: unknown): Json[] {
  if (Array.isArray(element)) return element.flatMap(buttonsIn);
  if (typeof element !== 'object' || element === null) return [];
  const one = element as Json;
  return one.tag === 'button' ? [one] : Object.values(one).flatMap(buttonsIn);
}

function gatesIn(card: Json): Value[] {
  return buttonsIn(card.body)
    .map(valueOf)
    .filter((value) => value !== undefined);
}

/** The name of the input that is sent with a button. */
export function inputBeside(element: unknown, isMeant: (button: Json) => boolean): string {
  for (const form of tagged(element, 'form')) {
    if (!buttonsIn(form).some(isMeant)) continue;
    const [input] = tagged(form, 'input');
    if (input !== undefined) return String(input.name);
  }
  throw new Error('a rejection without an input');
}

function tagged(element: unknown, tag: string): Json[] {
  if (Array.isArray(element)) return element.flatMap((one) => tagged(one, tag));
  if (typeof element !== 'object' || element === null) return [];
  const one = element as Json;
  return one.tag === tag ? [one] : Object.values(one).flatMap((inner) => tagged(inner, tag));
}
