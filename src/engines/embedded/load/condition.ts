/** The `if` of a step: what can be known of it before anything runs. What cannot be calculated when its time has come skips the step, as on KubeVela. */
import { compileExpression } from '../expressions/expression.ts';
import type { StepInput } from '../plan.ts';
import { CONDITION_ROOTS, inputName, STATUS_FIELDS } from '../run/scope.ts';
import { didYouMean } from './did-you-mean.ts';
import { type Spot, textOf } from './spot.ts';
import type { StepContext } from './step-context.ts';
import type { StepType } from './step-types.ts';

type Own = { inputs: readonly StepInput[]; type: StepType };

export function readCondition(
  spot: Spot,
  step: string,
  { inputs, type }: Own,
  context: StepContext,
): string | undefined {
  const text = textOf(spot, 'if')?.trim();
  if (text === undefined || text === '' || text === 'always') return text || undefined;
  const what = `"if" of ${spot.what}`;
  const complaints = new Set<string>();
  const expression = compileExpression(text, CONDITION_ROOTS, 'condition');
  if ('problem' in expression) {
    spot.at('if').complain(`${what}: ${expression.problem}`);
    return undefined;
  }
  for (const [on, field] of expression.paths('status')) {
    if (typeof on !== 'string') continue;
    if (context.names.includes(on)) {
      context.looks.push({ step, on, spot: spot.at('if'), what: `${what} asks what became of "${on}"` });
    } else if (!context.nicknames.includes(on)) {
      complaints.add(`there is no step "${on}"${didYouMean(on, context.names)}`);
    }
    if (field !== undefined && !STATUS_FIELDS.includes(String(field)))
      complaints.add(
        `the status of a step has no "${field}"${didYouMean(String(field), STATUS_FIELDS)} (it has ${STATUS_FIELDS.join(', ')})`,
      );
  }
  const taken = inputs.map(({ from }) => inputName(from));
  for (const [name] of expression.paths('inputs')) {
    if (name !== undefined && !taken.includes(String(name)))
      complaints.add(`the step has no input "${name}"${didYouMean(String(name), taken)}; add it to "inputs"`);
  }
  for (const [property] of expression.paths('parameter')) {
    if (property !== undefined && !type.properties.includes(String(property)))
      complaints.add(
        `${type.name} has no property "${property}"${didYouMean(String(property), type.properties)}`,
      );
  }
  for (const complaint of complaints) spot.at('if').complain(`${what}: ${complaint}`);
  return text;
}
