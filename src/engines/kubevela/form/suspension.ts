/**
 * Whether a step waits, and for whom. Versions of KubeVela show it differently, and what is seen decides, not a version
 * (https://github.com/kubevela/kubevela/discussions/5908).
 */
import { isFilled } from './filled.ts';
import { cancelledBy } from './journal.ts';
import type { Place, Subject } from './subject.ts';

/**
 * `gate`: the step itself wants somebody to let it go on. `suspending` is how that looks since KubeVela 1.8; `running` from 1.5 to 1.7;
 * `succeeded` before, where only the whole workflow waits. `held`: somebody suspended the run while this step ran.
 */
export type Suspension = { kind: 'gate'; style: 'suspending' | 'running' | 'succeeded' } | { kind: 'held' };

/** A run that was cancelled here asks nobody any more, whatever it still comes to. */
export function suspensionOf(subject: Subject, place: Place): Suspension | undefined {
  return isCancelled(subject) ? undefined : shownSuspension(subject, place);
}

export function isCancelled({ progress, conditions }: Subject): boolean {
  return progress?.terminated === true && cancelledBy(conditions) !== undefined;
}

/** What the status shows. `terminated` is no end: after a rejection a step that says `if` may ask once more. */
export function shownSuspension(subject: Subject, place: Place): Suspension | undefined {
  const { progress, isOutdated } = subject;
  if (isOutdated || progress === undefined || progress.finished || place.isGroup) return undefined;
  const { phase, reason, type } = place.status;
  if (phase === 'suspending') {
    if (reason === 'Suspend') return gate('suspending');
    return progress.terminated ? undefined : { kind: 'held' };
  }
  if (!progress.suspend || type !== 'suspend') return undefined;
  if (phase === 'running') return gate('running');
  return !progress.terminated && phase === 'succeeded' && isOldest(subject) && isLast(subject, place)
    ? gate('succeeded')
    : undefined;
}

function gate(style: 'suspending' | 'running' | 'succeeded'): Suspension {
  return { kind: 'gate', style };
}

/** Before 1.5 there were Applications only, and their workflows had no word for their phase. */
function isOldest({ kind, progress }: Subject): boolean {
  return kind === 'Application' && progress?.status === '';
}

function isLast({ progress }: Subject, { status }: Place): boolean {
  return progress?.steps.at(-1)?.name === status.name;
}

/** A `suspend` with a duration opens by itself, and no sooner when it is set to run: its timer is looked at first. */
export function isTimed({ status, step }: Place): boolean {
  if (status.type !== 'suspend' || step === undefined) return false;
  return step.properties['duration'] !== undefined || isFilled(step, 'duration');
}
