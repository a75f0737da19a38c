import {
  type GateSnapshot,
  type Hold,
  isFinal,
  type RunSnapshot,
  type StepSnapshot,
} from '../../../domain/run.ts';
import { failureOf, type Told, tell } from '../../common/told.ts';
import { deploysTo } from '../deploys-to.ts';
import { partsOf } from '../parts.ts';
import type { RunDocument } from '../plan.ts';
import { type Graph, graphOf, isGroup, type Node } from './graph.ts';
import { phaseOf, type State, stateOf } from './state.ts';
import { detailsOf } from './step-details.ts';

export type Row = {
  id: number;
  engine: string;
  key: string;
  order: number;
  createdAt: number;
  endedAt: number | null;
  document: RunDocument;
  state: State;
};

/** The run in the one normal form. */
export function toSnapshot(row: Row): RunSnapshot {
  const { document, state } = row;
  const graph = graphOf(document.plan);
  const phase = phaseOf(document, state);
  const why = isFinal(phase) ? (firstFailure(graph, state) ?? cancelOf(state)) : undefined;
  return {
    engine: row.engine,
    ref: String(row.id),
    order: row.order,
    key: row.key,
    workflow: document.plan.workflow,
    app: document.app,
    environment: document.environment,
    phase,
    ...why,
    initiator: document.initiator,
    ...imagesOf(document),
    links: [],
    steps: graph.top.map((node) => stepOf(document, state, node)),
    gates: gatesOf(graph, state),
    ...heldOf(graph, state),
    startedAt: row.createdAt,
    ...(row.endedAt === null ? {} : { endedAt: row.endedAt }),
  };
}

function heldOf({ nodes }: Graph, { held }: State): { held?: readonly Hold[] } {
  if (held === undefined) return {};
  const all = held.all === undefined ? [] : [{ by: held.all }];
  const steps = Object.entries(held.steps ?? {}).flatMap(([name, by]) => {
    const node = nodes.get(name);
    return node === undefined ? [] : [{ by, step: node.path, title: titleOf(node) }];
  });
  return { held: [...all, ...steps] };
}

/** Each once, in the order of the components; then what policies make of them. */
function imagesOf({ plan }: RunDocument): { images?: readonly string[] } {
  const changed = [...graphOf(plan).nodes.values()].flatMap(({ plan: { type, properties } }) => {
    const deployed = partsOf(plan, type, properties);
    return 'problem' in deployed ? [] : deployed.parts.map(({ component }) => component);
  });
  const images = [...plan.components, ...changed].flatMap(({ properties: { image } }) =>
    typeof image === 'string' && image !== '' ? [image] : [],
  );
  return images.length === 0 ? {} : { images: [...new Set(images)] };
}

function stepOf(document: RunDocument, state: State, node: Node): StepSnapshot {
  const { plan, path } = node;
  const reached = stateOf(state, node);
  const snapshot: StepSnapshot = {
    path,
    name: plan.name,
    title: titleOf(node),
    type: plan.type,
    phase: reached?.phase ?? 'pending',
    children: node.subs.map((sub) => stepOf(document, state, sub)),
  };
  const details = reached?.phase === 'skipped' ? undefined : detailsOf(document, plan);
  if (details !== undefined) snapshot.details = details;
  // Also of a step that was skipped: it may run when the run is run once more.
  const places = deploysTo(document.plan, plan);
  if (places.length > 0) snapshot.deploysTo = places;
  if (reached === undefined) return snapshot;
  if (reached.message !== undefined) snapshot.message = reached.message;
  if (reached.says !== undefined) snapshot.says = reached.says;
  if (reached.reason === 'Timeout') snapshot.timedOut = true;
  if (reached.phase !== 'skipped') snapshot.startedAt = reached.startedAt;
  if (reached.endedAt !== undefined) snapshot.endedAt = reached.endedAt;
  return snapshot;
}

function titleOf({ plan }: Node): string {
  return plan.title ?? plan.name;
}

function gatesOf({ nodes }: Graph, state: State): GateSnapshot[] {
  return [...nodes.values()].flatMap((node) => {
    const step = stateOf(state, node);
    if (step?.phase !== 'suspended' || isGroup(node)) return [];
    const gate: GateSnapshot = { path: node.path, attempt: step.attempt, title: titleOf(node) };
    if (step.message !== undefined) gate.message = step.message;
    if (step.opensAt !== undefined) gate.opensAt = step.opensAt;
    return [gate];
  });
}

/** Where nothing was under way that the cancel could end. */
function cancelOf({ cancelled }: State): Told | undefined {
  return cancelled === true ? tell('run-cancelled') : undefined;
}

/** The first step that failed by itself; a group did only where none of its sub-steps tells why. */
function firstFailure({ nodes }: Graph, state: State): Told | undefined {
  const failed = [...nodes.values()].filter((node) => stateOf(state, node)?.phase === 'failed');
  const node = failed.find((one) => !isGroup(one)) ?? failed[0];
  return node && failureOf(titleOf(node), stateOf(state, node) ?? {});
}
