/** Several parts of a step at once, as one job. */
import type { Json } from '../../../domain/run.ts';
import { inOne, type Told, toldOf } from '../../common/told.ts';
import type { Part } from '../parts.ts';
import type { Fields } from '../plan.ts';
import type { EffectResult } from './effect.ts';
import type { Job } from './job.ts';

/**
 * Every part begins at once, and the job ends when all have ended. What those gave back that are done is in its result by their keys, whatever became
 * of the others. A command that ended is not run again when the job is begun again: its folder tells.
 */
export function together(parts: readonly { part: Part; job: Job }[]): Job {
  return {
    kind: parts.some(({ job }) => job.kind === 'command') ? 'command' : 'http',
    deploys: true,
    folders: parts.flatMap(({ job }) => job.folders ?? []),
    async run(means, signal) {
      const results = await Promise.all(
        parts.map(async ({ part, job }) => ({ part, result: await job.run(means, signal) })),
      );
      return resultOf(results);
    },
  };
}

/** What decides comes first: nobody looks any more, it was ended, something failed for good, something is to be tried again. */
const WEIGHT = ['left', 'aborted', 'failed', 'try-again'] as const satisfies EffectResult['kind'][];

function resultOf(results: readonly { part: Part; result: EffectResult }[]): EffectResult {
  // A step that puts one component in one place need not say which.
  const named = ({ key, place }: Part, told: Told): Told =>
    results.length > 1 || place !== undefined ? toldOf(key, told) : told;
  const back: [string, Json][] = [];
  const notes: Told[] = [];
  for (const { part, result } of results) {
    if (result.kind !== 'done') continue;
    back.push([part.key, result.value ?? null]);
    if (result.note !== undefined) notes.push(named(part, result.note));
  }
  const done: Fields = Object.fromEntries(back);
  for (const kind of WEIGHT) {
    const found = results.filter(({ result }) => result.kind === kind);
    const [first] = found;
    if (first === undefined) continue;
    if (!('message' in first.result)) return first.result;
    const told = found.flatMap(({ part, result }) => ('message' in result ? [named(part, result)] : []));
    return { ...first.result, ...inOne(told), done };
  }
  const note = inOne(notes);
  return { kind: 'done', value: done, ...(note && { note }) };
}
