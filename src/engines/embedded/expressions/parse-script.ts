import { type Cursor, createCursor } from './cursor.ts';
import { lex } from './lexer.ts';
import { parseBlock } from './parse-block.ts';
import { parseExpression } from './parser.ts';
import { Refusal } from './refusal.ts';
import type { Expr, Script } from './syntax.ts';
import { shown } from './token.ts';

/** Characters. A longer one is a program, and belongs into a step. */
const MAX_SOURCE = 10_000;

/** What `outputs` have in `valueFrom`: imports, and then a value or fields. Throws `Refusal`. */
export function parseScript(source: string): Script {
  const cursor = open(source);
  const imports = new Map<string, string>();
  while (cursor.seesName('import')) {
    cursor.next();
    parseImport(cursor, imports);
    cursor.skipLines();
  }
  return { imports, block: parseBlock(cursor, parseExpression, 'the end') };
}

/** What `if` has: one expression, because KubeVela writes it behind "if: ". Throws `Refusal`. */
export function parseCondition(source: string): Expr {
  const cursor = open(source);
  if (cursor.seesName('import')) {
    throw new Refusal(
      'a condition cannot import, nor can it on KubeVela: calculate the value in an output of an earlier step, and take that as input',
    );
  }
  const value = parseExpression(cursor);
  const token = cursor.peek();
  if (token.kind === 'end') return value;
  throw new Refusal(
    token.kind === 'comma' && token.isLine
      ? 'a condition is one expression; an operator stands at the end of a line, not at the beginning of the next'
      : `it cannot be read: a condition is one expression, and ${shown(token)} stands behind it`,
  );
}

function open(source: string): Cursor {
  if (source.length > MAX_SOURCE) throw new Refusal(`it is longer than ${MAX_SOURCE} characters`);
  return createCursor(lex(source));
}

function parseImport(cursor: Cursor, imports: Map<string, string>): void {
  if (!cursor.takes('(')) return readImport(cursor, imports);
  for (;;) {
    while (cursor.peek().kind === 'comma') cursor.next();
    if (cursor.takes(')')) return;
    readImport(cursor, imports);
  }
}

function readImport(cursor: Cursor, imports: Map<string, string>): void {
  const first = cursor.next();
  const token = first.kind === 'name' ? cursor.next() : first;
  const [path, ...more] = token.kind === 'text' ? token.parts : [];
  if (typeof path !== 'string' || more.length > 0)
    throw new Refusal(`it cannot be read: "import" needs a package such as "strings", not ${shown(token)}`);
  imports.set(first.kind === 'name' ? first.text : path.slice(path.lastIndexOf('/') + 1), path);
}
