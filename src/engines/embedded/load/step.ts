/** One step of a workflow file, checked. */
import type { Fields, StepPlan } from '../plan.ts';
import { readApplied } from './applied.ts';
import { readCondition } from './condition.ts';
import { readInputs, readOutputs } from './data-passing.ts';
import { didYouMean } from './did-you-mean.ts';
import { parseDuration } from './duration.ts';
import { filledBy } from './filled.ts';
import { readMode } from './mode.ts';
import { fieldsOf, itemsOf, type Spot, textOf } from './spot.ts';
import type { NamedStep, StepContext } from './step-context.ts';
import { checkProperties, GROUP, type StepType, stepTypeNamed } from './step-types.ts';

const STEP_FIELDS = ['name', 'type', 'meta', 'if', 'timeout', 'dependsOn', 'inputs', 'outputs', 'properties'];
const GROUP_FIELDS = [...STEP_FIELDS, 'mode', 'subSteps'];

const ONLY_GROUPS = `only a step of type "${GROUP}" has sub-steps`;
const REFUSED = { mode: ONLY_GROUPS, subSteps: ONLY_GROUPS };
const NO_NESTING = 'a sub-step has none: KubeVela knows one level of them';
const REFUSED_IN_GROUPS = { mode: NO_NESTING, subSteps: NO_NESTING };

/** `group` is the step whose sub-step this is. */
export function readStep(step: NamedStep, context: StepContext, group?: NamedStep): StepPlan | undefined {
  const { spot, name } = step;
  const isGroup = spot.at('type').value === GROUP && group === undefined;
  const refused = group === undefined ? REFUSED : REFUSED_IN_GROUPS;
  const fields = fieldsOf(spot, isGroup ? GROUP_FIELDS : STEP_FIELDS, refused);
  if (fields === undefined) return undefined;
  // What is wrong with them is told even where their group is wrong too.
  const subSteps = step.subs.flatMap((sub) => readStep(sub, context, step) ?? []);
  const type = readType(spot, context, group);
  if (type === undefined) return undefined;
  const applied = readApplied(spot, name, context);
  const inputs = [...readInputs(spot, name, context, type), ...applied.inputs];
  const filled = filledBy(inputs);
  checkProperties(type, spot.at('properties', `"properties" of ${spot.what}`), { ...context.around, filled });
  const dependsOn = [...new Set([...readDependsOn(spot, name, context), ...applied.dependsOn])];
  const condition = readCondition(spot, name, { inputs, type }, context);
  const timeoutMs = readTimeout(spot);
  const outputs = [...readOutputs(spot, type, name, context, filled), ...applied.outputs];
  const title = readTitle(spot);
  const mode = isGroup ? readMode(spot, 'mode') : undefined;
  if (isGroup && step.subs.length === 0) spot.complain(`${spot.what} has no sub-steps ("subSteps")`);
  return {
    name,
    ...(title === undefined ? {} : { title }),
    type: type.name,
    ...(condition === undefined ? {} : { if: condition }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(dependsOn.length === 0 ? {} : { dependsOn }),
    ...(inputs.length === 0 ? {} : { inputs }),
    ...(outputs.length === 0 ? {} : { outputs }),
    properties: (fields.properties ?? {}) as Fields,
    ...(mode === undefined ? {} : { mode }),
    ...(isGroup ? { subSteps } : {}),
  };
}

function readType(
  spot: Spot,
  { isApplication }: StepContext,
  group: NamedStep | undefined,
): StepType | undefined {
  const name = textOf(spot, 'type');
  if (name === undefined) {
    if (spot.at('type').value === undefined) spot.complain(`${spot.what} has no "type"`);
    return undefined;
  }
  const type = stepTypeNamed(name);
  if ('problem' in type) {
    spot.at('type').complain(type.problem);
    return undefined;
  }
  if (type.name === GROUP && group !== undefined) {
    spot
      .at('type')
      .complain(`a "${GROUP}" cannot stand in "${group.name}": KubeVela knows one level of sub-steps`);
    return undefined;
  }
  if (type.needsApplication && !isApplication) {
    spot
      .at('type')
      .complain(
        `step type "${name}" needs components, which only "kind: Application" (core.oam.dev/v1beta1) has`,
      );
    return undefined;
  }
  return type;
}

function readDependsOn(spot: Spot, step: string, { names, waits }: StepContext): string[] {
  const what = `"dependsOn" of ${spot.what}`;
  return itemsOf(spot, 'dependsOn', () => what).flatMap((item) => {
    const { value } = item;
    if (typeof value !== 'string') {
      item.complain(`${what} is a list of names of steps`);
      return [];
    }
    if (!names.includes(value)) {
      item.complain(`${what}: there is no step "${value}"${didYouMean(value, names)}`);
      return [];
    }
    waits.push({ step, on: value, spot: item, what: `${spot.what} depends on "${value}"` });
    return [value];
  });
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
  spot.at('timeout').complain(parsed.message);
  return undefined;
}
