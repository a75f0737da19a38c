/** Cuts an expression into its tokens, as CUE does: a line break behind a value is a comma. */
import { readNumber } from './number-literal.ts';
import { Refusal } from './refusal.ts';
import { readText } from './text-literal.ts';
import type { Token } from './token.ts';

/** `#x` and `_x` are definitions and hidden fields, `$returns` is KubeVela's. */
const NAME = /^(?:_?#)?[\p{L}_$][\p{L}\p{Nd}_$]*/u;
const SIGN = /^(?:_\|_|\.\.\.|&&|\|\||==|!=|<=|>=|=~|!~|[-+*/()[\]{}<>!=,.:?&|])/;
const BLANK = /^[ \t\r]+/;
const COMMENT = /^\/\/[^\n]*/;

const REFUSED: Readonly<Record<string, string>> = {
  "'": 'single quotes are bytes in CUE; write text in double quotes',
  '`': 'backquotes mean nothing in CUE; write names with signs as ["na-me"]',
  '%': '"%" is not CUE; write mod(a, b)',
  ';': '";" is not CUE; begin a new line',
  '@': '"@": attributes of CUE are not supported',
};

export function lex(source: string): readonly Token[] {
  return tokensFrom(source, 0, 0).tokens;
}

/** Texts in `\(…)` of texts, and so on. */
const MAX_INNER = 10;

/** `depth` above 0: ends behind the bracket that closes `\(…)` instead of at the end. */
function tokensFrom(source: string, start: number, depth: number): { tokens: readonly Token[]; end: number } {
  if (depth > MAX_INNER) throw new Refusal('too many texts stand in each other');
  const tokens: Token[] = [];
  let at = start;
  let isApart = false;
  let brackets = 0;
  const push = (token: Token, length: number): void => {
    tokens.push(token);
    at += length;
    isApart = false;
  };
  while (at < source.length) {
    const rest = source.slice(at);
    const skipped = (BLANK.exec(rest) ?? COMMENT.exec(rest))?.[0];
    if (skipped !== undefined) {
      at += skipped.length;
      isApart = true;
      continue;
    }
    if (rest.startsWith('\n')) {
      if (endsValue(tokens.at(-1))) push({ kind: 'comma', isLine: true, isApart }, 0);
      at += 1;
      isApart = true;
      continue;
    }
    const refused = REFUSED[rest.charAt(0)];
    if (refused !== undefined) throw new Refusal(refused);
    const text = readText(source, at, (inner) => tokensFrom(source, inner, depth + 1));
    if (text !== undefined) {
      push({ kind: 'text', parts: text.parts, isApart }, text.end - at);
      continue;
    }
    const number = readNumber(rest);
    if (number !== undefined) {
      push({ kind: 'number', value: number.value, isApart }, number.length);
      continue;
    }
    const bottom = rest.startsWith('_|_');
    const name = bottom ? undefined : NAME.exec(rest)?.[0];
    if (name !== undefined) {
      const quote = rest.charAt(name.length);
      if (/^[rRbB]$/.test(name) && (quote === '"' || quote === "'"))
        throw new Refusal(`text with the prefix ${name} is not CUE; write it in double quotes`);
      push({ kind: 'name', text: name, isApart }, name.length);
      continue;
    }
    const sign = SIGN.exec(rest)?.[0];
    if (sign === undefined)
      throw new Refusal(
        `it cannot be read: "${String.fromCodePoint(rest.codePointAt(0) ?? 0)}" means nothing here`,
      );
    if (depth > 0 && sign === ')' && brackets === 0) {
      tokens.push({ kind: 'end', isApart });
      return { tokens, end: at + 1 };
    }
    brackets += sign === '(' ? 1 : sign === ')' ? -1 : 0;
    push(
      sign === ',' ? { kind: 'comma', isLine: false, isApart } : { kind: 'sign', text: sign, isApart },
      sign.length,
    );
  }
  if (depth > 0) throw new Refusal('an interpolation "\\(…)" is not closed: its bracket is missing');
  tokens.push({ kind: 'end', isApart });
  return { tokens, end: at };
}

function endsValue(token: Token | undefined): boolean {
  if (token === undefined) return false;
  if (token.kind === 'sign') return [')', ']', '}', '_|_', '...', '?'].includes(token.text);
  return token.kind === 'name' || token.kind === 'number' || token.kind === 'text';
}
