import { type Answer, say, sayQuietly } from '../domain/answer.ts';
import type { Person } from '../domain/directory.ts';
import type { Event } from '../domain/event.ts';
import { isFromApi } from '../domain/platform-ability.ts';
import { isFinal, type Phase } from '../domain/run.ts';
import { insertCall } from '../store/engine-calls.ts';
import { insertRun, runById } from '../store/runs.ts';
import type { FlowContext } from './context.ts';
import { heldBack } from './held-back.ts';
import { notAllowed } from './not-allowed.ts';
import { misfitOfRun } from './read-again.ts';
import { postRun } from './run-posts.ts';
import { keyUsed, runKey } from './start-run.ts';
import { tellRoutes } from './tell-routes.ts';
import { permits } from './world.ts';

/**
 * `/flow restart <run>`: a new run of the workflow that an ended run was, with its parameters, whatever the workflow's file says now. It deploys, so it takes
 * the right to deploy there, is held back by what holds a deploy back, and its gates ask people anew. Parameters that the app does not take any more are refused: nobody
 * could deploy them.
 */
export async function restart(
  context: FlowContext,
  person: Person,
  event: Event,
  id: number,
  inbox: number,
): Promise<Answer> {
  const { tx, now, directory } = context;
  const old = await runById(tx, id);
  if (old === undefined) return say('run.unknown', 'bad', { run: id });
  const permission = permits(context, person.id, { action: 'deploy', place: old });
  if (!permission.allowed) return notAllowed(context, person, permission, old, 'restart');
  if (context.engines.get(old.engine)?.restart !== true)
    return say('run.cannot', 'bad', { engine: old.engine });
  const phase = old.phase as Phase;
  if (!isFinal(phase)) return say('run.restart-open', 'bad', { run: id, phase });
  if (old.ref === null) return say('run.restart-never-started', 'bad', { run: id });
  const key = runKey(event);
  const used = await keyUsed(tx, key);
  if (used !== undefined) return used;
  const { engine, app, environment, workflow, parameters } = old;
  const owner = app === null ? undefined : directory.app(app);
  const place = owner?.environments.find((one) => one.id === environment);
  // What holds a deploy back is known of configured places only: for others nothing would.
  if (app !== null && (owner === undefined || place === undefined))
    return say('deploy.no-environment', 'bad', { app, environment: environment ?? '–', known: '–' });
  if (owner !== undefined && place !== undefined) {
    const misfit = misfitOfRun({ app: owner, environment: place }, id, parameters);
    if (misfit !== undefined) return misfit;
    const steps = old.snapshot?.steps ?? [];
    const held = await heldBack(context, person, owner, place, { parameters, kind: 'deploy', steps });
    if (held !== undefined) return held;
  }
  const run = {
    engine,
    key,
    app,
    environment,
    workflow,
    parameters,
    initiator: person.id,
    initiatorName: person.name,
    // It deploys the same.
    author: old.author,
  };
  const number = await insertRun(tx, {
    ...run,
    ref: null,
    inbox,
    restartOf: id,
    phase: 'pending',
    createdAt: now,
  });
  await postRun(context, { id: number, key }, place, isFromApi(event.room) ? undefined : event.room);
  await tellRoutes(context, { ...run, id: number, snapshot: null }, () => [{ type: 'created', at: now }]);
  await insertCall(tx, {
    engine,
    run: number,
    approval: null,
    key,
    payload: {
      kind: 'run',
      workflow,
      app: app ?? '',
      environment: environment ?? '',
      parameters: [],
      initiator: { name: person.name },
      again: old.ref,
    },
    createdAt: now,
  });
  context.audit.push({
    at: now,
    actor: person.id,
    action: 'run.restart-requested',
    run: number,
    detail: { restartOf: id, app, environment, workflow, parameters },
  });
  return sayQuietly('run.restarted', { run: number, old: id });
}
