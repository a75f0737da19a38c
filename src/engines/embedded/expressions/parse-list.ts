/** Lists: `[a, b]`, `[for x in list {x}]`, `[if a {b}]`. */
import type { Cursor } from './cursor.ts';
import { parseBlock } from './parse-block.ts';
import { Refusal } from './refusal.ts';
import type { Clause, Expr, Item } from './syntax.ts';
import { shown } from './token.ts';

/** Reads what stands behind `[`, to its end. */
export function parseList(cursor: Cursor, expression: (cursor: Cursor) => Expr): Expr {
  const items: Item[] = [];
  for (;;) {
    if (cursor.takes(']')) break;
    if (cursor.sees('...')) throw new Refusal('"..." is not supported: a list has an end');
    const clauses = parseClauses(cursor, expression);
    if (clauses.length === 0) {
      items.push({ clauses, value: expression(cursor) });
    } else {
      cursor.skipLines();
      cursor.expect('{', 'what "for" and "if" give in a list');
      items.push({ clauses, value: cursor.nested(() => parseBlock(cursor, expression, '}')) });
    }
    cursor.count();
    if (!cursor.separates(']', 'the elements of a list')) {
      cursor.expect(']', 'a list');
      break;
    }
  }
  return { op: 'list', items };
}

function parseClauses(cursor: Cursor, expression: (cursor: Cursor) => Expr): Clause[] {
  const clauses: Clause[] = [];
  for (;;) {
    const isFirst = clauses.length === 0;
    if (cursor.seesName('for')) {
      cursor.next();
      const first = name(cursor);
      let second: string | undefined;
      if (cursor.peek().kind === 'comma') {
        cursor.next();
        second = name(cursor);
      }
      if (!cursor.seesName('in')) throw new Refusal('it cannot be read: "for" is written: for x in list');
      cursor.next();
      const of = expression(cursor);
      clauses.push({
        kind: 'for',
        name: second ?? first,
        of,
        ...(second === undefined ? {} : { key: first }),
      });
    } else if (cursor.seesName('if')) {
      cursor.next();
      clauses.push({ kind: 'if', condition: expression(cursor) });
    } else if (!isFirst && cursor.seesName('let')) {
      throw new Refusal('"let" between "for" and "{" is not supported; write it inside of the brackets');
    } else {
      return clauses;
    }
    cursor.count();
    if (cursor.peek().kind === 'comma' && isClause(cursor)) cursor.next();
  }
}

/** A line break or comma may stand between clauses. */
function isClause(cursor: Cursor): boolean {
  const token = cursor.peek(1);
  return token.kind === 'name' && (token.text === 'for' || token.text === 'if');
}

function name(cursor: Cursor): string {
  const token = cursor.next();
  if (token.kind === 'name') return token.text;
  throw new Refusal(`it cannot be read: "for" needs a name, not ${shown(token)}`);
}
