/** Calls of functions. */
import type { Context } from './context.ts';
import { builtin, functionOf, missingImport, packagePath } from './functions/packages.ts';
import type { Fn } from './functions/signature.ts';
import type { Node } from './node.ts';
import { createPattern, type Pattern } from './pattern.ts';
import { Refusal } from './refusal.ts';
import type { Expr } from './syntax.ts';

type Build = (expr: Expr, context: Context) => Node;

export function buildCall(call: Extract<Expr, { op: 'call' }>, context: Context, build: Build): Node {
  const { name, fn } = calleeOf(call.of, context);
  if (call.args.length !== fn.params.length)
    throw new Refusal(`${name} takes ${fn.params.length} arguments, not ${call.args.length}`);
  const args = call.args.map((arg, i): Node | Pattern =>
    fn.params[i] === 'pattern' ? writtenPattern(name, arg) : build(arg, context),
  );
  return (evaluation) =>
    fn.call(
      name,
      args.map((arg) => (typeof arg === 'function' ? arg(evaluation) : arg)),
      evaluation.budget,
    );
}

function calleeOf(of: Expr, { imports, names }: Context): { name: string; fn: Fn } {
  if (of.op === 'name' && names.find(of.name) === undefined) return { name: of.name, fn: builtin(of.name) };
  if (of.op !== 'select') throw new Refusal('only functions can be called');
  if (of.of.op === 'name' && names.find(of.of.name) === undefined) {
    const path = imports?.get(of.of.name);
    if (path !== undefined) return { name: `${of.of.name}.${of.key}`, fn: functionOf(path, of.key) };
  }
  throw new Refusal(notAFunction(of, imports !== undefined));
}

function notAFunction({ of, key }: Extract<Expr, { op: 'select' }>, canImport: boolean): string {
  if (!canImport)
    return `functions of packages (${key}) need an import, which a condition cannot have: calculate the value in an output of an earlier step, and take that as input`;
  const path = of.op === 'name' ? packagePath(of.name) : undefined;
  return path === undefined
    ? `there are no functions behind a value (${key}): write import "strings" on a line before the expression, and strings.HasPrefix(x, "y")`
    : missingImport(path);
}

function writtenPattern(name: string, arg: Expr): Pattern {
  const [source = '', ...more] = arg.op === 'text' ? arg.parts : [[]];
  if (typeof source !== 'string' || more.length > 0)
    throw new Refusal(`${name} takes a pattern that is written there: patterns of the data are not run`);
  return createPattern(source);
}

/** A package where a value is meant. */
export function refusePackage(name: string): string {
  return `"${name}" is a package and no value; its functions are called: ${name}.X(…)`;
}
