/** A document of KubeVela → the one normal form of a run. Pure: the same document is always the same snapshot. */
import {
  type GateSnapshot,
  type Hold,
  isFinal,
  type Phase,
  type RunSnapshot,
  type StepSnapshot,
} from '../../../domain/run.ts';
import { goDuration } from '../../common/go-duration.ts';
import { oneLine } from '../../common/one-line.ts';
import type { Step, SubStep, SubStepStatus } from '../document/documents.ts';
import { attemptOf } from './attempt.ts';
import { deploysTo } from './deploys-to.ts';
import { heldBy } from './journal.ts';
import { otherWriter } from './owners.ts';
import { type Place, placesOf, type Subject } from './subject.ts';
import { suspensionOf } from './suspension.ts';
import { timeOf } from './time-of.ts';
import { questionOf, toldByRun, toldByStep } from './told-by.ts';

/** What the object's status says of the run; `snapshot.ts` adds which run it is. */
export type Form = Pick<
  RunSnapshot,
  'phase' | 'message' | 'says' | 'steps' | 'gates' | 'held' | 'closedBy' | 'startedAt' | 'endedAt'
>;

export function formOf(subject: Subject): Form {
  const { progress } = subject;
  const places = placesOf(subject);
  const gates = gatesOf(subject, places);
  const phase = phaseOf(subject, gates);
  const steps = stepsOf(subject, places, phase);
  const told = toldByRun(subject, phase, steps);
  const startedAt = timeOf(progress?.startTime) ?? timeOf(subject.meta.creationTimestamp);
  const endedAt = isFinal(phase) ? timeOf(progress?.endTime) : undefined;
  return {
    phase,
    ...told,
    steps,
    gates,
    ...heldOf(subject, places),
    ...closedByOf(subject),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
  };
}

/** `terminated` alone is no end: what says `if` is still to come. Only `finished` is. */
function phaseOf({ progress, isOutdated }: Subject, gates: readonly GateSnapshot[]): Phase {
  if (progress === undefined) return 'pending';
  if (progress.finished) return endOf(progress);
  if (progress.terminated) return progress.suspend && gates.length > 0 ? 'suspended' : 'running';
  if (progress.suspend && !isOutdated) return 'suspended';
  return progress.status === '' || progress.status === 'initializing' ? firstOf(progress.steps) : 'running';
}

/** Before 1.5 a run in the middle had no word for its phase. */
function firstOf(steps: readonly unknown[]): Phase {
  return steps.length === 0 ? 'pending' : 'running';
}

function endOf({ status, terminated, steps }: NonNullable<Subject['progress']>): Phase {
  if (status === 'succeeded' || status === 'failed' || status === 'terminated') return status;
  // Before 1.5 the end had no word of its own.
  if (terminated) return 'terminated';
  return steps.some(({ phase }) => phase === 'failed') ? 'failed' : 'succeeded';
}

/** What the run shall do, in its order, then what was reached beyond that. */
function stepsOf(subject: Subject, places: readonly Place[], phase: Phase): StepSnapshot[] {
  const byPath = new Map(places.map((place) => [place.path, place]));
  const planned = subject.steps.map((step) => stepOf(subject, byPath, step.name, step, phase));
  const known = new Set(subject.steps.map(({ name }) => name));
  const beyond = (subject.progress?.steps ?? []).filter(({ name }) => !known.has(name));
  return [...planned, ...beyond.map(({ name }) => stepOf(subject, byPath, name, undefined, phase))];
}

function stepOf(
  subject: Subject,
  byPath: ReadonlyMap<string, Place>,
  path: string,
  step: Step | SubStep | undefined,
  run: Phase,
): StepSnapshot {
  const place = byPath.get(path);
  const planned = step !== undefined && 'subSteps' in step ? step.subSteps : [];
  const names = new Set(planned.map(({ name }) => name));
  const inner = [...byPath.values()].filter(
    (one) => one.path.startsWith(`${path}/`) && !names.has(one.status.name),
  );
  const children = [
    ...planned.map((sub) => stepOf(subject, byPath, `${path}/${sub.name}`, sub, run)),
    ...inner.map((one) => stepOf(subject, byPath, one.path, undefined, run)),
  ];
  const name = step?.name ?? place?.status.name ?? path;
  const snapshot: StepSnapshot = {
    path,
    name,
    title: titleOf(name, step),
    type: step?.type || place?.status.type || '',
    phase: place === undefined ? unreached(run) : stepPhase(subject, place, children, run),
    children,
  };
  // Also of a step that was skipped: it may run when the run is run once more.
  const places = step === undefined ? [] : deploysTo(subject.policies, step);
  if (places.length > 0) snapshot.deploysTo = places;
  if (place === undefined) return snapshot;
  const { status } = place;
  Object.assign(snapshot, toldByStep(subject, status, snapshot.phase));
  if (status.phase === 'failed' && status.reason === 'Timeout') snapshot.timedOut = true;
  if (snapshot.phase === 'skipped' || snapshot.phase === 'pending') return snapshot;
  const startedAt = timeOf(status.firstExecuteTime);
  const endedAt = isFinal(snapshot.phase) ? timeOf(status.lastExecuteTime) : undefined;
  if (startedAt !== undefined) snapshot.startedAt = startedAt;
  if (endedAt !== undefined) snapshot.endedAt = endedAt;
  return snapshot;
}

/** Only what was reached is in the status. */
function unreached(run: Phase): Phase {
  return isFinal(run) ? 'skipped' : 'pending';
}

function stepPhase(subject: Subject, place: Place, children: readonly StepSnapshot[], run: Phase): Phase {
  if (suspensionOf(subject, place) !== undefined) return 'suspended';
  const { phase } = place.status;
  const waits = children.some((child) => child.phase === 'suspended');
  switch (phase) {
    case 'succeeded':
    case 'skipped':
      return phase;
    case '':
    case 'pending':
      return unreached(run);
    case 'failed':
      return isRetrying(place.status) && subject.progress?.finished !== true ? 'running' : 'failed';
    default:
      if (isFinal(run)) return 'terminated';
      return waits ? 'suspended' : 'running';
  }
}

/** An operation that failed is done again, until it has failed too often (IsStepFinish in pkg/types/types.go of kubevela/workflow). */
function isRetrying({ phase, reason }: Pick<SubStepStatus, 'phase' | 'reason'>): boolean {
  return phase === 'failed' && (reason === '' || reason === 'Execute');
}

/** Without its webhook KubeVela takes steps without a name. */
export function titleOf(name: string, step: Step | SubStep | undefined): string {
  if (step === undefined) return name;
  return step.meta.alias === '' ? name || step.type : oneLine(step.meta.alias);
}

function gatesOf(subject: Subject, places: readonly Place[]): GateSnapshot[] {
  return places.flatMap((place) => {
    if (suspensionOf(subject, place)?.kind !== 'gate') return [];
    const { path, status, step } = place;
    const gate: GateSnapshot = {
      path,
      attempt: attemptOf(subject, place),
      title: titleOf(status.name, step),
    };
    const message = questionOf(place);
    const opensAt = opensAtOf(place);
    if (message !== undefined) gate.message = message;
    if (opensAt !== undefined) gate.opensAt = opensAt;
    return [gate];
  });
}

/** The controller counts from the first time that it executed the step. */
function opensAtOf({ status, step }: Place): number | undefined {
  const duration = status.type === 'suspend' ? step?.properties['duration'] : undefined;
  const wait = typeof duration === 'string' ? goDuration(duration) : undefined;
  const from = timeOf(status.firstExecuteTime);
  return wait === undefined || from === undefined ? undefined : from + wait;
}

/** Suspended, and not because a step asks: somebody did it by hand, or the controller because its retries are used up. */
function heldOf(subject: Subject, places: readonly Place[]): { held?: readonly Hold[] } {
  const { progress, isOutdated } = subject;
  if (progress === undefined || !progress.suspend || progress.finished || progress.terminated || isOutdated)
    return {};
  const kinds = places.map((place) => suspensionOf(subject, place)?.kind);
  if (kinds.includes('gate') && !kinds.includes('held')) return {};
  const by = heldBy(subject.conditions)?.by ?? otherWriter(subject) ?? 'KubeVela';
  return { held: [{ by }] };
}

/** The controller writes `suspend` again where another step waits: who wrote it last has closed the last gate, and no other. */
function closedByOf(subject: Subject): { closedBy?: string } {
  const { progress, isOutdated } = subject;
  if (progress === undefined || progress.suspend || isOutdated) return {};
  const closedBy = otherWriter(subject);
  return closedBy === undefined ? {} : { closedBy };
}
