/**
 * The expressions of `if` and `outputs`: the part of CUE that calculates (https://cuelang.org/docs/reference/spec/), with CUE's meaning, so that a file
 * means the same here and on KubeVela. Nothing refers to itself and nothing repeats without end, every evaluation has a budget, and whatever can be
 * known to be wrong is refused when the file is loaded.
 */
import type { Json } from '../../../domain/run.ts';
import { createBudget } from './budget.ts';
import { pathOf } from './build-path.ts';
import { build } from './compile.ts';
import type { Context } from './context.ts';
import { follow, type Key } from './follow.ts';
import { packageAt } from './functions/packages.ts';
import { createNames } from './names.ts';
import type { Scope } from './node.ts';
import { parseCondition, parseScript } from './parse-script.ts';
import { Refusal } from './refusal.ts';
import type { Expr } from './syntax.ts';
import { toJson } from './value.ts';

export type { Scope };

/** A condition is one expression without imports (`if`); a script may have imports, names and fields (`valueFrom`). */
export type Form = 'condition' | 'script';

export type Expression = {
  readonly source: string;
  /** What follows a root in each path, as far as it is written: `status["x"].phase` gives x and phase. */
  paths(root: string): readonly (readonly Key[])[];
  /** Whether some path begins with this root. */
  begins(root: string): boolean;
  /** Throws `ExpressionTrouble` when the value does not exist or the types do not fit. */
  evaluate(scope: Scope): Json;
};

/** `roots` are the names that an expression may begin with here. */
export function compileExpression(
  source: string,
  roots: readonly string[],
  form: Form,
): Expression | { problem: string } {
  const trimmed = source.trim();
  if (trimmed === '') return { problem: 'the expression is empty' };
  try {
    return compile(trimmed, roots, form);
  } catch (error) {
    if (error instanceof Refusal) return { problem: error.message };
    throw error;
  }
}

function compile(source: string, roots: readonly string[], form: Form): Expression {
  const { expr, imports } =
    form === 'condition' ? { expr: parseCondition(source), imports: undefined } : scriptOf(source);
  const context: Context = { roots, imports, names: createNames(), found: [] };
  return {
    source,
    evaluate: evaluator(expr, context),
    paths: (root) => context.found.flatMap((path) => (path.root === root ? [path.keys] : [])),
    begins: (root) => context.found.some((n) => n.root === root),
  };
}

function scriptOf(source: string): { expr: Expr; imports: ReadonlyMap<string, string> } {
  const { imports, block } = parseScript(source);
  for (const path of imports.values()) packageAt(path);
  const { declarations, value } = block;
  if (value === undefined && declarations.length === 0) throw new Refusal('the expression is empty');
  return { expr: value !== undefined && declarations.length === 0 ? value : block, imports };
}

function evaluator(expr: Expr, context: Context): (scope: Scope) => Json {
  const plain = plainPath(expr, context);
  // What only passes data on does so without a limit, and without looking at it.
  if (plain !== undefined) return (scope) => follow(scope[plain.root], plain.root, plain.keys);
  const node = build(expr, context);
  return (scope) => toJson(node({ scope, budget: createBudget(), locals: [] }));
}

function plainPath(expr: Expr, context: Context): { root: string; keys: Key[] } | undefined {
  if (expr.op !== 'name' && expr.op !== 'select' && expr.op !== 'index') return undefined;
  const path = pathOf(expr, context, build);
  const keys = path?.keys.filter((key) => typeof key !== 'function') ?? [];
  return path === undefined || keys.length < path.keys.length ? undefined : { root: path.root, keys };
}
