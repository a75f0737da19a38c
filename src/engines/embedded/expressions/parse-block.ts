/** What stands between { and }, and a whole script: fields, or one value, each with names for it before. */
import type { Cursor } from './cursor.ts';
import { Refusal } from './refusal.ts';
import type { Block, Declaration, Expr } from './syntax.ts';
import { shown } from './token.ts';

type Read = (cursor: Cursor) => Expr;

/** Reads to its end, behind `close`. */
export function parseBlock(cursor: Cursor, expression: Read, close: '}' | 'the end'): Block {
  const declarations: Declaration[] = [];
  let value: Expr | undefined;
  for (;;) {
    if (close === '}' ? cursor.takes('}') : cursor.peek().kind === 'end') break;
    const read = parseDeclaration(cursor, expression);
    if ('kind' in read) declarations.push(read);
    else if (value === undefined) value = read;
    else {
      throw new Refusal(
        'two values follow each other; an operator stands at the end of a line, not at the beginning of the next',
      );
    }
    cursor.count();
    const token = cursor.peek();
    if (token.kind === 'comma') cursor.next();
    else if (token.kind !== 'end' && !(close === '}' && cursor.sees('}')))
      throw new Refusal(
        `it cannot be read: ${shown(token)} stands where an operator or ${ends(close)} is meant`,
      );
  }
  if (value !== undefined && declarations.some(({ kind }) => kind === 'field'))
    throw new Refusal('fields and a value beside them are not supported: give fields only, or one value');
  return { op: 'block', declarations, ...(value === undefined ? {} : { value }) };
}

function ends(close: string): string {
  return close === '}' ? '"}"' : close;
}

function parseDeclaration(cursor: Cursor, expression: Read): Declaration | Expr {
  const label = cursor.peek();
  const colon = cursor.peek(1);
  if (label.kind === 'name' && label.text === 'let' && colon.kind === 'name') {
    cursor.next();
    cursor.next();
    cursor.expect('=', '"let"');
    return { kind: 'local', name: colon.text, value: expression(cursor) };
  }
  const third = cursor.peek(2);
  if (colon.kind === 'sign' && '?!'.includes(colon.text) && third.kind === 'sign' && third.text === ':')
    throw new Refusal('optional and required fields ("?:", "!:") are not supported: give it a value');
  if (colon.kind === 'sign' && colon.text === ':') {
    if (label.kind === 'name') {
      cursor.next();
      cursor.next();
      const value = parseFieldValue(cursor, expression);
      return isLocal(label.text)
        ? { kind: 'local', name: label.text, value }
        : { kind: 'field', label: label.text, name: label.text, value };
    }
    if (label.kind === 'text') return parseField(cursor, expression, textLabel(cursor, expression));
  }
  if (cursor.sees('...')) throw new Refusal('"..." is not supported: an object has an end');
  if (!cursor.sees('(')) return refusePattern(cursor, expression(cursor));
  const first = expression(cursor);
  return cursor.sees(':') ? parseField(cursor, expression, first) : first;
}

function refusePattern(cursor: Cursor, value: Expr): Expr {
  if (cursor.sees(':')) throw new Refusal('before ":" stands a name, a text or a value in round brackets');
  return value;
}

function textLabel(cursor: Cursor, expression: Read): string | Expr {
  const token = cursor.peek();
  const [part = '', ...more] = token.kind === 'text' ? token.parts : [];
  if (typeof part !== 'string' || more.length > 0) return expression(cursor);
  cursor.next();
  return part;
}

function parseField(cursor: Cursor, expression: Read, label: string | Expr): Declaration {
  cursor.expect(':', 'a field');
  return { kind: 'field', label, value: parseFieldValue(cursor, expression) };
}

/** `a: b: 1` is `a: {b: 1}`. */
function parseFieldValue(cursor: Cursor, expression: Read): Expr {
  const label = cursor.peek();
  const colon = cursor.peek(1);
  if ((label.kind !== 'name' && label.kind !== 'text') || colon.kind !== 'sign' || colon.text !== ':')
    return expression(cursor);
  const inner = cursor.nested(() => parseDeclaration(cursor, expression));
  return 'kind' in inner ? { op: 'block', declarations: [inner] } : inner;
}

function isLocal(name: string): boolean {
  return name.startsWith('_') || name.startsWith('#');
}
