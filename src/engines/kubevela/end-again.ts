/**
 * A run that was cancelled still comes to steps that say `if`, and one of them may suspend: nobody is asked then, the command line refuses to
 * resume it, and the run would wait for ever. So that step is ended too; what follows it and says `if` runs.
 * With its feature EnableSuspendOnFailure a controller takes no failed step for over: it does again what was ended, or suspends the run for it.
 * Such a run is ended as a whole.
 */
import { type Deciding, insist } from './decide.ts';
import { cancelledBy, condition, endOfWait, keyHash, rfc3339, typeOfWait } from './form/journal.ts';
import { cancelWords } from './form/own-words.ts';
import type { RunRef } from './form/ref.ts';
import { type Place, placesOf, type Subject } from './form/subject.ts';
import { isCancelled, shownSuspension } from './form/suspension.ts';
import type { Operation } from './patch/operation.ts';
import { endByHand, terminateRun } from './patch/terminate.ts';

/** Does nothing when the run does not wait, or was not cancelled by us. Throws `UpstreamError`; it may be called again. */
export async function endAgain(deps: Deciding, ref: RunRef): Promise<void> {
  const hash = keyHash(`end again ${ref.uid}`);
  const work = (subject: Subject | undefined): Operation[] | undefined =>
    subject !== undefined && isCancelled(subject) ? operations(subject, hash, deps.clock.now()) : undefined;
  await insist(deps, ref, (found) => work(found?.subject) ?? { kind: 'nothing' }, hash);
}

function operations(subject: Subject, hash: string, now: number): Operation[] | undefined {
  const { kind, conditions, progress } = subject;
  const places = placesOf(subject);
  const waiting = places.filter((place) => shownSuspension(subject, place) !== undefined);
  const by = cancelledBy(conditions) ?? '';
  const message = cancelWords(by);
  const isDoneAgain = waiting.some(({ status }) => endOfWait(conditions, status.id) !== undefined);
  const isHeldForNothing = progress?.suspend === true && places.every(isOver);
  if (kind === 'WorkflowRun' && (isDoneAgain || isHeldForNothing))
    return endByHand(subject, message, rfc3339(now), []);
  if (waiting.length === 0) return undefined;
  const marks = waiting.map(({ status }) => condition(typeOfWait(status.id), 'Cancelled', { hash, by }, now));
  return terminateRun(subject, () => message, marks, waiting);
}

function isOver({ status: { phase } }: Place): boolean {
  return phase === 'succeeded' || phase === 'failed' || phase === 'skipped';
}
