/** Reads an expression by the precedence of its operators (https://cuelang.org/docs/reference/spec/#operators). */
import type { Cursor } from './cursor.ts';
import { parseBlock } from './parse-block.ts';
import { parseList } from './parse-list.ts';
import { Refusal } from './refusal.ts';
import type { BinarySign, Expr } from './syntax.ts';
import { shown, type Token } from './token.ts';

/** Weakest first. */
const OPERATORS: readonly (readonly BinarySign[])[] = [
  ['||'],
  ['&&'],
  ['==', '!=', '<', '<=', '>', '>=', '=~', '!~'],
  ['+', '-'],
  ['*', '/'],
];
const INTEGER_WORDS = ['div', 'mod', 'quo', 'rem'];

export function parseExpression(cursor: Cursor): Expr {
  return cursor.nested(() => {
    if (cursor.takes('*')) return parseDefault(cursor);
    const value = parseBinary(cursor, 0);
    if (cursor.sees('|'))
      throw new Refusal(
        '"|": alternatives have no value; a default is written *a | b, or is "||" with two signs meant',
      );
    if (cursor.sees('&'))
      throw new Refusal('"&" is not supported: values are not unified here; is "&&" with two signs meant');
    return value;
  });
}

/** `*a | b`: a, and b where a has no value. */
function parseDefault(cursor: Cursor): Expr {
  const wanted = parseBinary(cursor, 0);
  cursor.expect('|', 'a default "*a | b"');
  if (cursor.sees('*')) throw new Refusal('one alternative has a "*" only: *a | b');
  const otherwise = parseBinary(cursor, 0);
  if (cursor.sees('|')) throw new Refusal('a default has two alternatives: *a | b');
  return { op: 'default', wanted, otherwise };
}

function parseBinary(cursor: Cursor, weakest: number): Expr {
  let left = parseUnary(cursor);
  for (;;) {
    refuseForeign(cursor.peek(), cursor);
    const found = operatorOf(cursor.peek());
    if (found === undefined || found.strength < weakest) return left;
    cursor.next();
    cursor.count();
    left = { op: 'binary', sign: found.sign, left, right: parseBinary(cursor, found.strength + 1) };
  }
}

function operatorOf(token: Token): { sign: BinarySign; strength: number } | undefined {
  if (token.kind !== 'sign') return undefined;
  for (const [strength, signs] of OPERATORS.entries()) {
    const sign = signs.find((one) => one === token.text);
    if (sign !== undefined) return { sign, strength };
  }
  return undefined;
}

/** Operators of other languages, and of CUE's past. */
function refuseForeign(token: Token, cursor: Cursor): void {
  if (token.kind === 'name' && INTEGER_WORDS.includes(token.text))
    throw new Refusal(`"${token.text}" is a function: ${token.text}(a, b)`);
  if (token.kind === 'name' && token.text === 'in')
    throw new Refusal('"in" is not supported; list.Contains(list, value) asks that, with import "list"');
  if (cursor.sees('?'))
    throw new Refusal('CUE has no conditional operator "? :"; write [if a {b}, if !a {c}][0]');
  if (cursor.sees('=')) throw new Refusal('it cannot be read: "=" compares nothing; "==" does');
}

function parseUnary(cursor: Cursor): Expr {
  const signs: ('-' | '+' | '!')[] = [];
  for (;;) {
    const token = cursor.peek();
    if (token.kind !== 'sign' || !(token.text === '-' || token.text === '+' || token.text === '!')) break;
    signs.push(token.text);
    cursor.next();
    cursor.count();
  }
  const of = parsePostfix(cursor, parsePrimary(cursor));
  return signs.reduceRight<Expr>((inner, sign) => ({ op: 'unary', sign, of: inner }), of);
}

function parsePostfix(cursor: Cursor, primary: Expr): Expr {
  let value = primary;
  // `status.step-1.failed`: CUE reads step minus 1.
  if (primary.op === 'number' && cursor.sees('.'))
    throw new Refusal(
      'a number has no parts; a name with "-" is written in brackets, as in status["my-step"]',
    );
  for (;;) {
    if (cursor.takes('.')) value = { op: 'select', of: value, key: parseKey(cursor) };
    else if (cursor.takes('[')) value = parseIndex(cursor, value);
    else if (cursor.takes('(')) value = { op: 'call', of: value, args: parseArguments(cursor) };
    else return value;
    cursor.count();
  }
}

function parseKey(cursor: Cursor): string {
  const token = cursor.next();
  if (token.kind === 'name') {
    if (!token.text.startsWith('_') && !token.text.includes('#')) return token.text;
    throw new Refusal(
      `"${token.text}": names that begin with _ or # are hidden in CUE; write ["${token.text}"]`,
    );
  }
  const [part = '', ...more] = token.kind === 'text' ? token.parts : [[]];
  if (typeof part === 'string' && more.length === 0) return part;
  if (token.kind === 'sign' && token.text === '?') throw new Refusal('CUE has no conditional path ".?"');
  throw new Refusal(`it cannot be read: behind "." stands a name, not ${shown(token)}`);
}

function parseIndex(cursor: Cursor, of: Expr): Expr {
  const from = cursor.sees(':') ? undefined : parseExpression(cursor);
  if (!cursor.takes(':')) {
    cursor.expect(']', 'an index');
    return from === undefined ? of : { op: 'index', of, at: from };
  }
  const to = cursor.sees(']') ? undefined : parseExpression(cursor);
  cursor.expect(']', 'an index');
  return { op: 'slice', of, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

function parseArguments(cursor: Cursor): Expr[] {
  const args: Expr[] = [];
  while (!cursor.takes(')')) {
    args.push(parseExpression(cursor));
    cursor.separates(')', 'the arguments of a call');
  }
  return args;
}

function parsePrimary(cursor: Cursor): Expr {
  const token = cursor.next();
  switch (token.kind) {
    case 'number':
      return { op: 'number', value: token.value };
    case 'text':
      return {
        op: 'text',
        parts: token.parts.map((part) =>
          typeof part === 'string' ? part : cursor.inside(part, parseInterpolated),
        ),
      };
    case 'name':
      return parseName(token.text, cursor);
    case 'sign':
      if (token.text === '_|_') return { op: 'bottom' };
      if (token.text === '(') {
        const value = parseExpression(cursor);
        cursor.expect(')', 'a bracket');
        return value;
      }
      if (token.text === '[') return parseList(cursor, parseExpression);
      if (token.text === '{') return cursor.nested(() => parseBlock(cursor, parseExpression, '}'));
      break;
    case 'comma':
    case 'end':
      break;
  }
  throw new Refusal(`it cannot be read: a value is missing before ${shown(token)}`);
}

function parseInterpolated(cursor: Cursor): Expr {
  const value = parseExpression(cursor);
  if (cursor.peek().kind !== 'end')
    throw new Refusal(`it cannot be read: one value stands in "\\(…)", not also ${shown(cursor.peek())}`);
  return value;
}

function parseName(name: string, cursor: Cursor): Expr {
  if (name === 'null') return { op: 'null' };
  if (name === 'true' || name === 'false') return { op: 'boolean', value: name === 'true' };
  if (name === '_') throw new Refusal('"_" is no value');
  if (name === 'import') throw new Refusal('imports stand before everything else, on lines of their own');
  if (name === 'if' || name === 'for')
    throw new Refusal(`"${name}" stands in a list only: [if a {b}, if !a {c}][0], [for x in list {x}]`);
  const [minus, before] = [cursor.behind(2), cursor.behind(3)];
  const isDashed =
    minus?.kind === 'sign' &&
    minus.text === '-' &&
    !minus.isApart &&
    cursor.behind()?.isApart === false &&
    before?.kind === 'name';
  return { op: 'name', name, ...(isDashed ? { dashed: `${before.text}-${name}` } : {}) };
}
