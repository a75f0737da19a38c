import { environmentOf } from '../domain/directory.ts';
import { directRoom } from '../domain/platform-ability.ts';
import { type GateSnapshot, isFinal, type RunSnapshot, stepAt } from '../domain/run.ts';
import { approvalsOfRun, openApproval, settleApproval } from '../store/approvals.ts';
import { confirmCall } from '../store/engine-calls.ts';
import { lock } from '../store/lock.ts';
import { insertNotice } from '../store/notices.ts';
import { postsOfRun, wantPosts } from '../store/posts.ts';
import {
  insertRun,
  type RunRow,
  runByKey,
  runByRef,
  saveSnapshot,
  setTrouble,
  startInFlight,
} from '../store/runs.ts';
import type { FlowContext } from './context.ts';
import { gateNoticeKey } from './gate-notice-key.ts';
import { postRun } from './run-posts.ts';

/**
 * `taken`: the run shows this state now. `old`: a newer state is known. `later`: it may belong to a run call that is on its way
 * (its engine keeps no keys); tell it again once that call is settled.
 */
export type Observed = 'taken' | 'old' | 'later';

/** An engine tells of a run: gates open and close, cards change, the run ends. */
export async function observe(context: FlowContext, snapshot: RunSnapshot): Promise<Observed> {
  const found = await findRun(context, snapshot);
  if (found === 'later') return 'later';
  const run = await lock(context.tx, context.tx.schema.runs, found);
  if (run === undefined) throw new Error(`run ${found} vanished while it was observed`);
  if (snapshot.order <= run.observed) return 'old';
  // It lives after all: what was said when the engine could not be asked is not true any more.
  if (run.ref === null && run.trouble !== null) await setTrouble(context.tx, run.id, null);
  const ended = isFinal(snapshot.phase);
  await saveSnapshot(context.tx, run.id, snapshot, ended ? (snapshot.endedAt ?? context.now) : null);
  const gates = await settleGates(context, run, snapshot);
  await wantPosts(context.tx, run.id, ended || gates);
  if (ended && run.endedAt === null) {
    context.audit.push({
      at: context.now,
      actor: 'greenlight',
      action: 'run.ended',
      run: run.id,
      detail: { phase: snapshot.phase, message: snapshot.message ?? null },
    });
  }
  return 'taken';
}

async function findRun(context: FlowContext, snapshot: RunSnapshot): Promise<number | 'later'> {
  const { tx, engines } = context;
  const byRef = await runByRef(tx, snapshot.engine, snapshot.ref);
  if (byRef !== undefined) return byRef.id;
  const byKey = snapshot.key === undefined ? undefined : await runByKey(tx, snapshot.key);
  // The key of another engine's run, or of a run that already has another name, proves nothing.
  if (byKey !== undefined && byKey.engine === snapshot.engine && byKey.ref === null) return byKey.id;
  const keyed = engines.get(snapshot.engine)?.keys === true;
  if (!keyed && (await startInFlight(tx, snapshot.engine, snapshot.workflow))) return 'later';
  return await adopt(context, snapshot);
}

/** A run that somebody started elsewhere gets a number and, where it belongs to one environment, its cards. */
async function adopt(context: FlowContext, snapshot: RunSnapshot): Promise<number> {
  const { tx, now, directory } = context;
  const home = environmentOf(directory, snapshot.engine, snapshot.workflow);
  const key = `seen-${snapshot.engine}-${snapshot.ref}`;
  const id = await insertRun(tx, {
    engine: snapshot.engine,
    ref: snapshot.ref,
    key,
    app: home?.app.id ?? snapshot.app ?? null,
    environment: home?.environment.id ?? snapshot.environment ?? null,
    workflow: snapshot.workflow,
    parameters: {},
    initiator: null,
    initiatorName: snapshot.initiator?.name ?? null,
    inbox: null,
    phase: 'pending',
    createdAt: now,
  });
  await postRun(context, { id, key }, home?.environment, undefined);
  context.audit.push({
    at: now,
    actor: 'greenlight',
    action: 'run.seen',
    run: id,
    detail: { engine: snapshot.engine, ref: snapshot.ref, workflow: snapshot.workflow },
  });
  return id;
}

/** Opens an approval for each new gate and closes those whose gate is gone. True when anything of it changed. */
async function settleGates(context: FlowContext, run: RunRow, snapshot: RunSnapshot): Promise<boolean> {
  const gates = snapshot.gates.filter((gate) => gate.opensAt === undefined);
  const before = run.snapshot?.gates ?? [];
  if (gates.length === 0 && before.length === 0) return false;
  const approvals = await approvalsOfRun(context.tx, run.id);
  let changed = false;
  for (const gate of gates) {
    const known = approvals.some((one) => one.gatePath === gate.path && one.gateAttempt === gate.attempt);
    if (known) continue;
    await ask(context, run, gate);
    changed = true;
  }
  for (const approval of approvals) {
    const waits = gates.some(
      (gate) => gate.path === approval.gatePath && gate.attempt === approval.gateAttempt,
    );
    if (waits) continue;
    if (approval.state !== 'open') {
      await confirmCall(context.tx, run.id, approval.id);
      continue;
    }
    // A step that succeeded was let through by somebody, also when the run has ended since.
    const passed = stepAt(snapshot.steps, approval.gatePath)?.phase === 'succeeded';
    const because = isFinal(snapshot.phase) && !passed ? 'run-ended' : 'gate-closed';
    if (!(await settleApproval(context.tx, approval.id, 'withdrawn', context.now, because))) {
      // Another server took a decision since we looked.
      await confirmCall(context.tx, run.id, approval.id);
      continue;
    }
    changed = true;
    context.audit.push({
      at: context.now,
      actor: 'greenlight',
      action: 'approval.withdrawn',
      run: run.id,
      detail: { approval: approval.id, gate: approval.gatePath, because },
    });
  }
  return changed;
}

/** The approvers are those whom the configuration names now; the card and every vote go by this list. */
async function ask(context: FlowContext, run: RunRow, gate: GateSnapshot): Promise<void> {
  const { tx, now, directory } = context;
  const app = run.app === null ? undefined : directory.app(run.app);
  const approvers = app?.environments.find((one) => one.id === run.environment)?.approvers ?? [];
  const approval = await openApproval(tx, {
    run: run.id,
    gatePath: gate.path,
    gateAttempt: gate.attempt,
    title: gate.title,
    message: gate.message ?? null,
    approvers,
    openedAt: now,
  });
  if (approval === undefined) return;
  await callApprovers(context, run.id, approval, approvers);
  context.audit.push({
    at: now,
    actor: 'greenlight',
    action: 'gate.opened',
    run: run.id,
    detail: { approval, gate: gate.path, attempt: gate.attempt, approvers: [...approvers] },
  });
}

/** In the thread of each card, where a message in a room can call people; elsewhere each of them is told directly, once. */
async function callApprovers(
  context: FlowContext,
  run: number,
  approval: number,
  approvers: readonly string[],
): Promise<void> {
  const { tx, now, directory, platforms } = context;
  const direct = new Set<string>();
  for (const { id: post, platform, room } of await postsOfRun(tx, run)) {
    if (platforms.get(platform)?.mentions === false) {
      direct.add(platform);
      continue;
    }
    const key = gateNoticeKey(approval, post);
    const subject = { kind: 'gate-opened', approval } as const;
    await insertNotice(tx, { run, post, platform, room, key, subject, createdAt: now });
  }
  for (const platform of direct) {
    for (const person of approvers) {
      const account = directory.person(person)?.accounts[platform];
      if (account === undefined) continue;
      const key = `gate-${approval}-${platform}-${person}`;
      const subject = { kind: 'gate-opened', approval, person } as const;
      const room = directRoom(platform, account).id;
      await insertNotice(tx, { run, post: null, platform, room, key, subject, createdAt: now });
    }
  }
}
