/**
 * The expressions of `if` and `outputs`: what CUE and CEL mean alike, so that a file means the same here and on KubeVela.
 * The CEL parser gives the tree; it is evaluated here with CUE's rules (internal/core/adt/binop.go of cue-lang/cue): both sides of && and || are
 * evaluated, null equals only null, other mixed types are an error, texts are ordered by code point, numbers are decimal.
 */
import { type ASTNode, ParseError, parse } from '@marcbachmann/cel-js';
import { nearest } from '../../../domain/nearest.ts';
import type { Json } from '../../../domain/run.ts';
import { addNumbers } from './decimal.ts';
import { scan } from './scan.ts';
import { ExpressionTrouble, kindOf, MissingPath } from './trouble.ts';

export type Scope = Readonly<Record<string, Json | undefined>>;

export type Expression = {
  readonly source: string;
  /** The names that follow a root, such as the steps in `status.x` or `status["x"]`. */
  firstNames(root: string): readonly string[];
  /** Whether some path begins with this root. */
  begins(root: string): boolean;
  /** Throws `ExpressionTrouble` when the value does not exist or the types do not fit. */
  evaluate(scope: Scope): Json;
};

type Node = (scope: Scope) => Json;

/** `roots` are the names that an expression may begin with here. */
export function compileExpression(
  source: string,
  roots: readonly string[],
): Expression | { problem: string } {
  const trimmed = source.trim();
  if (trimmed === '') return { problem: 'the expression is empty' };
  const scanned = scan(trimmed);
  if ('problem' in scanned) return scanned;
  const names: { root: string; name: string | undefined }[] = [];
  try {
    const evaluate = build(parse(scanned.text).ast, { roots, returns: scanned.returns, names });
    return {
      source: trimmed,
      evaluate,
      firstNames: (root) => names.flatMap((n) => (n.root === root && n.name !== undefined ? [n.name] : [])),
      begins: (root) => names.some((n) => n.root === root),
    };
  } catch (error) {
    if (error instanceof Refusal) return { problem: error.message };
    if (error instanceof ParseError) return { problem: `it cannot be read: ${error.summary}` };
    throw error;
  }
}

class Refusal extends Error {}

type Context = {
  roots: readonly string[];
  returns: string;
  names: { root: string; name: string | undefined }[];
};

function build(node: ASTNode, context: Context): Node {
  switch (node.op) {
    case 'value':
      return literal(node.args);
    case '-_': {
      const inner = node.args;
      if (inner.op !== 'value' || !['number', 'bigint'].includes(typeof inner.args)) {
        throw new Refusal('"-" is supported before a number only; a name with "-" is written ["na-me"]');
      }
      const value = -Number(inner.args);
      return () => value;
    }
    case 'id':
    case '.':
    case '[]':
      return path(node, context);
    case '!_': {
      const inner = build(node.args, context);
      return (scope) => !boolean(inner(scope), '!');
    }
    case '&&':
    case '||':
      return logic(node.op, build(node.args[0], context), build(node.args[1], context));
    case '+':
      return plus(build(node.args[0], context), build(node.args[1], context));
    case '==':
    case '!=': {
      const [left, right] = node.args;
      const wanted = node.op === '==';
      if (isNull(left)) return isThere(!wanted, build(right, context));
      if (isNull(right)) return isThere(!wanted, build(left, context));
      return equality(wanted, build(left, context), build(right, context));
    }
    case '<':
    case '<=':
    case '>':
    case '>=':
      return order(node.op, build(node.args[0], context), build(node.args[1], context));
    case '-':
      throw new Refusal(
        '"-" is not supported; a name with "-" is written ["na-me"], as in status["my-step"]',
      );
    case 'call':
    case 'rcall':
      throw new Refusal(`functions are not supported (${String(node.args[0])})`);
    case 'list':
    case 'map':
      throw new Refusal('lists and objects cannot be built in expressions');
    case '*':
    case '/':
    case '%':
    case 'in':
    case '?:':
    case '.?':
    case '[?]':
      throw new Refusal(`"${node.op}" is not supported; + == != < <= > >= && || ! and brackets are`);
  }
}

function isNull(node: ASTNode): boolean {
  return node.op === 'value' && node.args === null;
}

function literal(value: unknown): Node {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return () => number;
  }
  if (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  ) {
    return () => value;
  }
  throw new Refusal('only texts, numbers, true, false and null can be written in expressions');
}

function path(node: ASTNode, context: Context): Node {
  const keys: (string | number)[] = [];
  let at = node;
  for (;;) {
    if (at.op === '.') {
      keys.unshift(at.args[1]);
      at = at.args[0];
    } else if (at.op === '[]') {
      keys.unshift(indexOf(at.args[1]));
      at = at.args[0];
    } else break;
  }
  if (at.op !== 'id') throw new Refusal('a path begins with a name');
  const root = at.args;
  if (!context.roots.includes(root)) {
    const said = root === context.returns ? '$returns' : root;
    const meant = nearest(root, context.roots);
    const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
    throw new Refusal(
      `"${said}" is not known here${hint}; an expression begins with ${context.roots.join(', ')}`,
    );
  }
  const [first] = keys;
  context.names.push({ root, name: typeof first === 'string' ? first : undefined });
  const steps = keys.map((key) => (key === context.returns ? '$returns' : key));
  return (scope) => follow(scope[root], root, steps);
}

function indexOf(node: ASTNode): string | number {
  if (node.op === 'value' && typeof node.args === 'string') return node.args;
  if (node.op === 'value' && typeof node.args === 'bigint') return Number(node.args);
  throw new Refusal('between [ and ] stands a whole number or a text');
}

/**
 * Follows a path. `$returns` is where KubeVela's newer definitions keep what a provider gave back: `output.$returns.x` and `output.x` name
 * the same here, whichever of the two is there.
 */
function follow(start: Json | undefined, root: string, keys: readonly (string | number)[]): Json {
  if (start === undefined) throw new MissingPath(`${root} is not there`);
  let value: Json = start;
  let seen = root;
  for (const key of keys) {
    if (key === '$returns') {
      const returned = own(value, key);
      if (returned !== undefined) value = returned;
      continue;
    }
    seen +=
      typeof key === 'number'
        ? `[${key}]`
        : /^[A-Za-z]\w*$/.test(key)
          ? `.${key}`
          : `[${JSON.stringify(key)}]`;
    let next = own(value, key);
    if (next === undefined) next = own(own(value, '$returns') ?? null, key);
    if (next === undefined) throw new MissingPath(`${seen} is not there`);
    value = next;
  }
  return value;
}

function own(value: Json, key: string | number): Json | undefined {
  if (Array.isArray(value)) return typeof key === 'number' ? value[key] : undefined;
  if (value === null || typeof value !== 'object' || typeof key !== 'string') return undefined;
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function boolean(value: Json, operator: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new ExpressionTrouble(`"${operator}" needs true or false, but has ${kindOf(value)}`);
}

function logic(operator: '&&' | '||', left: Node, right: Node): Node {
  return (scope) => {
    const a = boolean(left(scope), operator);
    const b = boolean(right(scope), operator);
    return operator === '&&' ? a && b : a || b;
  };
}

function plus(left: Node, right: Node): Node {
  return (scope) => {
    const a = left(scope);
    const b = right(scope);
    if (typeof a === 'string' && typeof b === 'string') return a + b;
    if (typeof a === 'number' && typeof b === 'number') return addNumbers(a, b);
    throw new ExpressionTrouble(`${kindOf(a)} and ${kindOf(b)} cannot be added`);
  };
}

function equality(wanted: boolean, left: Node, right: Node): Node {
  return (scope) => {
    const a = left(scope);
    const b = right(scope);
    if (a === null || b === null) return (a === b) === wanted;
    if (typeof a === typeof b && typeof a !== 'object') return (a === b) === wanted;
    throw new ExpressionTrouble(`${kindOf(a)} and ${kindOf(b)} cannot be compared`);
  };
}

/** A comparison with a written `null` asks whether there is a value: a missing path is null there. */
function isThere(wanted: boolean, inner: Node): Node {
  return (scope) => {
    try {
      return (inner(scope) !== null) === wanted;
    } catch (error) {
      if (error instanceof MissingPath) return !wanted;
      throw error;
    }
  };
}

function order(operator: '<' | '<=' | '>' | '>=', left: Node, right: Node): Node {
  return (scope) => {
    const a = left(scope);
    const b = right(scope);
    const sign = difference(a, b);
    switch (operator) {
      case '<':
        return sign < 0;
      case '<=':
        return sign <= 0;
      case '>':
        return sign > 0;
      case '>=':
        return sign >= 0;
    }
  };
}

function difference(a: Json, b: Json): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  // Bytes of UTF-8 are ordered as code points are; JavaScript's own order differs past U+FFFF.
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  throw new ExpressionTrouble(`${kindOf(a)} and ${kindOf(b)} have no order`);
}
