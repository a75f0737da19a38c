/**
 * Lets one gate go on, or ends its run. Guarantees: a patch goes through only while the very attempt that people were asked about waits, in the
 * very definition that they were shown; whoever comes first wins, and a repeated call with the same key finds its own mark.
 */
import type { Verdict } from '../../domain/card.ts';
import { UpstreamError } from '../../errors.ts';
import { type Clock, sleep } from '../../time.ts';
import { refused } from '../common/refused.ts';
import type { By, DecideOutcome, GateRef, Said } from '../engine.ts';
import type { ApiClient } from './client/api-client.ts';
import { NO_SUCH_PATH } from './client/api-error.ts';
import { objectPath } from './document/resources.ts';
import { parseAttempt, waitOf } from './form/attempt.ts';
import { condition, endOfWait, keyHash, typeOfWait } from './form/journal.ts';
import { rejectWords } from './form/own-words.ts';
import { otherWriter, statusManager } from './form/owners.ts';
import { parseRef, type RunRef } from './form/ref.ts';
import type { Around } from './form/snapshot.ts';
import { type Place, placesOf, type Subject } from './form/subject.ts';
import { type Suspension, suspensionOf } from './form/suspension.ts';
import { type Found, findSubject } from './objects.ts';
import { type Operation, test } from './patch/operation.ts';
import { resumeGate } from './patch/resume.ts';
import { terminateRun } from './patch/terminate.ts';

export type Deciding = { client: ApiClient; around: Around; clock: Clock };

/** Rests before the object is read again because it has changed under the patch, in milliseconds. */
export const RESTS_MS = [10, 50, 250, 500, 1000];

export async function decide(
  deps: Deciding,
  ref: string,
  gate: GateRef,
  verdict: Verdict,
  by: By & Said,
  key: string,
): Promise<DecideOutcome> {
  const parsed = parseRef(ref);
  if (parsed === undefined || !deps.around.namespaces.includes(parsed.namespace))
    return refused('unknown-run', `there is no run ${ref}`);
  const attempt = parseAttempt(gate.attempt);
  if (attempt === undefined) return unknownGate(gate);
  const asked = { ...attempt, path: gate.path, verdict, by, hash: keyHash(key) };
  const work = (found: Found | undefined, isLast: boolean): DecideOutcome | Operation[] | 'later' =>
    judge(found?.subject, asked, isLast, deps.clock.now());
  return await insist(deps, parsed, work, asked.hash);
}

type Asked = {
  path: string;
  wait: string;
  /** Of the step's attempt. */
  id: string;
  generation: number;
  verdict: Verdict;
  by: By & Said;
  hash: string;
};

/** What is to be done, or why nothing is. */
function judge(
  subject: Subject | undefined,
  asked: Asked,
  isLast: boolean,
  now: number,
): DecideOutcome | Operation[] | 'later' {
  if (subject === undefined) return { kind: 'settled-elsewhere' };
  const { wait, hash } = asked;
  const end = endOfWait(subject.conditions, wait);
  if (end?.hash === hash) return { kind: 'accepted' };
  if (end !== undefined) return { kind: 'settled-elsewhere', ...(end.by === '' ? {} : { by: end.by }) };
  if (subject.isOutdated) return isLast ? CHANGED : 'later';
  const place = placesOf(subject).find((one) => one.path === asked.path && one.status.id === asked.id);
  if (place === undefined) return unknownGate(asked);
  const suspension = suspensionOf(subject, place);
  if (suspension?.kind !== 'gate' || waitOf(subject, place) !== wait) return closed(subject, hash);
  if ((subject.meta.generation ?? 0) !== asked.generation) return CHANGED;
  // Another gate has just been let through: a patch now would make the controller's own write fail, and it would do that step once more.
  if (subject.progress?.suspend === false && !isLast) return 'later';
  return operations(subject, place, suspension, asked, now);
}

const CHANGED = refused('changed', 'the definition of the run has changed since people were asked');

/** Nobody has written down how it closed: the fields' owner may tell. */
function closed(subject: Subject, hash: string): DecideOutcome {
  if (
    subject.meta.managedFields.some(
      ({ manager, subresource }) => subresource === 'status' && manager === statusManager(hash),
    )
  )
    return { kind: 'accepted' };
  const by = otherWriter(subject);
  return { kind: 'settled-elsewhere', ...(by === undefined ? {} : { by }) };
}

function operations(
  subject: Subject,
  place: Place,
  gate: Extract<Suspension, { kind: 'gate' }>,
  { verdict, by, hash, wait }: Asked,
  now: number,
): Operation[] {
  const entry = { hash, by: by.name };
  if (verdict === 'approve')
    return resumeGate(subject, place, gate, condition(typeOfWait(wait), 'Approved', entry, now));
  const message = rejectWords(by);
  const says = (one: Place): string | undefined => (one.pointer === place.pointer ? message : undefined);
  const mark = condition(typeOfWait(wait), 'Rejected', entry, now);
  const isTerminated = subject.progress?.terminated === true;
  return [test(`${subject.pointer}/terminated`, isTerminated), ...terminateRun(subject, says, [mark])];
}

function unknownGate({ path }: { path: string }): DecideOutcome {
  return refused('unknown-gate', `the run has no gate "${path}" with this attempt`);
}

/** `later`: the object is in the middle of something. */
type Work<T> = T | Operation[] | 'later';

/**
 * Reads, works out the patch, sends it; and all of it again when the object has changed in between: a patch is never sent twice. Throws
 * `UpstreamError`, with outcome `unknown` when a patch may have gone through.
 */
export async function insist<T extends { kind: string }>(
  { client, around, clock }: Deciding,
  ref: RunRef,
  work: (found: Found | undefined, isLast: boolean) => Work<T> | Promise<Work<T>>,
  hash: string,
): Promise<T | { kind: 'accepted' }> {
  let last: unknown;
  for (const rest of [0, ...RESTS_MS]) {
    if (rest > 0) await sleep(clock, rest);
    try {
      const result = await work(await findSubject(client, ref, around), rest === RESTS_MS.at(-1));
      if (result === 'later') continue;
      if (!Array.isArray(result)) return result;
      const resource = ref.kind === 'WorkflowRun' ? 'workflowruns' : 'applications';
      const path = `${objectPath(resource, ref.namespace, ref.name)}/status`;
      await client.patch(path, result, { fieldManager: statusManager(hash) });
      return { kind: 'accepted' };
    } catch (error) {
      if (!isChanged(error) && !mayPass(error)) throw error;
      last = error;
    }
  }
  if (mayPass(last)) throw last;
  // What the server has against the patch itself it says in words of its own.
  if (last instanceof UpstreamError && last.code === 'Invalid' && !TEST_FAILED.test(last.message)) throw last;
  throw new UpstreamError('unreachable', 'busy', 'the run changes all the time', { cause: last });
}

const TEST_FAILED = /error in our request/;

/**
 * A server that has just started knows neither roles nor custom kinds for a moment, and a decision that it refuses then would not be asked for
 * again.
 */
function mayPass(error: unknown): boolean {
  return error instanceof UpstreamError && (error.code === 'Forbidden' || error.code === NO_SUCH_PATH);
}

/** 422 is a `test` that does not hold, 409 a version that is not the newest. */
function isChanged(error: unknown): boolean {
  return error instanceof UpstreamError && (error.code === 'Invalid' || error.code === 'Conflict');
}
