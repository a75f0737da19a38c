import { loadWorkflows } from './load/loader.ts';
import type { EmbeddedOptions } from './options.ts';
import type { Plan, StepPlan } from './plan.ts';
import { graphOf } from './run/graph.ts';

/** Whether a step asks people: `timed` opens by itself after a while, `none` never waits. */
export type GateKind = 'asks' | 'timed' | 'none';

export function gateKindOf({ type, properties, inputs }: StepPlan): GateKind {
  const filled = inputs?.some(({ key }) => key?.[0] === 'duration') ?? false;
  if (type === 'suspend') return properties['duration'] !== undefined || filled ? 'timed' : 'asks';
  // An input can set `auto` when the step starts; nobody knows before.
  const perhaps = inputs?.some(({ key }) => key?.[0] === 'auto') ?? false;
  return type === 'deploy' && (properties['auto'] === false || perhaps) ? 'asks' : 'none';
}

/** Paths of the steps of a workflow that ask people. */
export function gatesOf(plan: Plan): readonly string[] {
  return [...graphOf(plan).nodes.values()]
    .filter((node) => gateKindOf(node.plan) === 'asks')
    .map(({ path }) => path);
}

/** The same by the workflow's name; undefined when there is none of it. Throws what `loadWorkflows` does. */
export async function gatesOfWorkflow(
  options: EmbeddedOptions,
  workflow: string,
): Promise<readonly string[] | undefined> {
  const plan = (await loadWorkflows(options)).get(workflow);
  return plan === undefined ? undefined : gatesOf(plan);
}
