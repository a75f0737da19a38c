/** What a step takes from others and gives to others: `inputs` and `outputs`. */
import { compileExpression } from '../expressions/expression.ts';
import { type Path, parsePath } from '../expressions/path.ts';
import type { StepInput, StepOutput } from '../plan.ts';
import { didYouMean } from './did-you-mean.ts';
import type { Filled } from './filled.ts';
import { fieldsOf, itemsOf, type Spot, textOf } from './spot.ts';
import type { StepContext } from './step-context.ts';
import type { StepType } from './step-types.ts';

/** `from` was once called `name`; `parameterKey` once began with `properties.`. */
export function readInputs(spot: Spot, step: string, context: StepContext, type: StepType): StepInput[] {
  return itemsOf(spot, 'inputs', (i) => `input ${i + 1} of ${spot.what}`).flatMap((input) => {
    fieldsOf(input, ['from', 'name', 'parameterKey']);
    const text = textOf(input, 'from') ?? textOf(input, 'name');
    if (text === undefined) {
      input.complain(`${input.what} needs "from": the name of an output of another step, or context.…`);
      return [];
    }
    const from = parsePath(text);
    if ('problem' in from) {
      input.complain(`"from" of ${input.what}: ${from.problem.message}`);
      return [];
    }
    const [first] = from;
    const giver = context.givers.get(String(first));
    if (first !== 'context' && giver === undefined) {
      input.complain(
        `${input.what} takes "${String(first)}", which no step gives as an output${didYouMean(String(first), context.givers.keys())}`,
      );
    } else if (first !== 'context' && giver !== undefined) {
      context.waits.push({ step, on: giver, spot: input, what: `${input.what} takes "${String(first)}"` });
    }
    const key = readParameterKey(input, type);
    return [{ from: from as Path, ...(key === undefined ? {} : { key }) }];
  });
}

function readParameterKey(input: Spot, type: StepType): Path | undefined {
  const text = textOf(input, 'parameterKey')?.trim();
  if (text === undefined || text === '') return undefined;
  const path = parsePath(text.replace(/^properties\./, ''));
  if ('problem' in path) {
    input.at('parameterKey').complain(`"parameterKey" of ${input.what}: ${path.problem.message}`);
    return undefined;
  }
  const first = String(path[0]);
  if (!type.properties.includes(first)) {
    input
      .at('parameterKey')
      .complain(
        `"parameterKey" of ${input.what}: ${type.name} has no property "${first}"${didYouMean(first, type.properties)} (it has ${type.properties.join(', ')})`,
      );
  }
  return path;
}

/** `name` was once called `from`. */
export function readOutputs(
  spot: Spot,
  type: StepType,
  step: string,
  context: StepContext,
  filled: Filled,
): StepOutput[] {
  return itemsOf(spot, 'outputs', (i) => `output ${i + 1} of ${spot.what}`).flatMap((output) => {
    fieldsOf(output, ['name', 'from', 'valueFrom']);
    const name = textOf(output, 'name') ?? textOf(output, 'from');
    const value = textOf(output, 'valueFrom');
    if (name === undefined || value === undefined) {
      output.complain(`${output.what} needs "name" and "valueFrom"`);
      return [];
    }
    if (!/^[^.[\]"\s]+$/.test(name) || name === 'context' || name === '__proto__') {
      output.complain(
        `${output.what}: "${name}" cannot be the name of an output (no dots, brackets or blanks; not context)`,
      );
    }
    const expression = compileExpression(value, type.roots, 'script');
    if ('problem' in expression) {
      output.at('valueFrom').complain(`"valueFrom" of ${output.what}: ${expression.problem}`);
    } else if (expression.begins('answers')) {
      const why = type.unanswered?.(spot.at('properties'), { filled });
      if (why !== undefined)
        output.at('valueFrom').complain(`"valueFrom" of ${output.what} takes answers, but ${why}`);
    }
    const before = context.given.get(name);
    if (before !== undefined)
      output.complain(`${output.what}: step "${before}" already gives an output "${name}"`);
    context.given.set(name, step);
    return [{ name, value }];
  });
}
