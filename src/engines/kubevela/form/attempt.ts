/**
 * What a gate's attempt is. The step's id names the attempt of the step; a step may suspend more than once, each time by another field of
 * its definition; and the object's generation ties the gate to what was shown: when the definition changes, it is another gate, which is asked
 * anew.
 */
import type { Place, Subject } from './subject.ts';

const FIELD = /^Suspended by field (\S+)$/;
/** The only field of the built-in `suspend`: naming it would tell nothing. */
const ONLY_FIELD = 'suspend';

/** Of one time that a step waits, whatever the object's generation. */
export function waitOf({ status }: Pick<Place, 'status'>): string {
  const [, field] = FIELD.exec(status.message) ?? [];
  return field === undefined || field === ONLY_FIELD ? status.id : `${status.id}.${field}`;
}

export function attemptOf({ meta }: Pick<Subject, 'meta'>, place: Place): string {
  return `${waitOf(place)}@${meta.generation ?? 0}`;
}

/** The parts of a gate's attempt; undefined for a text that is none. */
export function parseAttempt(text: string): { wait: string; id: string; generation: number } | undefined {
  const [, wait, id, generation] = /^(([^.@]+)(?:\.[^@]+)?)@(\d+)$/.exec(text) ?? [];
  if (wait === undefined || id === undefined) return undefined;
  return { wait, id, generation: Number(generation) };
}
