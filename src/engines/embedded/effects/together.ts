/** Several parts of a step at once, as one job. */
import type { Json } from '../../../domain/run.ts';
import { type Saying, sayingOf } from '../../../domain/saying.ts';
import { oneLine } from '../../common/one-line.ts';
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
      return inOne(results);
    },
  };
}

/** What decides comes first: nobody looks any more, it was ended, something failed for good, something is to be tried again. */
const WEIGHT = ['left', 'aborted', 'failed', 'try-again'] as const satisfies EffectResult['kind'][];

function inOne(results: readonly { part: Part; result: EffectResult }[]): EffectResult {
  // A step that puts one component in one place need not say which.
  const isNamed = ({ place }: Part): boolean => results.length > 1 || place !== undefined;
  const sayFor = (part: Part, text: string): string => (isNamed(part) ? `${part.key}: ${text}` : text);
  const back: [string, Json][] = [];
  const notes: string[] = [];
  for (const { part, result } of results) {
    if (result.kind !== 'done') continue;
    back.push([part.key, result.value ?? null]);
    if (result.note !== undefined) notes.push(sayFor(part, result.note));
  }
  const done: Fields = Object.fromEntries(back);
  for (const kind of WEIGHT) {
    const found = results.filter(({ result }) => result.kind === kind);
    const [first] = found;
    if (first === undefined) continue;
    if (!('message' in first.result)) return first.result;
    const messages = found.map(({ part, result }) => sayFor(part, 'message' in result ? result.message : ''));
    const message = messages.join('; ');
    if (first.result.kind !== 'failed') return { ...first.result, message, done };
    const says = found.flatMap(({ part, result }) => {
      const own = sayingsIn(result);
      return isNamed(part) ? sayingOf(part.key, own) : own;
    });
    return { ...first.result, message, says, done };
  }
  return { kind: 'done', value: done, ...(notes.length === 0 ? {} : { note: notes.join('; ') }) };
}

/** What has no code stands as it is. */
function sayingsIn(result: EffectResult): readonly Saying[] {
  if (result.kind !== 'failed') return [];
  return result.says ?? [{ code: 'words', data: { words: oneLine(result.message) } }];
}
