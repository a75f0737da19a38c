/** Goes through the tokens of one expression, and counts what it finds: a tree is built and evaluated by recursion, which must not use up the stack. */
import { Refusal } from './refusal.ts';
import { shown, type Token } from './token.ts';

const MAX_DEPTH = 60;
const MAX_OPERATIONS = 1000;

export type Cursor = {
  /** The token `ahead` places further. */
  peek(ahead?: number): Token;
  /** The token before this one. */
  behind(back?: number): Token | undefined;
  next(): Token;
  /** Whether the sign is next. */
  sees(...signs: string[]): boolean;
  seesName(name: string): boolean;
  /** Takes the sign where it is next. */
  takes(sign: string): boolean;
  expect(sign: string, where: string): void;
  /** Takes line breaks that mean nothing where they stand. */
  skipLines(): void;
  /** Reads something that stands in something else. */
  nested<T>(read: () => T): T;
  /** Takes the comma between two of `what`, which a line break alone is none of, or says that `close` is next. */
  separates(close: string, what: string): boolean;
  /** One operator, index, call or element more. */
  count(): void;
  /** Reads other tokens, those of an interpolation, with the same counts. */
  inside<T>(tokens: readonly Token[], read: (cursor: Cursor) => T): T;
};

export function createCursor(tokens: readonly Token[]): Cursor {
  return cursorOver(tokens, { depth: 0, operations: 0 });
}

function cursorOver(tokens: readonly Token[], counts: { depth: number; operations: number }): Cursor {
  let at = 0;
  const end: Token = { kind: 'end', isApart: false };
  const peek = (ahead = 0): Token => tokens[at + ahead] ?? end;
  const sees = (...signs: string[]): boolean => {
    const token = peek();
    return token.kind === 'sign' && signs.includes(token.text);
  };
  const takes = (sign: string): boolean => {
    if (!sees(sign)) return false;
    at += 1;
    return true;
  };
  const nested = <T>(read: () => T): T => {
    counts.depth += 1;
    if (counts.depth > MAX_DEPTH) throw new Refusal('too many brackets stand in each other');
    const result = read();
    counts.depth -= 1;
    return result;
  };
  return {
    peek,
    sees,
    takes,
    nested,
    behind: (back = 1) => tokens[at - back],
    next() {
      const token = peek();
      at += 1;
      return token;
    },
    seesName(name) {
      const token = peek();
      return token.kind === 'name' && token.text === name;
    },
    expect(sign, where) {
      if (takes(sign)) return;
      const token = peek();
      const hint =
        token.kind === 'comma' && token.isLine
          ? '; an operator stands at the end of a line, not before the next'
          : '';
      throw new Refusal(`it cannot be read: ${where} needs "${sign}", not ${shown(token)}${hint}`);
    },
    skipLines() {
      for (;;) {
        const token = peek();
        if (token.kind !== 'comma' || !token.isLine) return;
        at += 1;
      }
    },
    separates(close, what) {
      const broken = peek();
      if (broken.kind === 'comma' && broken.isLine) at += 1;
      const token = peek();
      if (sees(close)) return false;
      if (broken !== token && token.kind !== 'comma')
        throw new Refusal(`a "," is missing at the end of a line, between ${what}`);
      if (token.kind !== 'comma')
        throw new Refusal(`it cannot be read: between ${what} stands ",", not ${shown(token)}`);
      at += 1;
      return true;
    },
    count() {
      counts.operations += 1;
      if (counts.operations > MAX_OPERATIONS) throw new Refusal('it has too many parts; make two of it');
    },
    inside: (inner, read) => nested(() => read(cursorOver(inner, counts))),
  };
}
