import { type GateSnapshot, isFinal, type RunSnapshot, type StepSnapshot } from '../../../domain/run.ts';
import type { RunDocument } from '../plan.ts';
import { phaseOf, type State } from './state.ts';
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
  const phase = phaseOf(document, state);
  const message = isFinal(phase) ? failureOf(document, state) : undefined;
  return {
    engine: row.engine,
    ref: String(row.id),
    order: row.order,
    key: row.key,
    workflow: document.plan.workflow,
    app: document.app,
    environment: document.environment,
    phase,
    ...(message === undefined ? {} : { message }),
    initiator: document.initiator,
    ...imagesOf(document),
    links: [],
    steps: stepsOf(document, state),
    gates: gatesOf(document, state),
    startedAt: row.createdAt,
    ...(row.endedAt === null ? {} : { endedAt: row.endedAt }),
  };
}

/** Each once, in the order of the components. */
function imagesOf({ plan }: RunDocument): { images?: readonly string[] } {
  const images = plan.components.flatMap(({ properties: { image } }) =>
    typeof image === 'string' && image !== '' ? [image] : [],
  );
  return images.length === 0 ? {} : { images: [...new Set(images)] };
}

function stepsOf(document: RunDocument, state: State): StepSnapshot[] {
  return document.plan.steps.map((plan, i) => {
    const reached = state.steps[i];
    const snapshot: StepSnapshot = {
      path: plan.name,
      name: plan.name,
      title: plan.title ?? plan.name,
      type: plan.type,
      phase: reached?.phase ?? 'pending',
      children: [],
    };
    const details = reached?.phase === 'skipped' ? undefined : detailsOf(document, plan);
    if (details !== undefined) snapshot.details = details;
    if (reached === undefined) return snapshot;
    if (reached.message !== undefined) snapshot.message = reached.message;
    if (reached.reason === 'Timeout') snapshot.timedOut = true;
    if (reached.phase !== 'skipped') snapshot.startedAt = reached.startedAt;
    if (reached.endedAt !== undefined) snapshot.endedAt = reached.endedAt;
    if (reached.reason === 'Timeout') snapshot.timedOut = true;
    return snapshot;
  });
}

function gatesOf(document: RunDocument, state: State): GateSnapshot[] {
  const step = state.steps.at(-1);
  const plan = document.plan.steps[state.steps.length - 1];
  if (step?.phase !== 'suspended' || plan === undefined) return [];
  const gate: GateSnapshot = { path: plan.name, attempt: step.attempt, title: plan.title ?? plan.name };
  if (step.message !== undefined) gate.message = step.message;
  if (step.opensAt !== undefined) gate.opensAt = step.opensAt;
  return [gate];
}

function failureOf(document: RunDocument, state: State): string | undefined {
  const i = state.steps.findIndex((step) => step.phase === 'failed');
  const step = state.steps[i];
  const plan = document.plan.steps[i];
  if (step === undefined || plan === undefined) return undefined;
  return step.message === undefined
    ? (plan.title ?? plan.name)
    : `${plan.title ?? plan.name}: ${step.message}`;
}
