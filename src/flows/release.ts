import { commitsOf } from '../domain/revision.ts';
import type { RunSnapshot } from '../domain/run.ts';
import { insertRevision } from '../store/revisions.ts';
import type { RunRow } from '../store/runs.ts';
import type { FlowContext } from './context.ts';
import { seenKey } from './seen-key.ts';

/**
 * A run that succeeded is the next revision of its environment, once, however often its engine tells of the end. In the unit that takes the end in.
 * Only an environment of the configuration has revisions: what another engine calls by the same names is something else.
 */
export async function release(context: FlowContext, run: RunRow, snapshot: RunSnapshot): Promise<void> {
  const { tx, now, directory } = context;
  if (snapshot.phase !== 'succeeded' || run.revision !== null) return;
  // What was only told counts once it could be read.
  if (snapshot.hearsay === true) return;
  const app = run.app === null ? undefined : directory.app(run.app);
  const environment = app?.environments.find(({ id }) => id === run.environment);
  if (app === undefined || environment === undefined || app.engine !== run.engine) return;
  const number = await insertRevision(tx, {
    app: app.id,
    environment: environment.id,
    run: run.id,
    workflow: run.workflow,
    parameters: run.key === seenKey(snapshot) ? null : run.parameters,
    images: snapshot.images ?? [],
    commits: commitsOf(run.parameters, snapshot.commits ?? []),
    by: run.initiator,
    byName: run.initiatorName,
    rollbackTo: run.rollbackTo,
    at: snapshot.endedAt ?? now,
  });
  context.audit.push({
    at: now,
    actor: 'greenlight',
    action: 'revision.made',
    run: run.id,
    detail: { app: app.id, environment: environment.id, revision: number },
  });
}
