import type { OutlineStep } from '../../domain/outline.ts';
import { gateKindOf } from './gates.ts';
import type { Plan, StepPlan } from './plan.ts';
import { graphOf } from './run/graph.ts';

/** The steps of a plan as somebody reads them who has not started it yet. */
export function outlineOf(plan: Plan): OutlineStep[] {
  return [...graphOf(plan).nodes.values()].map(({ plan: step, path, group }) => ({
    path,
    title: step.title ?? step.name,
    type: step.type,
    depth: group === undefined ? 0 : 1,
    ...(step.if === undefined ? {} : { condition: step.if }),
    gate: gateOf(step),
  }));
}

function gateOf(step: StepPlan): OutlineStep['gate'] {
  const kind = gateKindOf(step);
  if (kind !== 'timed') return { kind };
  const { duration } = step.properties;
  // An input can give it when the step begins.
  return { kind, wait: typeof duration === 'string' ? duration : '…' };
}
