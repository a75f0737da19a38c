/** What an event is about, looked up in the run: the default words and the templates say the same. */
import type { Tone } from '../domain/card.ts';
import type { Directory, Language } from '../domain/directory.ts';
import { isFinal, type RunSnapshot, type StepSnapshot, stepAt } from '../domain/run.ts';
import { isOutcome, type Outcome, outcomeOf, type RunEvent, type RunEventType } from '../domain/run-event.ts';
import type { ApprovalView, RunView } from '../domain/run-view.ts';
import { nameOf } from './names.ts';
import { sayingText } from './saying-text.ts';
import { sentence } from './sentences.ts';

const TONES: Readonly<Record<RunEventType, Tone>> = {
  created: 'neutral',
  started: 'running',
  waiting: 'waiting',
  changed: 'bad',
  succeeded: 'good',
  failed: 'bad',
  'timed-out': 'bad',
  cancelled: 'muted',
  rejected: 'bad',
  paused: 'waiting',
};

export function toneOf({ type, to }: RunEvent): Tone {
  return type === 'changed' && to === 'succeeded' ? 'good' : TONES[type];
}

/** How the run ended: what the event says, where it is about that. Undefined while it goes on. */
export function outcomeFor(view: RunView, { type, step, to }: RunEvent): Outcome | undefined {
  if (to !== undefined) return to;
  if (step === undefined && isOutcome(type)) return type;
  return view.snapshot === null ? undefined : outcomeOf(view.snapshot, view.approvals);
}

export function stepOf({ snapshot }: RunView, { step }: RunEvent): StepSnapshot | undefined {
  return step === undefined || snapshot === null ? undefined : stepAt(snapshot.steps, step);
}

/** The question that the event is about: the one that was put, or the one that ended the run. */
export function questionFor(view: RunView, { type, step, approval, to }: RunEvent): ApprovalView | undefined {
  if (type === 'waiting')
    return view.approvals.find(({ id, gatePath }) => id === approval || gatePath === step);
  const ended = to ?? type;
  if (step !== undefined || (ended !== 'rejected' && ended !== 'timed-out')) return undefined;
  return view.approvals.findLast(({ state }) => state === (ended === 'rejected' ? 'rejected' : 'expired'));
}

export type Failure = { step: string | undefined; message: string | undefined };

/** The first step that broke and what it said, or what is wrong with the whole run; undefined where nothing broke. */
export function failureOf(view: RunView, event: RunEvent, language: Language): Failure | undefined {
  const { snapshot, trouble } = view;
  const own = stepOf(view, event);
  if (own !== undefined)
    return isBroken(event.type) ? { step: own.title, message: sayingText(own, language) } : undefined;
  if (!isBroken(event.to ?? event.type)) return undefined;
  const step = firstFailed(snapshot?.steps ?? []);
  const whole =
    trouble === null ? sayingText(snapshot ?? {}, language) : sentence(trouble.code, language, trouble.data);
  if (step !== undefined) return { step: step.title, message: sayingText(step, language) ?? whole };
  return whole === undefined ? undefined : { step: undefined, message: whole };
}

function isBroken(type: RunEventType): boolean {
  return type === 'failed' || type === 'timed-out';
}

/** The innermost: what contains it only failed because of it. */
function firstFailed(steps: readonly StepSnapshot[]): StepSnapshot | undefined {
  for (const step of steps) {
    if (step.phase !== 'failed') continue;
    return firstFailed(step.children) ?? step;
  }
  return undefined;
}

/** Milliseconds that what ended took; undefined for what did not end. */
export function tookMs(view: RunView, event: RunEvent): number | undefined {
  const step = stepOf(view, event);
  if (step !== undefined)
    return step.startedAt === undefined || step.endedAt === undefined || !isFinal(step.phase)
      ? undefined
      : step.endedAt - step.startedAt;
  if (event.step !== undefined || outcomeFor(view, event) === undefined) return undefined;
  return Math.max(0, (view.endedAt ?? event.at) - startOf(view));
}

/** When it began; when it was asked for, where nobody knows that. */
export function startOf({ snapshot, createdAt }: RunView): number {
  return snapshot?.startedAt ?? createdAt;
}

/** Undefined: nobody of the configuration, and the engine does not say. */
export function initiatorName(view: RunView, directory: Directory): string | undefined {
  return nameOf(view.initiator, directory) ?? view.initiatorName ?? undefined;
}

export type CommitFacts = Readonly<
  Record<'id' | 'short' | 'message' | 'author' | 'repository' | 'url', string>
>;

/** Each once, `message` with all its lines; empty where the engine does not say. */
export function commitsOf(snapshot: RunSnapshot | null): CommitFacts[] {
  return (snapshot?.commits ?? []).map(({ id, message = '', author, repository = '', url = '' }) => ({
    id,
    short: id.slice(0, 7),
    message,
    author: author?.name ?? author?.email ?? '',
    repository,
    url,
  }));
}

/** When what was stopped goes on by itself; undefined where somebody has to do it. */
export function opensAt({ snapshot }: RunView, { step }: RunEvent): number | undefined {
  return snapshot?.gates.find(({ path }) => path === step)?.opensAt;
}
