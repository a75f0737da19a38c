/**
 * What a gate's attempt is. The step's id names the attempt of the step. A definition may suspend more than once in one attempt, and the status does
 * not tell one time from the other; how often we let it go on does. The object's generation ties the gate to what was shown: when the
 * definition changes, it is another gate, which is asked anew.
 */
import { endOfWait } from './journal.ts';
import type { Place, Subject } from './subject.ts';

/** Of one time that a step waits, whatever the object's generation: the step's id, from the second time on with a number. */
export function waitOf(
  { conditions }: Pick<Subject, 'conditions'>,
  { status }: Pick<Place, 'status'>,
): string {
  for (let times = 0; ; times += 1) {
    const wait = times === 0 ? status.id : `${status.id}.${times}`;
    if (endOfWait(conditions, wait) === undefined) return wait;
  }
}

export function attemptOf(subject: Pick<Subject, 'meta' | 'conditions'>, place: Place): string {
  return `${waitOf(subject, place)}@${subject.meta.generation ?? 0}`;
}

/** The parts of a gate's attempt; undefined for a text that is none. */
export function parseAttempt(text: string): { wait: string; id: string; generation: number } | undefined {
  const [, wait, id, generation] = /^(([^.@]+)(?:\.\d+)?)@(\d+)$/.exec(text) ?? [];
  if (wait === undefined || id === undefined) return undefined;
  return { wait, id, generation: Number(generation) };
}
