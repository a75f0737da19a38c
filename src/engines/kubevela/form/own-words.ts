/** What we wrote into a step, known again by the journal: whatever else stands there is somebody else's, though it may look the same. */
import { type Told, tell, tellVerdict } from '../../common/told.ts';
import type { Condition } from '../document/documents.ts';
import { deedsOf } from './journal.ts';

/** As it is written into the steps that a cancel ends. */
export function cancelWords(by: string): string {
  return tell('cancelled', { by }).message;
}

/** As it is written into the step that is rejected. */
export function rejectWords(by: { name: string; reason?: string }): string {
  return tellVerdict('rejected', by).message;
}

/** `line`: one line of a step's message. Undefined where it is not ours. */
export function ownWords(conditions: readonly Condition[], line: string): Told | undefined {
  for (const { reason, by } of deedsOf(conditions)) {
    if (reason === 'Cancelled' && line === cancelWords(by)) return tell('cancelled', { by });
    if (reason !== 'Rejected') continue;
    const words = rejectWords({ name: by });
    if (line === words) return tellVerdict('rejected', { name: by });
    if (line.startsWith(`${words}: `))
      return tellVerdict('rejected', { name: by, reason: line.slice(words.length + 2) });
  }
  return undefined;
}
