/** One step of a workflow file, checked. */
import type { Json } from '../../../domain/run.ts';
import { compileExpression } from '../expressions/expression.ts';
import { type Path, parsePath } from '../expressions/path.ts';
import type { Fields, StepInput, StepOutput, StepPlan } from '../plan.ts';
import { didYouMean } from './did-you-mean.ts';
import { parseDuration } from './duration.ts';
import { type Filled, filledBy } from './filled.ts';
import { fieldsOf, itemsOf, type Spot, textOf } from './spot.ts';
import { checkProperties, type StepType, type Surroundings, stepTypeNamed } from './step-types.ts';

const STEP_FIELDS = ['name', 'type', 'meta', 'if', 'timeout', 'inputs', 'outputs', 'properties'];

const NOT_YET =
  'the embedded engine of this version runs steps one after another; KubeVela on Kubernetes runs it';
const REFUSED = { dependsOn: NOT_YET, mode: NOT_YET, subSteps: NOT_YET };

const IF_ROOTS = ['status', 'inputs', 'context', 'parameter'];

export type StepContext = {
  around: Omit<Surroundings, 'filled'>;
  isApplication: boolean;
  /** Names of all steps. */
  names: readonly string[];
  /** Outputs of the steps before, with the step that gives them; this step's are added. */
  outputs: Map<string, string>;
};

export function readStep(spot: Spot, name: string, context: StepContext): StepPlan | undefined {
  const fields = fieldsOf(spot, STEP_FIELDS, REFUSED);
  if (fields === undefined) return undefined;
  const typeName = textOf(spot, 'type');
  if (typeName === undefined) {
    if (fields.type === undefined) spot.complain(`${spot.what} has no "type"`);
    return undefined;
  }
  const type = stepTypeNamed(typeName);
  if ('problem' in type) {
    spot.at('type').complain(type.problem);
    return undefined;
  }
  if (type.needsApplication && !context.isApplication) {
    spot
      .at('type')
      .complain(
        `step type "${typeName}" needs components, which only "kind: Application" (core.oam.dev/v1beta1) has`,
      );
    return undefined;
  }
  const inputs = readInputs(spot, context, type);
  const filled = filledBy(inputs);
  checkProperties(type, spot.at('properties', `"properties" of ${spot.what}`), { ...context.around, filled });
  const condition = readIf(spot, context);
  const timeoutMs = readTimeout(spot);
  const outputs = readOutputs(spot, type, name, context, filled);
  const title = readTitle(spot);
  return {
    name,
    ...(title === undefined ? {} : { title }),
    type: typeName,
    ...(condition === undefined ? {} : { if: condition }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(inputs.length === 0 ? {} : { inputs }),
    ...(outputs.length === 0 ? {} : { outputs }),
    properties: (fields.properties ?? {}) as Fields,
  };
}

function readTitle(spot: Spot): string | undefined {
  const meta = spot.at('meta', `"meta" of ${spot.what}`);
  fieldsOf(meta, ['alias']);
  return textOf(meta, 'alias');
}

function readTimeout(spot: Spot): number | undefined {
  const text = textOf(spot, 'timeout');
  if (text === undefined || text === '') return undefined;
  const parsed = parseDuration(text);
  if (typeof parsed === 'number') return parsed;
  spot.at('timeout').complain(parsed.problem);
  return undefined;
}

function readIf(spot: Spot, context: StepContext): string | undefined {
  const text = textOf(spot, 'if')?.trim();
  if (text === undefined || text === '' || text === 'always') return text || undefined;
  const expression = compileExpression(text, IF_ROOTS);
  if ('problem' in expression) {
    spot.at('if').complain(`"if" of ${spot.what}: ${expression.problem}`);
    return undefined;
  }
  for (const step of expression.firstNames('status')) {
    if (context.names.includes(step)) continue;
    spot
      .at('if')
      .complain(`"if" of ${spot.what}: there is no step "${step}"${didYouMean(step, context.names)}`);
  }
  return text;
}

/** `from` was once called `name`; `parameterKey` once began with `properties.`. */
function readInputs(spot: Spot, context: StepContext, type: StepType): StepInput[] {
  return itemsOf(spot, 'inputs', (i) => `input ${i + 1} of ${spot.what}`).flatMap((input) => {
    fieldsOf(input, ['from', 'name', 'parameterKey']);
    const text = textOf(input, 'from') ?? textOf(input, 'name');
    if (text === undefined) {
      input.complain(`${input.what} needs "from": the name of an output of an earlier step, or context.…`);
      return [];
    }
    const from = parsePath(text);
    if ('problem' in from) {
      input.complain(`"from" of ${input.what}: ${from.problem}`);
      return [];
    }
    const [first] = from;
    if (first !== 'context' && !context.outputs.has(String(first))) {
      input.complain(
        `${input.what} takes "${String(first)}", which no earlier step gives as an output${didYouMean(String(first), context.outputs.keys())}`,
      );
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
    input.at('parameterKey').complain(`"parameterKey" of ${input.what}: ${path.problem}`);
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
function readOutputs(
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
    const expression = compileExpression(value, type.roots);
    if ('problem' in expression) {
      output.at('valueFrom').complain(`"valueFrom" of ${output.what}: ${expression.problem}`);
    } else if (expression.begins('answers')) {
      const why = type.unanswered?.(spot.at('properties'), { filled });
      if (why !== undefined)
        output.at('valueFrom').complain(`"valueFrom" of ${output.what} takes answers, but ${why}`);
    }
    const before = context.outputs.get(name);
    if (before !== undefined)
      output.complain(`${output.what}: step "${before}" already gives an output "${name}"`);
    context.outputs.set(name, step);
    return [{ name, value }];
  });
}

/** The given name of each step; a step without one is called after its place, as KubeVela's webhook does it. */
export function stepNames(steps: readonly Spot[]): string[] {
  const names: string[] = [];
  for (const [i, spot] of steps.entries()) {
    const given: Json | undefined = spot.at('name').value;
    const name = typeof given === 'string' && given !== '' ? given : `step-${i}`;
    if (given !== undefined && typeof given !== 'string') textOf(spot, 'name');
    const first = names.indexOf(name);
    if (first >= 0)
      spot.at('name').complain(`step ${i + 1} is called "${name}" like step ${first + 1}; names are unique`);
    names.push(name);
  }
  return names;
}
