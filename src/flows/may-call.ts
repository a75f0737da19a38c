import { digestOf } from '../domain/digest.ts';
import { ACT_RIGHTS } from '../domain/engine-call.ts';
import type { OutlineOf, RunPayload } from '../domain/outline.ts';
import type { Place } from '../domain/permission.ts';
import type { RunSnapshot } from '../domain/run.ts';
import { approvalById } from '../store/approvals.ts';
import type { EngineCallRow } from '../store/engine-calls.ts';
import { type RunRow, runById } from '../store/runs.ts';
import { otherPlaces, stepsOf } from './other-places.ts';
import { type Around, permits } from './world.ts';

/** Kept with a call that was not made since its right had ended. */
export const DENIED = 'denied';

/** `unread`: a group that grants it cannot be read now, so that it is neither. */
export type MayCall = 'yes' | 'no' | 'unread';

/**
 * Whether what is owed to an engine may still be asked of it: a run, a cancel or a retry by somebody who still has the right, a verdict that the
 * question really came to. What waited for hours must not outlive the right that it was asked with.
 */
export async function mayCall(
  around: Around & { outline: OutlineOf },
  { payload, run: id, approval }: EngineCallRow,
): Promise<MayCall> {
  const run = await runById(around.tx, id);
  if (run === undefined) return 'no';
  const may = (
    person: string | null,
    action: 'deploy' | 'rollback' | 'cancel' | 'retry',
    place: Place = run,
  ): MayCall => {
    if (person === null || around.directory.person(person) === undefined) return 'no';
    const permission = permits(around, person, { action, place });
    if (permission.allowed) return 'yes';
    return permission.because === 'unread' ? 'unread' : 'no';
  };
  if (payload.kind === 'run') {
    const action = run.rollbackTo === null ? 'deploy' : 'rollback';
    const all = [run, ...(await reachedBy(around, run, payload))].map((place) =>
      may(run.initiator, action, place),
    );
    return all.find((one) => one === 'no') ?? all.find((one) => one === 'unread') ?? 'yes';
  }
  if (payload.kind === 'act' && payload.person !== undefined)
    return may(payload.person, ACT_RIGHTS[payload.verb]);
  const state = approval === null ? undefined : (await approvalById(around.tx, approval))?.state;
  const fits =
    payload.kind === 'decide' && payload.verdict === 'approve'
      ? state === 'approved'
      : state === 'rejected' || state === 'expired';
  return fits ? 'yes' : 'no';
}

/** Where the run would go beside its own environment: its workflow may be another one than when it was asked for. */
async function reachedBy(
  { tx, directory, outline }: Around & { outline: OutlineOf },
  { engine, app: id, environment: own, restartOf }: RunRow,
  payload: RunPayload,
): Promise<Place[]> {
  const app = id === null ? undefined : directory.app(id);
  if (app === undefined || own === null) return [];
  const before = restartOf === null ? undefined : await runById(tx, restartOf);
  const steps = restartOf === null ? stepsOf(outline(engine, payload)) : (before?.snapshot?.steps ?? []);
  return otherPlaces(app, { id: own }, steps).map(({ id: environment }) => ({ app: app.id, environment }));
}

/** Whether what waits now is what was approved. */
export async function isUnchanged(
  { tx }: Pick<Around, 'tx'>,
  { run: id, approval }: EngineCallRow,
  snapshot: RunSnapshot,
): Promise<boolean> {
  const row = approval === null ? undefined : await approvalById(tx, approval);
  const run = await runById(tx, id);
  return row?.digest == null || run === undefined || row.digest === digestOf(run, snapshot);
}
