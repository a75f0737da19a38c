import type { EmbeddedOptions } from '../../../../src/engines/embedded/options.ts';
import type { RunDocument, StepPlan } from '../../../../src/engines/embedded/plan.ts';
import type { Condition, Spec, StepSpec } from './spec.ts';

/** Where its commands and requests would go, if anybody sent them. */
export const OPTIONS: EmbeddedOptions = {
  id: 'local',
  workflows: '',
  dataDir: '',
  targets: [
    { name: 'command', takes: ['command'], command: { argv: ['nothing'], environment: {} } },
    { name: 'http', takes: ['http'], http: { url: 'http://127.0.0.1:1', headers: {}, timeoutMs: 1 } },
  ],
};

export function documentOf(spec: Spec): RunDocument {
  const { steps, subSteps } = spec;
  const components = ['command', 'http'].map((type) => ({ name: type, type, properties: {}, traits: [] }));
  const list = spec.list.map(planOf);
  const base = { workflow: 'w', kind: 'Application', namespace: 'default', context: {}, policies: [] };
  const plan = { ...base, components, mode: { steps, subSteps }, steps: list };
  return { plan, app: 'shop', environment: 'prod', initiator: {} };
}

function planOf(step: StepSpec): StepPlan {
  const { name, dependsOn, input, timeout } = step;
  return {
    name,
    ...KINDS[step.kind](step),
    outputs: [{ name: `of-${name}`, value: 'context.stepName' }],
    ...(dependsOn.length === 0 ? {} : { dependsOn }),
    ...(input === undefined ? {} : { inputs: [{ from: [`of-${input}`] }] }),
    ...(step.if === undefined ? {} : { if: textOf(step.if) }),
    ...(timeout === undefined ? {} : { timeoutMs: timeout }),
  };
}

type Kind = Pick<StepPlan, 'type' | 'properties' | 'mode' | 'subSteps'>;

const KINDS: Readonly<Record<StepSpec['kind'], (step: StepSpec) => Kind>> = {
  print: () => ({ type: 'print-message-in-status', properties: { message: 'hi' } }),
  command: () => ({ type: 'apply-component', properties: { component: 'command' } }),
  http: () => ({ type: 'apply-component', properties: { component: 'http' } }),
  gate: () => ({ type: 'suspend', properties: {} }),
  timed: ({ wait }) => ({ type: 'suspend', properties: { duration: `${wait}ms` } }),
  group: ({ mode, subs }) => ({
    type: 'step-group',
    properties: {},
    ...(mode === undefined ? {} : { mode }),
    subSteps: subs.map(planOf),
  }),
};

function textOf(condition: Condition): string {
  if (condition.kind === 'always') return 'always';
  if (condition.kind === 'broken') return 'context.nothing == 1';
  return `status["${condition.of}"].${condition.is}`;
}
