/** What happens to a run and to its steps, as routes name it: made from two states of it, before and after. */
import { type GateSnapshot, isFinal, type Phase, type RunSnapshot, type StepSnapshot } from './run.ts';

export const RUN_EVENTS = [
  /** It was asked for, or first seen. */
  'created',
  /** Its first step began, also after a retry. */
  'started',
  /** A gate opened: people are asked. */
  'waiting',
  /** It ended otherwise than the run before it: broken, or whole again. */
  'changed',
  'succeeded',
  'failed',
  /** It failed because something took too long, or because nobody decided in time. */
  'timed-out',
  'cancelled',
  'rejected',
  /** It waits for a time, or was stopped by hand: nobody is asked. */
  'paused',
] as const;

export type RunEventType = (typeof RUN_EVENTS)[number];

/** How a run ended. */
export type Outcome = Extract<RunEventType, 'succeeded' | 'failed' | 'timed-out' | 'cancelled' | 'rejected'>;

export type RunEvent = {
  type: RunEventType;
  /** Path of the step that it happened to; absent: to the whole run. */
  step?: string;
  /** Of `waiting`: the question. */
  approval?: number;
  /** Of `changed`, and of an end that is a change: how the run before it ended, and this one. */
  from?: Outcome;
  to?: Outcome;
  /** Milliseconds since the epoch. */
  at: number;
};

const OUTCOMES: ReadonlySet<RunEventType> = new Set([
  'succeeded',
  'failed',
  'timed-out',
  'cancelled',
  'rejected',
]);

/** Nothing more comes after it unless somebody retries the run. */
export function isOutcome(type: RunEventType): type is Outcome {
  return OUTCOMES.has(type);
}

/** Worth sending again when it is not known whether it arrived, and worth a place before all others when places are few. */
export function isUrgent({ type, step }: RunEvent): boolean {
  return type === 'waiting' || (step === undefined && (isOutcome(type) || type === 'changed'));
}

/** How a run ended, by its last state and by what became of its questions; undefined while it goes on. */
export function outcomeOf(
  snapshot: RunSnapshot,
  questions: readonly { state: string; gatePath: string }[],
): Outcome | undefined {
  switch (snapshot.phase) {
    case 'succeeded':
    case 'skipped':
      return 'succeeded';
    case 'failed':
    case 'terminated': {
      const last = questions.findLast(({ state }) => state === 'rejected' || state === 'expired');
      // A run that was retried after a refusal may fail by itself.
      if (
        last !== undefined &&
        stepsOf(snapshot.steps).some((step) => step.path === last.gatePath && ended(step))
      )
        return last.state === 'rejected' ? 'rejected' : 'timed-out';
      if (snapshot.phase === 'terminated') return 'cancelled';
      return stepsOf(snapshot.steps).some(({ timedOut }) => timedOut === true) ? 'timed-out' : 'failed';
    }
    case 'pending':
    case 'running':
    case 'suspended':
      return undefined;
  }
}

function ended({ phase }: StepSnapshot): boolean {
  return phase === 'failed' || phase === 'terminated';
}

/**
 * What happened between two states of a run, the run first, then its steps in their order. Questions are not among it (whoever puts them tells of them), nor is how the run
 * ended (`outcomeOf` knows more).
 */
export function eventsBetween(before: RunSnapshot | null, after: RunSnapshot, now: number): RunEvent[] {
  const events: RunEvent[] = [];
  const isNew = before === null || before.phase === 'pending';
  const begins = isNew ? after.phase !== 'pending' : isFinal(before.phase) && !isFinal(after.phase);
  if (begins) events.push({ type: 'started', at: after.startedAt ?? now });
  const known = new Set(before?.gates.map(nameOf));
  for (const gate of after.gates)
    if (gate.opensAt !== undefined && !known.has(nameOf(gate)))
      events.push({ type: 'paused', step: gate.path, at: now });
  // Nothing in it waits, so somebody stopped it; or somebody is named who did.
  const stands = after.phase === 'suspended' && before?.phase !== 'suspended' && after.gates.length === 0;
  if (!isHeldWhole(before) && (isHeldWhole(after) || stands)) events.push({ type: 'paused', at: now });
  const earlier = new Map(stepsOf(before?.steps ?? []).map((step) => [step.path, step.phase]));
  for (const step of stepsOf(after.steps)) {
    const type = stepEvent(earlier.get(step.path) ?? 'pending', step);
    if (type !== undefined)
      events.push({ type, step: step.path, at: (type === 'started' ? step.startedAt : step.endedAt) ?? now });
  }
  return events;
}

function isHeldWhole(snapshot: RunSnapshot | null): boolean {
  return snapshot?.held?.some(({ step }) => step === undefined) === true;
}

function stepEvent(before: Phase, { phase, timedOut }: StepSnapshot): RunEventType | undefined {
  if (phase === before) return undefined;
  switch (phase) {
    case 'running':
      return before === 'pending' || isFinal(before) ? 'started' : undefined;
    case 'succeeded':
      return 'succeeded';
    case 'failed':
      return timedOut === true ? 'timed-out' : 'failed';
    case 'terminated':
      return 'cancelled';
    case 'pending':
    case 'suspended':
    case 'skipped':
      return undefined;
  }
}

function nameOf({ path, attempt }: GateSnapshot): string {
  return `${path}\n${attempt}`;
}

/** Every step, children after their parents. */
function stepsOf(steps: readonly StepSnapshot[]): StepSnapshot[] {
  return steps.flatMap((step) => [step, ...stepsOf(step.children)]);
}
