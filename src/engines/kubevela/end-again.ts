/**
 * A run that was cancelled still comes to steps that say `if`, and one of them may suspend: nobody is asked then, the command line refuses to
 * resume it, and the run would wait for ever. So that step is ended too; what follows it and says `if` runs.
 */

import { type Deciding, insist } from './decide.ts';
import { cancelledBy, keyHash } from './form/journal.ts';
import { cancelWords } from './form/own-words.ts';
import type { RunRef } from './form/ref.ts';
import { placesOf, type Subject } from './form/subject.ts';
import { isCancelled, shownSuspension } from './form/suspension.ts';
import type { Operation } from './patch/operation.ts';
import { terminateRun } from './patch/terminate.ts';

/** Does nothing when the run does not wait, or was not cancelled by us. Throws `UpstreamError`; it may be called again. */
export async function endAgain(deps: Deciding, ref: RunRef): Promise<void> {
  const hash = keyHash(`end again ${ref.uid}`);
  await insist(deps, ref, (found) => operations(found?.subject) ?? { kind: 'nothing' }, hash);
}

function operations(subject: Subject | undefined): Operation[] | undefined {
  if (subject === undefined || !isCancelled(subject)) return undefined;
  const waiting = placesOf(subject).filter((place) => shownSuspension(subject, place) !== undefined);
  if (waiting.length === 0) return undefined;
  const message = cancelWords(cancelledBy(subject.conditions) ?? '');
  return terminateRun(subject, () => message, [], waiting);
}
