/** What expressions and inputs of a step can see. */
import type { Json } from '../../../domain/run.ts';
import { storableJson } from '../../../store/json-text.ts';
import { inOne, type Told, tell, tellBecause } from '../../common/told.ts';
import { compileExpression, type Expression, type Form, type Scope } from '../expressions/expression.ts';
import { isObject, type Path, valueAt, withValueAt } from '../expressions/path.ts';
import { ExpressionTrouble } from '../expressions/trouble.ts';
import { nicknameOf } from '../nickname.ts';
import type { Fields, Plan, RunDocument, StepPlan } from '../plan.ts';
import { graphOf, isGroup, type Node } from './graph.ts';
import type { State, StepState } from './state.ts';
import { outputsOf } from './state.ts';

/** `context` as KubeVela gives it (pkg/cue/process of kubevela); what the file puts there wins. */
export function contextOf(plan: Plan, node: Node, attempt: string): Fields {
  const group = isGroup(node) ? node : node.group;
  const name = plan.application ?? plan.workflow;
  return {
    name,
    namespace: plan.namespace,
    ...(plan.kind === 'Application' ? { appName: name } : {}),
    workflowName: '',
    publishVersion: '',
    stepName: node.plan.name,
    stepSessionID: attempt,
    ...(group === undefined ? {} : { stepGroupName: group.plan.name }),
    ...plan.context,
  };
}

/** The step's properties with its inputs in place, or why they cannot be put there. */
export function propertiesOf(
  document: RunDocument,
  state: State,
  node: Node,
  attempt: string,
): { properties: Fields } | { problem: Told } {
  const { plan: step } = node;
  if (step.inputs === undefined) return { properties: step.properties };
  let properties: Json = step.properties;
  const sources = sourcesOf(document, state, node, attempt);
  for (const input of step.inputs) {
    if (input.key === undefined) continue;
    const value = valueAt(sources, input.from);
    const name = inputName(input.from);
    if (value === undefined) return { problem: tell('input-missing', { name }) };
    const set = withValueAt(properties, input.key, value);
    if ('problem' in set) return { problem: tellBecause('input-no-place', set.problem, { name }) };
    properties = set.root;
  }
  return { properties: isObject(properties) ? properties : {} };
}

function sourcesOf(document: RunDocument, state: State, node: Node, attempt: string): Fields {
  return Object.assign(outputsOf(state), { context: contextOf(document.plan, node, attempt) });
}

/** Throws `ExpressionTrouble`. */
export function evaluateIf(document: RunDocument, state: State, node: Node, source: string): boolean {
  const sources = sourcesOf(document, state, node, '');
  const inputs: Fields = Object.create(null);
  for (const { from } of node.plan.inputs ?? []) {
    const value = valueAt(sources, from);
    if (value !== undefined) inputs[inputName(from)] = value;
  }
  const status: Fields = Object.create(null);
  const { nodes } = graphOf(document.plan);
  for (const [name, reached] of state.steps) {
    const plan = nodes.get(name)?.plan;
    if (plan !== undefined) status[name] = statusOf(plan, reached);
  }
  for (const name of state.steps.keys()) {
    const nickname = nicknameOf(nodes.get(name)?.plan.properties);
    const known = status[name];
    if (nickname !== undefined && known !== undefined) status[nickname] ??= known;
  }
  const properties = propertiesOf(document, state, node, '');
  const value = expression(source, CONDITION_ROOTS, 'condition').evaluate({
    status,
    inputs,
    context: sources.context,
    parameter: 'properties' in properties ? properties.properties : undefined,
  });
  if (typeof value === 'boolean') return value;
  throw new ExpressionTrouble('the condition is neither true nor false');
}

/** What a condition may begin with. */
export const CONDITION_ROOTS = ['status', 'inputs', 'context', 'parameter'];

const STATUS: Readonly<Record<string, (plan: StepPlan, state: StepState) => Json>> = {
  id: (_, { attempt }) => attempt,
  name: ({ name }) => name,
  type: ({ type }) => type,
  phase: (_, { phase }) => (phase === 'suspended' ? 'suspending' : phase),
  message: (_, { message }) => message ?? '',
  reason: (_, { reason }) => reason ?? '',
  failed: (_, { phase }) => phase === 'failed',
  succeeded: (_, { phase }) => phase === 'succeeded',
  skipped: (_, { phase }) => phase === 'skipped',
  timeout: (_, { reason }) => reason === 'Timeout',
  failedAfterRetries: (_, { reason }) => reason === 'FailedAfterRetries',
  terminate: (_, { reason }) => reason === 'Terminate',
};

/** What a condition can ask of a step. */
export const STATUS_FIELDS: readonly string[] = Object.keys(STATUS);

function statusOf(plan: StepPlan, state: StepState): Fields {
  return Object.fromEntries(Object.entries(STATUS).map(([field, of]) => [field, of(plan, state)]));
}

/**
 * Evaluates the step's `outputs`. One that cannot be evaluated is null, and `missing` says why: KubeVela does the same
 * (pkg/hooks/data_passing.go of kubevela/workflow).
 */
export function evaluateOutputs(
  step: Pick<StepPlan, 'outputs'>,
  scope: Scope,
): { outputs: Fields | undefined; missing: Told | undefined } {
  if (step.outputs === undefined) return { outputs: undefined, missing: undefined };
  const outputs: Fields = {};
  const missing: Told[] = [];
  for (const { name, value } of step.outputs) {
    try {
      // As the next step would get it after a restart.
      outputs[name] = storableJson(expression(value, OUTPUT_ROOTS, 'script').evaluate(scope));
    } catch (error) {
      if (!(error instanceof ExpressionTrouble)) throw error;
      outputs[name] = null;
      missing.push(tell('output-null', { name, why: error.message }));
    }
  }
  return { outputs, missing: missing.length === 0 ? undefined : inOne(missing) };
}

const OUTPUT_ROOTS = ['output', 'stdout', 'response', 'answers', 'parameter', 'context'];

/** Compiled expressions, by their text: the same few come again with every run. */
const compiled = new Map<string, Expression>();
const MAX_COMPILED = 1000;

function expression(source: string, roots: readonly string[], form: Form): Expression {
  const key = `${form} ${source}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const made = compileExpression(source, roots, form);
  if ('problem' in made) throw new ExpressionTrouble(made.problem);
  if (compiled.size >= MAX_COMPILED) compiled.clear();
  compiled.set(key, made);
  return made;
}

/** By what name conditions know an input. */
export function inputName(path: Path): string {
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : i === 0 ? part : `.${part}`))
    .join('');
}
