/** What people do to a run as a whole: cancel it, retry it, hold it and let it go on. Each of them is marked in the object, so none is done twice. */
import type { ActVerb } from '../../domain/engine-call.ts';
import { isFinal, type Json } from '../../domain/run.ts';
import { UpstreamError } from '../../errors.ts';
import { refused } from '../common/refused.ts';
import type { ActOutcome, By } from '../engine.ts';
import type { ApiClient } from './client/api-client.ts';
import { type Deciding, insist } from './decide.ts';
import { objectPath } from './document/resources.ts';
import { waitOf } from './form/attempt.ts';
import { gitOpsOf } from './form/gitops.ts';
import { hindranceOf } from './form/hindrance.ts';
import {
  condition,
  endOfWait,
  isDone,
  keyHash,
  type NewCondition,
  type Reason,
  rfc3339,
  typeOfAct,
  typeOfHold,
  typeOfWait,
} from './form/journal.ts';
import { formOf } from './form/normal-form.ts';
import { cancelWords } from './form/own-words.ts';
import { parseRef } from './form/ref.ts';
import type { Place, Subject } from './form/subject.ts';
import { suspensionOf } from './form/suspension.ts';
import type { Found } from './objects.ts';
import { withoutFields } from './patch/context-vars.ts';
import type { Operation } from './patch/operation.ts';
import { resumeHeld } from './patch/resume.ts';
import { droppedWaits, retryOf, retryRun, staleOutputs } from './patch/retry.ts';
import { suspendRun } from './patch/suspend.ts';
import { endByHand, openPlaces, terminateRun } from './patch/terminate.ts';

export async function act(
  deps: Deciding,
  ref: string,
  verb: ActVerb,
  by: By,
  key: string,
  step: string | undefined,
): Promise<ActOutcome> {
  const parsed = parseRef(ref);
  if (parsed === undefined || !deps.around.namespaces.includes(parsed.namespace))
    return refused('unknown-run', `there is no run ${ref}`);
  const write = (type: string, reason: Reason): NewCondition =>
    condition(type, reason, { hash: keyHash(key), by: by.name }, deps.clock.now());
  const asked: Asked = { verb, by, key, step, write };
  return await insist(deps, parsed, (found) => judge(deps, found, asked), keyHash(key));
}

type Asked = {
  verb: ActVerb;
  by: By;
  key: string;
  step: string | undefined;
  write: (type: string, reason: Reason) => NewCondition;
};

async function judge(
  { client, clock }: Deciding,
  found: Found | undefined,
  asked: Asked,
): Promise<ActOutcome | Operation[]> {
  if (found === undefined) return refused('run-over', 'the run is gone, or a newer one has taken its place');
  const { subject } = found;
  if (isDone(subject.conditions, asked.key)) return { kind: 'accepted' };
  const { phase } = formOf(subject);
  if (asked.verb !== 'retry' && isFinal(phase)) return refused('run-over', `the run is ${phase}`);
  const owner = subject.kind === 'Application' ? gitOpsOf(subject.meta) : undefined;
  if (owner !== undefined && (asked.verb === 'retry' || asked.verb === 'suspend'))
    return refused('gitops', `${owner} owns the Application`);
  switch (asked.verb) {
    case 'cancel':
      return cancel(subject, asked, clock.now());
    case 'retry':
      return await retry(client, found, asked);
    case 'suspend':
      return suspend(subject, asked);
    case 'resume':
      return resume(subject, asked);
  }
}

/** A run that is younger is about to be begun, maybe at this moment. */
const ABOUT_TO_BEGIN_MS = 30_000;

function cancel(subject: Subject, { by, key, write }: Asked, now: number): Operation[] {
  const message = cancelWords(by.name);
  const { kind, meta, progress } = subject;
  const isHindered = kind === 'WorkflowRun' && hindranceOf(subject) !== undefined;
  if (progress === undefined || progress.startTime === '') {
    const isYoung = now - Date.parse(meta.creationTimestamp) < ABOUT_TO_BEGIN_MS;
    // The workflow of an Application is begun by its next version too.
    if (kind === 'Application' || (isYoung && !isHindered)) throw notBegun();
    return endByHand(subject, message, rfc3339(now), [write(typeOfAct(key), 'Cancelled')]);
  }
  // It was ended before, and the controller, whose it is to say so, cannot.
  if (progress.terminated && isHindered)
    return endByHand(subject, message, rfc3339(now), [write(typeOfAct(key), 'Cancelled')]);
  const open = openPlaces(subject);
  const closed = open
    .filter((place) => suspensionOf(subject, place)?.kind === 'gate')
    .map((place) => write(typeOfWait(waitOf(subject, place)), 'Cancelled'));
  const says = (place: Place): string | undefined => (place.isGroup ? undefined : message);
  return terminateRun(subject, says, [...closed, write(typeOfAct(key), 'Cancelled')]);
}

async function retry(client: ApiClient, found: Found, asked: Asked): Promise<ActOutcome | Operation[]> {
  const { subject, raw } = found;
  const { phase } = formOf(subject);
  if (phase !== 'failed' && phase !== 'terminated') return refused('run-not-failed', `the run is ${phase}`);
  const what = retryOf(subject);
  if (what === undefined) return refused('nothing-failed', 'none of its steps has failed');
  const stale = staleOutputs(subject, what);
  if (stale.length > 0 && !(await forget(client, subject, stale)))
    return refused('context-unreadable', 'what its steps gave out cannot be taken back');
  const lost = droppedWaits(subject, what)
    .map(({ id }) => id)
    .filter((wait) => endOfWait(subject.conditions, wait) === undefined)
    .map((wait) => ({ ...asked.write(typeOfWait(wait), 'Dropped'), message: '- by ' }));
  return retryRun(subject, what, stepsIn(raw, subject), [
    ...lost,
    asked.write(typeOfAct(asked.key), 'Retried'),
  ]);
}

function suspend(subject: Subject, { step, key, write }: Asked): ActOutcome | Operation[] {
  if (step !== undefined)
    return refused('whole-run-only', 'KubeVela holds a run as a whole, not one step before it begins');
  const { progress } = subject;
  if (progress === undefined || progress.startTime === '') throw notBegun();
  if (progress.suspend) return refused('suspended-already', 'the run waits already');
  return suspendRun(subject, [write(typeOfHold, 'Suspended'), write(typeOfAct(key), 'Suspended')]);
}

/** The controller writes its first status over whatever is there. */
function notBegun(): UpstreamError {
  return new UpstreamError('throttled', 'not-begun', 'the controller has not begun the run yet', {
    retryAfterMs: 1000,
  });
}

function resume(subject: Subject, { step, key, write }: Asked): ActOutcome | Operation[] {
  if (step !== undefined) return refused('whole-run-only', 'KubeVela holds a run as a whole, not one step');
  if (formOf(subject).held === undefined)
    return refused('not-suspended', 'nobody has suspended the run by hand');
  return resumeHeld(subject, write(typeOfAct(key), 'Resumed'));
}

/** Takes outputs out of what the workflow remembers. Before the run goes on: while it is over, nobody else writes there. */
async function forget(
  client: ApiClient,
  { meta, progress }: Subject,
  outputs: readonly string[],
): Promise<boolean> {
  const name = progress?.contextBackend.name ?? '';
  if (name === '') return true;
  const path = objectPath('configmaps', meta.namespace, name);
  const map = (await client.get(path)) as { data?: { vars?: string } };
  const before = map.data?.vars ?? '';
  const after = withoutFields(before, new Set(outputs));
  if (after === undefined) return false;
  if (after !== before) await client.update(path, { ...map, data: { ...map.data, vars: after } } as Json);
  return true;
}

/** The steps of the status as they stand in the object, with what we do not know of them. */
function stepsIn(raw: Json, { pointer }: Subject): { [key: string]: unknown }[] {
  let value: unknown = raw;
  for (const part of [...pointer.slice(1).split('/'), 'steps'])
    value =
      typeof value === 'object' && value !== null ? (value as { [key: string]: unknown })[part] : undefined;
  return Array.isArray(value) ? value : [];
}
