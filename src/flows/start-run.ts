import { createHash } from 'node:crypto';
import { type Answer, say, sayQuietly } from '../domain/answer.ts';
import type { App, Environment, Person } from '../domain/directory.ts';
import type { Event } from '../domain/event.ts';
import type { RunPayload } from '../domain/outline.ts';
import { isFromApi } from '../domain/platform-ability.ts';
import type { Reader } from '../store/database.ts';
import { insertCall } from '../store/engine-calls.ts';
import { pastRunByKey } from '../store/past-runs.ts';
import { insertRun, runByKey } from '../store/runs.ts';
import type { StartContext } from './context.ts';
import { heldBack } from './held-back.ts';
import { otherPlaces, stepsOf } from './other-places.ts';
import type { Given } from './read-parameters.ts';
import { postRun } from './run-posts.ts';
import { tellRoutes } from './tell-routes.ts';

/** Whoever asks for a run, by which event, in which row of the inbox where it came through that. */
export type Asker = { person: Person; event: Origin; inbox: number | null };

/** What asked for a run: its key names the run for ever, and its card goes to the room too, unless it came from a program. */
export type Origin = Pick<Event, 'actor' | 'key' | 'room'> & {
  /** Who wrote what is deployed, as the program says that asks. */
  author?: string;
  /** Ids of the environments that the program which asks is bound to. */
  within?: readonly string[];
};

/** `rollbackTo`: the revision whose parameters are `given`. */
export type AskedRun = { app: App; environment: Environment; given: Given; rollbackTo?: number };

/**
 * The run, its cards and the question to the engine are owed together, unless something holds it back. Whether the person may is the caller's to ask.
 */
export async function startRun(
  context: StartContext,
  { person, event, inbox }: Asker,
  { app, environment, given, rollbackTo }: AskedRun,
): Promise<Answer> {
  const { tx, now } = context;
  const key = runKey(event);
  const used = await keyUsed(tx, key);
  if (used !== undefined) return used;
  const parameters = Object.fromEntries(given.map(({ parameter, text }) => [parameter.name, text]));
  const kind = rollbackTo === undefined ? 'deploy' : 'rollback';
  const payload = runPayload(person, { app, environment, given });
  const steps = stepsOf(context.outline(app.engine, payload));
  const { within } = event;
  const held = await heldBack(context, person, app, environment, { parameters, kind, steps, within });
  if (held !== undefined) return held;
  const others = otherPlaces(app, environment, steps).map(({ id }) => id);
  const back = rollbackTo === undefined ? {} : { rollbackTo };
  const run = {
    engine: app.engine,
    key,
    app: app.id,
    environment: environment.id,
    workflow: environment.workflow,
    initiator: person.id,
    initiatorName: person.name,
    author: event.author ?? null,
    ...back,
  };
  const id = await insertRun(tx, { ...run, ref: null, parameters, inbox, phase: 'pending', createdAt: now });
  await postRun(context, { id, key }, environment, isFromApi(event.room) ? undefined : event.room);
  await tellRoutes(context, { ...run, id, snapshot: null }, () => [{ type: 'created', at: now }]);
  await insertCall(tx, {
    engine: app.engine,
    run: id,
    approval: null,
    key,
    payload,
    createdAt: now,
  });
  context.audit.push({
    at: now,
    actor: person.id,
    action: rollbackTo === undefined ? 'run.requested' : 'run.rollback-requested',
    run: id,
    detail: {
      app: app.id,
      environment: environment.id,
      workflow: environment.workflow,
      parameters,
      ...back,
      ...(others.length === 0 ? {} : { deploysTo: others }),
    },
  });
  const told = { run: id, app: app.id, environment: environment.id };
  if (rollbackTo === undefined) return sayQuietly('deploy.started', told);
  return sayQuietly('rollback.started', { ...told, revision: rollbackTo });
}

/** The inbox tells repetitions for a week; a run stays longer, and with it what a program named it by. Undefined while the key is free. */
export async function keyUsed(tx: Reader, key: string): Promise<Answer | undefined> {
  const run = (await runByKey(tx, key))?.id ?? (await pastRunByKey(tx, key))?.run;
  return run === undefined ? undefined : say('deploy.key-used', 'bad', { run });
}

/** What the engine is asked. */
export function runPayload(person: Person, { app, environment, given }: AskedRun): RunPayload {
  return {
    kind: 'run',
    workflow: environment.workflow,
    app: app.id,
    environment: environment.id,
    parameters: given.map(({ parameter, value }) => ({ sets: parameter.sets, value })),
    initiator: { name: person.name },
  };
}

/** The number of the run that an answer tells of as started. */
export function startedIn(answer: Answer): number | undefined {
  if (answer.kind !== 'say' || answer.code !== 'deploy.started') return undefined;
  return Number(answer.data['run']);
}

/** The same event always names the same run. Lower case, digits and hyphens, 23 characters: it may become the name of an object at the engine. */
export function runKey(event: { actor: { platform: string }; key: string }): string {
  const digest = createHash('sha256').update(`${event.actor.platform}\n${event.key}`).digest('hex');
  return `gl-${digest.slice(0, 20)}`;
}
