import { digestOf } from '../domain/digest.ts';
import { environmentOf } from '../domain/directory.ts';
import type { Room } from '../domain/event.ts';
import { type GateSnapshot, isFinal, type RunSnapshot, stepAt } from '../domain/run.ts';
import { eventsBetween, type Outcome, outcomeOf } from '../domain/run-event.ts';
import { type ApprovalRow, approvalsOfRun, settleApproval } from '../store/approvals.ts';
import { confirmCall } from '../store/engine-calls.ts';
import { lock } from '../store/lock.ts';
import { wantPosts } from '../store/posts.ts';
import {
  insertRun,
  type RunRow,
  runByKey,
  runByRef,
  saveSnapshot,
  setInitiator,
  setTrouble,
  startInFlight,
} from '../store/runs.ts';
import { ask } from './ask.ts';
import { peopleMeant } from './authors.ts';
import type { FlowContext } from './context.ts';
import { release } from './release.ts';
import { postRun } from './run-posts.ts';
import { seenKey } from './seen-key.ts';
import { tellRoutes } from './tell-routes.ts';

/**
 * `taken`: the run shows this state now. `old`: a newer state is known. `later`: it may belong to a run call that is on its way
 * (its engine keeps no keys); tell it again once that call is settled.
 */
export type Observed = 'taken' | 'old' | 'later';

/** An engine tells of a run: gates open and close, cards change, the run ends. */
export async function observe(context: FlowContext, snapshot: RunSnapshot): Promise<Observed> {
  const found = await findRun(context, snapshot);
  if (found === 'later') return 'later';
  const known = await lock(context.tx, context.tx.schema.runs, found);
  if (known === undefined) throw new Error(`run ${found} vanished while it was observed`);
  if (snapshot.order <= known.observed) return 'old';
  const run = { ...known, ...(await readInitiator(context, known, snapshot)) };
  // It lives after all: what was said when the engine could not be asked is not true any more.
  if (run.ref === null && run.trouble !== null) await setTrouble(context.tx, run.id, null);
  const seen = { ...run, snapshot };
  // What came before a question is told before it.
  await tellRoutes(context, seen, () => eventsBetween(run.snapshot, snapshot, context.now));
  const ended = isFinal(snapshot.phase);
  const gates = await settleGates(context, run, snapshot);
  const end = await endOf(context, run, snapshot);
  await saveSnapshot(context.tx, run.id, snapshot, end);
  await release(context, run, snapshot);
  // An engine may tell of an end more than once.
  if (end !== undefined && (run.endedAt === null || run.outcome !== end.outcome))
    await tellRoutes(context, seen, () => [{ type: end.outcome, at: end.at }]);
  await wantPosts(context.tx, run.id, gates ? 'asking' : ended ? 'end' : 'progress');
  if (end !== undefined && run.endedAt === null) {
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

async function endOf(
  { tx, now }: FlowContext,
  run: RunRow,
  snapshot: RunSnapshot,
): Promise<{ at: number; outcome: Outcome } | undefined> {
  // What only a message told is shown, and counts for nothing: neither for the order of environments nor for those who are told of ends.
  if (snapshot.hearsay === true) return undefined;
  // What became of its questions matters only to a run that did not succeed.
  const broken = snapshot.phase === 'failed' || snapshot.phase === 'terminated';
  const outcome = outcomeOf(snapshot, broken ? await approvalsOfRun(tx, run.id) : []);
  return outcome && { at: snapshot.endedAt ?? now, outcome };
}

async function findRun(context: FlowContext, snapshot: RunSnapshot): Promise<number | 'later'> {
  const { tx, engines } = context;
  const byRef = await runByRef(tx, snapshot.engine, snapshot.ref);
  if (byRef !== undefined) return byRef.id;
  const byKey = snapshot.key === undefined ? undefined : await runByKey(tx, snapshot.key);
  // The key of another engine's run, or of a run that already has another name, proves nothing. Another server may have written the name between
  // the two looks.
  const named = byKey?.ref === null || byKey?.ref === snapshot.ref;
  if (byKey !== undefined && byKey.engine === snapshot.engine && named) return byKey.id;
  const keyed = engines.get(snapshot.engine)?.keys === true;
  if (!keyed && (await startInFlight(tx, snapshot.engine, snapshot.workflow))) return 'later';
  return await adopt(context, snapshot);
}

/** A run that somebody started elsewhere gets a number and, where it belongs to one environment, its cards. */
async function adopt(context: FlowContext, snapshot: RunSnapshot): Promise<number> {
  const { tx, now, directory } = context;
  const home = environmentOf(directory, snapshot.engine, snapshot.workflow);
  const key = seenKey(snapshot);
  const run = {
    engine: snapshot.engine,
    key,
    app: home?.app.id ?? snapshot.app ?? null,
    environment: home?.environment.id ?? snapshot.environment ?? null,
    workflow: snapshot.workflow,
    initiator: await initiatorOf(context, snapshot),
    initiatorName: snapshot.initiator?.name ?? null,
  };
  const { ref } = snapshot;
  const id = await insertRun(tx, {
    ...run,
    ref,
    parameters: {},
    inbox: null,
    phase: 'pending',
    createdAt: now,
  });
  await postRun(context, { id, key }, home?.environment, wishedRoom(context, snapshot));
  await tellRoutes(context, { ...run, id, snapshot }, () => [{ type: 'created', at: now }]);
  context.audit.push({
    at: now,
    actor: 'greenlight',
    action: 'run.seen',
    run: id,
    detail: { engine: snapshot.engine, ref: snapshot.ref, workflow: snapshot.workflow },
  });
  return id;
}

/** A room that the run itself names, on a chat that is configured: whoever sees it there has no right by that. */
function wishedRoom({ directory }: FlowContext, { asks }: RunSnapshot): Room | undefined {
  const room = asks?.room;
  return directory.platforms.some(({ id }) => id === room?.platform) ? room : undefined;
}

/** Whoever only a message named as the one who started it is nobody's word: from the run itself it is taken anew, before anybody is asked. */
async function readInitiator(
  context: FlowContext,
  run: RunRow,
  snapshot: RunSnapshot,
): Promise<Partial<Pick<RunRow, 'initiator' | 'initiatorName'>>> {
  const wasHeard = run.snapshot?.hearsay === true && run.key === seenKey(snapshot);
  if (!wasHeard || snapshot.hearsay === true) return {};
  const who = {
    initiator: await initiatorOf(context, snapshot),
    initiatorName: snapshot.initiator?.name ?? null,
  };
  await setInitiator(context.tx, run.id, who);
  return who;
}

/** Undefined people and several whom it may be are nobody: then a policy without self-approval is not approved. */
async function initiatorOf(context: FlowContext, { initiator }: RunSnapshot): Promise<string | null> {
  const [person, ...others] = await peopleMeant(context, initiator);
  return others.length > 0 ? null : (person ?? null);
}

/** Opens an approval for each new gate and closes those whose gate is gone. Resolves with whether anything of it changed. */
async function settleGates(context: FlowContext, run: RunRow, snapshot: RunSnapshot): Promise<boolean> {
  const gates = snapshot.gates.filter((gate) => gate.opensAt === undefined);
  const before = run.snapshot?.gates ?? [];
  if (gates.length === 0 && before.length === 0) return false;
  const approvals = await approvalsOfRun(context.tx, run.id);
  let changed = false;
  for (const gate of gates) {
    // The newest round of this gate.
    const known = approvals.findLast((one) => isOf(one, gate));
    if (known !== undefined && !(await mustAskAgain(context, run, known, snapshot))) continue;
    await ask(context, run, snapshot, gate, known === undefined ? 0 : known.round + 1);
    changed = true;
  }
  for (const approval of approvals) {
    if (gates.some((gate) => isOf(approval, gate))) continue;
    if (approval.state !== 'open') {
      await confirmCall(context.tx, run.id, approval.id);
      continue;
    }
    const because = whyClosed(snapshot, approval);
    const by = because === 'gate-closed' ? (snapshot.closedBy ?? null) : null;
    if (!(await withdraw(context, run, approval, because, by))) {
      // Another server took a decision since we looked.
      await confirmCall(context.tx, run.id, approval.id);
      continue;
    }
    changed = true;
  }
  return changed;
}

function whyClosed(snapshot: RunSnapshot, { gatePath }: ApprovalRow): 'gate-closed' | 'run-ended' {
  const phase = stepAt(snapshot.steps, gatePath)?.phase;
  // A step that succeeded was let through by somebody, also when the run has ended since.
  if (phase === 'succeeded') return 'gate-closed';
  if (isFinal(snapshot.phase)) return 'run-ended';
  // A cancelled run may still have steps to do before it ends. Where the engine says who ended it, that says more.
  const isBroken = phase === 'failed' || phase === 'terminated';
  return isBroken && snapshot.closedBy === undefined ? 'run-ended' : 'gate-closed';
}

function isOf(approval: ApprovalRow, gate: GateSnapshot): boolean {
  return approval.gatePath === gate.path && approval.gateAttempt === gate.attempt;
}

/** An approval is for what was shown. When that has changed while people were asked, their votes are void and they are asked again. */
async function mustAskAgain(
  context: FlowContext,
  run: RunRow,
  known: ApprovalRow,
  snapshot: RunSnapshot,
): Promise<boolean> {
  if (known.state !== 'open' || known.digest === null || known.digest === digestOf(run, snapshot))
    return false;
  return await withdraw(context, run, known, 'changed');
}

/** False when it was not open any more. */
async function withdraw(
  context: FlowContext,
  run: RunRow,
  approval: ApprovalRow,
  because: 'gate-closed' | 'run-ended' | 'changed',
  by: string | null = null,
): Promise<boolean> {
  if (!(await settleApproval(context.tx, approval.id, 'withdrawn', context.now, because, by))) return false;
  context.audit.push({
    at: context.now,
    actor: 'greenlight',
    action: 'approval.withdrawn',
    run: run.id,
    detail: { approval: approval.id, gate: approval.gatePath, because, ...(by === null ? {} : { by }) },
  });
  return true;
}
