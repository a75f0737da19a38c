/** Makes of the tree of an expression what evaluates it. Whatever can be known to be wrong is refused here, with `Refusal`. */
import { buildBlock } from './build-block.ts';
import { buildCall, refusePackage } from './build-call.ts';
import { buildList } from './build-list.ts';
import { buildPath, pathOf } from './build-path.ts';
import type { Context } from './context.ts';
import { keyOf, valueAt } from './follow.ts';
import { slice } from './functions/list.ts';
import type { Node } from './node.ts';
import { booleanOf, calculate, equals, isOrdered, signed } from './operators.ts';
import { createPattern, isFound } from './pattern.ts';
import { Refusal } from './refusal.ts';
import type { BinarySign, Expr } from './syntax.ts';
import { ExpressionTrouble, MissingPath, TooMuch } from './trouble.ts';
import { isList, isNumber, kindOfValue, textOf, type Value } from './value.ts';

export function build(expr: Expr, context: Context): Node {
  const node = buildNode(expr, context);
  return (evaluation) => {
    evaluation.budget.step();
    return node(evaluation);
  };
}

function buildNode(expr: Expr, context: Context): Node {
  switch (expr.op) {
    case 'null':
      return () => null;
    case 'boolean':
    case 'number': {
      const { value } = expr;
      return () => value;
    }
    case 'text':
      return buildText(expr.parts, context);
    case 'bottom':
      throw new Refusal('"_|_" is no value; x == _|_ and x != _|_ ask whether x has one');
    case 'name':
    case 'select':
    case 'index':
      return buildAccess(expr, context);
    case 'slice':
      return buildSlice(expr, context);
    case 'call':
      return buildCall(expr, context, build);
    case 'unary': {
      const of = build(expr.of, context);
      const { sign } = expr;
      if (sign === '!') return (evaluation) => !booleanOf(of(evaluation), sign);
      return (evaluation) => signed(sign, of(evaluation));
    }
    case 'binary':
      return buildBinary(expr.sign, expr.left, expr.right, context);
    case 'default':
      return orElse(build(expr.wanted, context), build(expr.otherwise, context));
    case 'list':
      return buildList(expr.items, context, build);
    case 'block':
      return buildBlock(expr, context, build);
  }
}

function buildText(parts: readonly (string | Expr)[], context: Context): Node {
  const [only = ''] = parts;
  if (parts.length < 2 && typeof only === 'string') return () => only;
  const nodes = parts.map((part) => (typeof part === 'string' ? part : build(part, context)));
  return (evaluation) =>
    nodes
      .map((part) => {
        const text = typeof part === 'string' ? part : interpolated(part(evaluation));
        evaluation.budget.spend(text.length);
        return text;
      })
      .join('');
}

function interpolated(value: Value): string {
  const text = textOf(value);
  if (text !== undefined) return text;
  throw new ExpressionTrouble(
    `${kindOfValue(value)} cannot stand in a text; json.Marshal makes a text of it`,
  );
}

function buildAccess(expr: Extract<Expr, { op: 'name' | 'select' | 'index' }>, context: Context): Node {
  const path = pathOf(expr, context, build);
  if (path !== undefined) return buildPath(path);
  if (expr.op === 'name') throw new Refusal(refusePackage(expr.name));
  const of = build(expr.of, context);
  if (expr.op === 'select') {
    const { key } = expr;
    return (evaluation) => valueAt(of(evaluation), key, true);
  }
  const at = build(expr.at, context);
  return (evaluation) => valueAt(of(evaluation), keyOf(at(evaluation)), false);
}

function buildSlice(expr: Extract<Expr, { op: 'slice' }>, context: Context): Node {
  const of = build(expr.of, context);
  const [from, to] = [expr.from, expr.to].map((end) => (end === undefined ? undefined : build(end, context)));
  return (evaluation) => {
    const list = of(evaluation);
    if (!isList(list)) throw new ExpressionTrouble(`${kindOfValue(list)} has no parts [a:b]`);
    const end = (node: Node | undefined, otherwise: number): number => {
      if (node === undefined) return otherwise;
      const value = node(evaluation);
      if (isNumber(value) && value.kind === 'int') return Number(value.digits);
      throw new ExpressionTrouble('the ends of a part [a:b] are whole numbers');
    };
    return slice(list, end(from, 0), end(to, list.length));
  };
}

function buildBinary(sign: BinarySign, left: Expr, right: Expr, context: Context): Node {
  switch (sign) {
    case '&&':
    case '||': {
      const [a, b] = [build(left, context), build(right, context)];
      // Both sides are evaluated, as CUE does.
      return (evaluation) => {
        const values = [booleanOf(a(evaluation), sign), booleanOf(b(evaluation), sign)];
        return sign === '&&' ? !values.includes(false) : values.includes(true);
      };
    }
    case '==':
    case '!=':
      return buildEquality(sign === '==', left, right, context);
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const [a, b] = [build(left, context), build(right, context)];
      return (evaluation) => isOrdered(sign, a(evaluation), b(evaluation));
    }
    case '=~':
    case '!~':
      return buildMatch(sign === '=~', left, right, context);
    case '+':
    case '-':
    case '*':
    case '/': {
      const [a, b] = [build(left, context), build(right, context)];
      return (evaluation) => calculate(sign, a(evaluation), b(evaluation), evaluation.budget);
    }
  }
}

function buildEquality(wanted: boolean, left: Expr, right: Expr, context: Context): Node {
  if (left.op === 'bottom') return isWithout(wanted, build(right, context));
  if (right.op === 'bottom') return isWithout(wanted, build(left, context));
  if (left.op === 'null') return isNull(wanted, build(right, context));
  if (right.op === 'null') return isNull(wanted, build(left, context));
  const [a, b] = [build(left, context), build(right, context)];
  return (evaluation) => equals(a(evaluation), b(evaluation), evaluation.budget) === wanted;
}

/** A comparison with a written `null` asks whether there is a value: a missing path is null there. */
function isNull(wanted: boolean, of: Node): Node {
  return (evaluation) => {
    try {
      return (of(evaluation) === null) === wanted;
    } catch (error) {
      if (error instanceof MissingPath) return wanted;
      throw error;
    }
  };
}

/** `x == _|_`: x has no value, for whatever reason. */
function isWithout(wanted: boolean, of: Node): Node {
  return (evaluation) => {
    try {
      of(evaluation);
      return !wanted;
    } catch (error) {
      if (isOfTheData(error)) return wanted;
      throw error;
    }
  };
}

function orElse(wanted: Node, otherwise: Node): Node {
  return (evaluation) => {
    try {
      return wanted(evaluation);
    } catch (error) {
      if (isOfTheData(error)) return otherwise(evaluation);
      throw error;
    }
  };
}

function isOfTheData(error: unknown): boolean {
  return error instanceof ExpressionTrouble && !(error instanceof TooMuch);
}

function buildMatch(wanted: boolean, left: Expr, right: Expr, context: Context): Node {
  const [source = '', ...more] = right.op === 'text' ? right.parts : [[]];
  if (typeof source !== 'string' || more.length > 0)
    throw new Refusal(
      'behind "=~" and "!~" stands a pattern as a written text: patterns of the data are not run',
    );
  const pattern = createPattern(source);
  const of = build(left, context);
  return (evaluation) => {
    const text = of(evaluation);
    if (typeof text !== 'string')
      throw new ExpressionTrouble(`a pattern matches a text, not ${kindOfValue(text)}`);
    return isFound(pattern, text, evaluation.budget) === wanted;
  };
}
