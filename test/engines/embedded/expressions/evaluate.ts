import type { Json } from '../../../../src/domain/run.ts';
import { compileExpression, type Form } from '../../../../src/engines/embedded/expressions/expression.ts';

/** CUE as it is written, without JavaScript's escapes. */
export const cue = String.raw;

/** Sources and what CUE v0.9.2 makes of them, the version that KubeVela 1.10 has (recorded with `output` below as its data). */
export type Table = readonly (readonly [source: string, value: Json])[];

export const output: Json = {
  s: 'abc',
  n: 3,
  f: 1.5,
  l: [1, 2, 'x'],
  o: { a: 1, 'b-c': null },
  b: true,
  nil: null,
  'a-b': 1,
};

const ROOTS = ['output', 'context', 'response', 'status', 'inputs'];

export function evaluate(
  source: string,
  scope: { [root: string]: Json } = { output },
  form: Form = 'script',
): Json {
  const expression = compileExpression(source, ROOTS, form);
  if ('problem' in expression) throw new Error(`${source}: ${expression.problem}`);
  return expression.evaluate(scope);
}

/** Why the source is refused. */
export function problemOf(source: string, form: Form = 'script'): string {
  const expression = compileExpression(source, ROOTS, form);
  if (!('problem' in expression)) throw new Error(`${source} was taken`);
  return expression.problem;
}
