/** Lists, with `for` and `if`. */
import type { Context } from './context.ts';
import { whole } from './decimal.ts';
import type { Evaluation, Node } from './node.ts';
import { booleanOf } from './operators.ts';
import type { Clause, Expr, Item } from './syntax.ts';
import { ExpressionTrouble } from './trouble.ts';
import { isList, isMap, kindOfValue, type Value } from './value.ts';

type Build = (expr: Expr, context: Context) => Node;
type Push = (value: Value) => void;
type Maker = (evaluation: Evaluation, push: Push) => void;

export function buildList(items: readonly Item[], context: Context, build: Build): Node {
  const makers = items.map(({ clauses, value }) => buildItem(clauses, value, context, build));
  return (evaluation) => {
    const list: Value[] = [];
    for (const make of makers) {
      make(evaluation, (value) => {
        evaluation.budget.step();
        list.push(value);
      });
    }
    return list;
  };
}

function buildItem(clauses: readonly Clause[], value: Expr, context: Context, build: Build): Maker {
  const [clause, ...rest] = clauses;
  if (clause === undefined) {
    const node = build(value, context);
    return (evaluation, push) => push(node(evaluation));
  }
  if (clause.kind === 'if') {
    const condition = build(clause.condition, context);
    const then = buildItem(rest, value, context, build);
    return (evaluation, push) => {
      if (booleanOf(condition(evaluation), 'if')) then(evaluation, push);
    };
  }
  const of = build(clause.of, context);
  const names = context.names.within([...(clause.key === undefined ? [] : [clause.key]), clause.name]);
  const keyPlace = clause.key === undefined ? undefined : names.define(clause.key);
  const place = names.define(clause.name);
  const each = buildItem(rest, value, { ...context, names }, build);
  return (evaluation, push) => {
    for (const [key, item] of entriesOf(of(evaluation))) {
      if (keyPlace !== undefined) evaluation.locals[keyPlace] = { value: key };
      evaluation.locals[place] = { value: item };
      each(evaluation, push);
    }
  };
}

function entriesOf(value: Value): Iterable<readonly [Value, Value]> {
  if (isMap(value)) return value;
  if (isList(value)) return value.map((item, i) => [whole(i), item] as const);
  throw new ExpressionTrouble(`"for" goes through a list or an object, not ${kindOfValue(value)}`);
}
