/** What a run and its steps say of themselves: in our words where we wrote them, else in KubeVela's. */
import { isFinal, type Phase, type StepSnapshot } from '../../../domain/run.ts';
import { oneLine } from '../../common/one-line.ts';
import { failureOf, type Told, tellBecause } from '../../common/told.ts';
import type { SubStepStatus } from '../document/documents.ts';
import { errorLine } from '../message.ts';
import { hindranceOf } from './hindrance.ts';
import { ownWords } from './own-words.ts';
import type { Place, Subject } from './subject.ts';

export function toldByRun(subject: Subject, phase: Phase, steps: readonly StepSnapshot[]): Told | undefined {
  const { progress } = subject;
  if (isFinal(phase) && phase !== 'succeeded') {
    const failed = firstFailed(steps);
    if (failed !== undefined) return failureOf(failed.title, failed);
  }
  if (progress !== undefined && progress.message !== '') return toldOfRun(subject, progress.message);
  const hindrance = hindranceOf(subject);
  return hindrance === undefined ? undefined : { message: hindrance };
}

/** What we wrote there, or KubeVela's own words. */
function toldOfRun({ conditions }: Subject, text: string): Told {
  const message = errorLine(text);
  return ownWords(conditions, message) ?? { message };
}

/** The first that failed by itself; a group did only where none of its sub-steps tells why. */
function firstFailed(steps: readonly StepSnapshot[]): StepSnapshot | undefined {
  for (const step of steps) {
    if (step.phase !== 'failed') continue;
    return firstFailed(step.children) ?? step;
  }
  return undefined;
}

/** Since 1.10 it says nothing but which field of the definition suspends. */
const SUSPENDED_BY = /^Suspended by field /;

export function toldByStep({ conditions }: Subject, status: SubStepStatus, phase: Phase): Told | undefined {
  if (status.message === '' || SUSPENDED_BY.test(status.message)) return undefined;
  const message = errorLine(status.message);
  if (status.phase === 'failed' && phase === 'running') return tellBecause('retrying', { message });
  return ownWords(conditions, message) ?? { message };
}

/** What a gate asks; undefined where nothing was written for it. */
export function questionOf({ status, step }: Place): string | undefined {
  const written = step?.properties['message'];
  if (typeof written === 'string' && written.trim() !== '') return oneLine(written);
  return status.message === '' || SUSPENDED_BY.test(status.message) ? undefined : errorLine(status.message);
}
