/**
 * Texts as CUE writes them: "…", """ over several lines, both also between # (#"…"#, where only \# is an escape), with `\(…)` inside
 * (https://cuelang.org/docs/reference/spec/#string-and-byte-sequence-literals).
 */
import { Refusal } from './refusal.ts';
import type { TextPart, Token } from './token.ts';

const QUOTE = /^(#*)("""|")/;
const SIMPLE: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '/': '/',
  '"': '"',
};

/** Reads the tokens that stand before the bracket that closes an interpolation. */
export type ReadInner = (at: number) => { tokens: readonly Token[]; end: number };

/** The text whose quote is at `start`, or nothing where none begins; `end` is behind it. */
export function readText(
  source: string,
  start: number,
  inner: ReadInner,
): { parts: TextPart[]; end: number } | undefined {
  const [opening, hashes = '', quotes] = QUOTE.exec(source.slice(start)) ?? [];
  if (opening === undefined) return undefined;
  const isLong = quotes === '"""';
  const closing = quotes + hashes;
  const escape = `\\${hashes}`;
  // Pieces as they are written: what is cut off at the beginning of lines is known at the closing quotes only.
  const pieces: TextPart[] = [];
  let from = start + opening.length;
  let at = from;
  for (;;) {
    const ch = source[at];
    if (ch === undefined || (!isLong && (ch === '\n' || ch === '\r')))
      throw new Refusal(`a text is not closed: its second ${isLong ? '"""' : 'double quote'} is missing`);
    if (source.startsWith(closing, at)) break;
    if (!source.startsWith(escape, at)) {
      at += 1;
    } else if (source[at + escape.length] === '(') {
      pieces.push(source.slice(from, at));
      const { tokens, end } = inner(at + escape.length + 1);
      pieces.push(tokens);
      from = at = end;
    } else {
      at += escape.length + 1;
    }
  }
  pieces.push(source.slice(from, at));
  const cut = isLong ? unindented(pieces) : pieces;
  const parts = cut.map((piece) => (typeof piece === 'string' ? unescaped(piece, escape) : piece));
  return { parts, end: at + closing.length };
}

/** Without the line breaks beside the quotes and without the blanks that the closing quotes have before them. */
function unindented(pieces: readonly TextPart[]): TextPart[] {
  const texts = pieces.map((piece) => (typeof piece === 'string' ? piece.replaceAll('\r\n', '\n') : piece));
  const [first] = texts;
  if (typeof first !== 'string' || !first.startsWith('\n'))
    throw new Refusal('the text of """ begins on the next line');
  const last = texts.at(-1);
  const blanks = typeof last === 'string' ? /\n([ \t]*)$/.exec(last)?.[1] : undefined;
  if (blanks === undefined) throw new Refusal('the closing """ stand on a line of their own');
  const cut = texts.map((piece) => {
    if (typeof piece !== 'string') return piece;
    return piece
      .split('\n')
      .map((line, i) => {
        if (i === 0 || line === '') return line;
        if (!line.startsWith(blanks))
          throw new Refusal('every line of a """ text begins with the blanks that its closing """ have');
        return line.slice(blanks.length);
      })
      .join('\n');
  });
  return cut.map((piece, i) => {
    if (typeof piece !== 'string') return piece;
    return piece.slice(i === 0 ? 1 : 0, i === cut.length - 1 ? -1 : undefined);
  });
}

function unescaped(piece: string, escape: string): string {
  let text = '';
  let at = 0;
  for (;;) {
    const next = piece.indexOf(escape, at);
    text += piece.slice(at, next < 0 ? undefined : next);
    if (next < 0) break;
    const rest = piece.slice(next + escape.length);
    const simple = SIMPLE[rest.charAt(0)];
    const hex = /^(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(rest);
    const point = Number.parseInt(hex?.[1] ?? hex?.[2] ?? '', 16);
    if (simple === undefined && !(point <= 0x10ffff)) {
      throw new Refusal(
        `the escape ${escape}${rest.slice(0, 1)} is not supported; use \\n, \\t, \\", \\\\ or \\u0000`,
      );
    }
    text += simple ?? String.fromCodePoint(point);
    at = next + escape.length + (simple === undefined ? (hex?.[0].length ?? 0) : 1);
  }
  if (!text.isWellFormed()) throw new Refusal('half of a surrogate pair stands in a text');
  return text;
}
