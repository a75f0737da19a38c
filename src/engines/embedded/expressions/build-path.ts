/** Names, and paths from them: into the data, or into what the expression has defined. */
import { nearest } from '../../../domain/nearest.ts';
import type { Context } from './context.ts';
import { follow, type Key, keyOf, valueAt } from './follow.ts';
import { missingImport, packagePath } from './functions/packages.ts';
import type { Evaluation, Node } from './node.ts';
import { Refusal } from './refusal.ts';
import type { Expr } from './syntax.ts';
import { fromJson, type Value } from './value.ts';

export type Path = {
  readonly root: string;
  readonly keys: readonly (Key | Node)[];
  readonly local: number | undefined;
};
type Build = (expr: Expr, context: Context) => Node;

/** The path that this is from a name, or nothing where it begins with something else. Throws `Refusal` for a name that nobody knows. */
export function pathOf(expr: Expr, context: Context, build: Build): Path | undefined {
  const start = startOf(expr);
  if (start.op !== 'name') return undefined;
  const { name: root, dashed } = start;
  const local = context.names.find(root);
  const isOfTheData = context.roots.includes(root);
  if (local === undefined && !isOfTheData) {
    if (context.imports?.has(root)) return undefined;
    throw new Refusal(unknown(root, dashed, expr, context));
  }
  const keys: (Key | Node)[] = [];
  for (let at = expr; at.op === 'select' || at.op === 'index'; at = at.of)
    keys.unshift(at.op === 'select' ? at.key : (staticKey(at.at) ?? build(at.at, context)));
  if (local === undefined) context.found.push({ root, keys: writtenOf(keys) });
  return { root, keys, local };
}

/** The keys before the first one that is calculated. */
function writtenOf(keys: readonly (Key | Node)[]): Key[] {
  const written: Key[] = [];
  for (const key of keys) {
    if (typeof key === 'function') break;
    written.push(key);
  }
  return written;
}

function startOf(expr: Expr): Expr {
  let at = expr;
  while (at.op === 'select' || at.op === 'index') at = at.of;
  return at;
}

function staticKey(expr: Expr): Key | undefined {
  if (expr.op === 'number') return keyRefused(expr.value);
  const [part = '', ...more] = expr.op === 'text' ? expr.parts : [[]];
  return typeof part === 'string' && more.length === 0 ? part : undefined;
}

function keyRefused(value: Value): Key {
  try {
    return keyOf(value);
  } catch (error) {
    throw new Refusal(error instanceof Error ? error.message : String(error));
  }
}

function unknown(name: string, dashed: string | undefined, whole: Expr, { roots, imports }: Context): string {
  const path = packagePath(name);
  if (path !== undefined) {
    return imports === undefined
      ? `"${name}" is a package, and a condition cannot import: calculate the value in an output of an earlier step, and take that as input`
      : missingImport(path);
  }
  const meant = nearest(name, roots);
  const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
  const known = `"${name}" is not known here${hint}; an expression begins with ${roots.join(', ')}`;
  if (dashed !== undefined)
    return `${known}; a name with "-" is written ["${dashed}"], as in status["my-step"]`;
  if (imports === undefined) return `${known}; what became of a step is status["${name}"]`;
  return whole.op === 'name'
    ? `${known}; a text stands in double quotes within the YAML text: '"${name}"'`
    : known;
}

export function buildPath({ root, keys, local }: Path): Node {
  const isWritten = (i: number): boolean => typeof keys[i] !== 'function';
  if (local === undefined) {
    return (evaluation) => {
      const { scope, budget } = evaluation;
      return fromJson(follow(scope[root], root, allKeys(keys, evaluation), isWritten), budget);
    };
  }
  return (evaluation) => {
    const found = evaluation.locals[local];
    if (found === undefined) throw new Error(`${root} has no value yet`);
    if ('trouble' in found) throw found.trouble;
    return allKeys(keys, evaluation).reduce<Value>(
      (value, key, i) => valueAt(value, key, isWritten(i)),
      found.value,
    );
  };
}

/** The keys as they are written, and those that are calculated. */
function allKeys(keys: readonly (Key | Node)[], evaluation: Evaluation): Key[] {
  return keys.map((key) => (typeof key === 'function' ? keyOf(key(evaluation)) : key));
}
