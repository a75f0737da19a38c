import type { Num } from './decimal.ts';

/** `isApart`: a blank stands before it. */
export type Token = { readonly isApart: boolean } & (
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'number'; readonly value: Num }
  | { readonly kind: 'text'; readonly parts: readonly TextPart[] }
  | { readonly kind: 'sign'; readonly text: string }
  /** A written comma, or the end of a line where CUE puts one. */
  | { readonly kind: 'comma'; readonly isLine: boolean }
  | { readonly kind: 'end' }
);

/** A piece of a text, or what stands in `\(…)`. */
export type TextPart = string | readonly Token[];

/** How the token stands in a message. */
export function shown(token: Token): string {
  switch (token.kind) {
    case 'name':
    case 'sign':
      return `"${token.text}"`;
    case 'number':
      return 'a number';
    case 'text':
      return 'a text';
    case 'comma':
      return token.isLine ? 'the end of a line' : '","';
    case 'end':
      return 'the end';
  }
}
