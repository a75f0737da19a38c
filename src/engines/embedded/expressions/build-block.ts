/** Objects, and values with names before them. */
import type { Context } from './context.ts';
import type { Local, Node } from './node.ts';
import { Refusal } from './refusal.ts';
import type { Block, Expr } from './syntax.ts';
import { ExpressionTrouble, TooMuch } from './trouble.ts';
import { kindOfValue, type Value } from './value.ts';

type Step = { readonly label?: string | Node; readonly place: number | undefined; readonly value: Node };

export function buildBlock(
  { declarations, value }: Block,
  context: Context,
  build: (expr: Expr, context: Context) => Node,
): Node {
  const names = context.names.within(declarations.flatMap(({ name }) => (name === undefined ? [] : [name])));
  const inner = { ...context, names };
  const labels = new Set<string>();
  const steps = declarations.map((declaration): Step => {
    const node = build(declaration.value, inner);
    const { name } = declaration;
    if (declaration.kind === 'local') return { place: names.define(declaration.name), value: node };
    const { label } = declaration;
    if (typeof label === 'string') {
      if (labels.has(label)) throw new Refusal(`the field "${label}" is there twice`);
      labels.add(label);
    }
    return {
      label: typeof label === 'string' ? label : build(label, inner),
      place: name === undefined ? undefined : names.define(name),
      value: node,
    };
  });
  const last = value === undefined ? undefined : build(value, inner);
  return (evaluation) => {
    const fields = new Map<string, Value>();
    for (const { label, place, value: node } of steps) {
      const local = label === undefined ? attempt(() => node(evaluation)) : { value: node(evaluation) };
      if (place !== undefined) evaluation.locals[place] = local;
      if (label === undefined || !('value' in local)) continue;
      const key = typeof label === 'string' ? label : label(evaluation);
      if (typeof key !== 'string')
        throw new ExpressionTrouble(`the name of a field is a text, not ${kindOfValue(key)}`);
      if (fields.has(key)) throw new ExpressionTrouble('a field is there twice, one with a calculated name');
      fields.set(key, local.value);
    }
    return last === undefined ? fields : last(evaluation);
  };
}

/** A name for what has no value is no trouble until it is used: there a default may stand in. */
function attempt(evaluate: () => Value): Local {
  try {
    return { value: evaluate() };
  } catch (error) {
    if (error instanceof ExpressionTrouble && !(error instanceof TooMuch)) return { trouble: error };
    throw error;
  }
}
