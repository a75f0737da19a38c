import type { OutlineDeploy, OutlineStep } from '../../domain/outline.ts';
import { deploysTo } from './deploys-to.ts';
import { gateKindOf } from './gates.ts';
import type { EmbeddedOptions } from './options.ts';
import { type Part, partsOf } from './parts.ts';
import type { RunDocument, StepPlan } from './plan.ts';
import { graphOf } from './run/graph.ts';
import { isToldLater } from './run/step-details.ts';
import { destinationOf } from './targets.ts';

/** The steps of a run as somebody reads them who has not started it yet. */
export function outlineOf(
  document: Pick<RunDocument, 'plan' | 'environment'>,
  { targets }: Pick<EmbeddedOptions, 'targets'>,
): OutlineStep[] {
  return [...graphOf(document.plan).nodes.values()].map(({ plan: step, path, group }) => ({
    path,
    title: step.title ?? step.name,
    type: step.type,
    depth: group === undefined ? 0 : 1,
    ...(step.if === undefined ? {} : { condition: step.if }),
    gate: gateOf(step),
    ...deployedBy(document, targets, step),
    ...otherPlaces(document.plan, step),
  }));
}

function otherPlaces(plan: RunDocument['plan'], step: StepPlan): Pick<OutlineStep, 'deploysTo'> {
  const names = deploysTo(plan, step);
  return names.length === 0 ? {} : { deploysTo: names };
}

function gateOf(step: StepPlan): OutlineStep['gate'] {
  const kind = gateKindOf(step);
  if (kind !== 'timed') return { kind };
  const { duration } = step.properties;
  // An input can give it when the step begins.
  return { kind, wait: typeof duration === 'string' ? duration : '…' };
}

function deployedBy(
  { plan, environment }: Pick<RunDocument, 'plan' | 'environment'>,
  targets: EmbeddedOptions['targets'],
  step: StepPlan,
): Pick<OutlineStep, 'deploys' | 'overrides'> {
  if (isToldLater(step)) return {};
  const deployed = partsOf(plan, step.type, step.properties);
  if ('problem' in deployed || deployed.parts.length === 0) return {};
  const { parts, overrides = [] } = deployed;
  const rows = new Map<string, OutlineDeploy>();
  for (const part of parts) {
    const row = rowOf(part, targets, environment);
    const key = JSON.stringify([row.target, row.place, row.environment]);
    const components = [...(rows.get(key)?.components ?? []), part.component.name];
    rows.set(key, { ...row, components });
  }
  return { deploys: [...rows.values()], ...(overrides.length === 0 ? {} : { overrides }) };
}

function rowOf(part: Part, targets: EmbeddedOptions['targets'], environment: string): OutlineDeploy {
  const { cluster, namespace, env } = part.where;
  const found = destinationOf(targets, part, environment);
  const isSaid = ['topology', 'cluster', 'namespace'].some((key) => part.said[key] !== undefined);
  return {
    components: [],
    environment: found?.environment ?? env ?? environment,
    ...(found === undefined ? {} : { target: found.target.name }),
    ...(isSaid ? { place: `${cluster}/${namespace}` } : {}),
  };
}
