import type { RunSnapshot } from '../domain/run.ts';
import type { Trouble } from '../domain/run-view.ts';
import { approvalById } from '../store/approvals.ts';
import type { AuditAction } from '../store/audit.ts';
import { confirmCall, deferCall, type EngineCallRow, settleCall } from '../store/engine-calls.ts';
import { lock } from '../store/lock.ts';
import { wantPosts } from '../store/posts.ts';
import type { RunRow } from '../store/runs.ts';
import { bindRun, setTrouble } from '../store/runs.ts';
import { ask } from './ask.ts';
import type { FlowContext } from './context.ts';
import { DENIED } from './may-call.ts';
import { tellRoutes } from './tell-routes.ts';

/** What became of a question to the engine. */
export type CallEnd =
  /** `ref`: what the engine calls the run that it started. */
  | { kind: 'accepted'; ref?: string }
  /** `trouble` says it better than the reason, where the engine named its error. */
  | { kind: 'refused'; reason: string; trouble?: Trouble }
  /** What was approved is not what waits now: `snapshot`. The engine was not asked, and people are asked again. */
  | { kind: 'changed'; snapshot: RunSnapshot }
  /** `by`: whoever closed the gate, where the engine tells. */
  | { kind: 'elsewhere'; by?: string }
  /** Given up after many attempts, or not to be repeated by a machine; kept for the operators. */
  | { kind: 'buried'; reason: string };

/** Writes the end of a call down, with what the cards then show. False when the lease was lost: somebody else has it now. */
export async function settleEngineCall(
  context: FlowContext,
  call: EngineCallRow,
  end: CallEnd,
): Promise<boolean> {
  const { tx, now } = context;
  const run = await lock(tx, tx.schema.runs, call.run);
  if (run === undefined)
    throw new Error(`engine call ${call.id} belongs to run ${call.run}, which is not there`);
  const state = end.kind === 'changed' ? 'refused' : end.kind;
  if (!(await settleCall(tx, call, state, reasonOf(end), now))) return false;
  if (end.kind === 'accepted') await accepted(context, call, run, end.ref);
  else await failed(context, call, run, end);
  return true;
}

async function accepted(
  context: FlowContext,
  call: EngineCallRow,
  run: RunRow,
  ref: string | undefined,
): Promise<void> {
  const { tx } = context;
  if (ref !== undefined && run.ref === null) await bindRun(tx, run.id, ref);
  if (call.approval === null) return;
  const approval = await lock(tx, tx.schema.approvals, call.approval);
  const open = run.snapshot?.gates.some(
    (gate) => gate.path === approval?.gatePath && gate.attempt === approval?.gateAttempt,
  );
  // The engine's new state may have been seen before its answer came.
  if (open !== true) await confirmCall(tx, run.id, call.approval);
  // That the decision stands has been shown: that the engine took it is a step like others.
  await wantPosts(tx, run.id, 'progress');
}

async function failed(
  context: FlowContext,
  call: EngineCallRow,
  run: RunRow,
  end: Exclude<CallEnd, { kind: 'accepted' }>,
): Promise<void> {
  const { tx, now } = context;
  const reason = reasonOf(end) ?? '';
  const { payload } = call;
  if (payload.kind === 'run') {
    const code = end.kind === 'buried' ? 'trouble.run-buried' : 'trouble.run-refused';
    const trouble = end.kind === 'refused' ? end.trouble : undefined;
    await setTrouble(tx, run.id, trouble ?? { code, data: { reason } }, now);
    await tellRoutes(context, run, () => [{ type: 'failed', at: now }]);
  } else if (payload.kind === 'act' && end.kind !== 'elsewhere') {
    await setTrouble(tx, run.id, { code: 'trouble.act-refused', data: { verb: payload.verb, reason } });
  }
  if (end.kind === 'changed') await askAgain(context, call, run, end.snapshot);
  await wantPosts(tx, run.id, 'asking');
  const actions: Record<typeof end.kind, AuditAction> = {
    refused: reason === DENIED ? 'call.denied' : 'call.refused',
    changed: 'call.refused',
    elsewhere: 'call.elsewhere',
    buried: 'call.buried',
  };
  context.audit.push({
    at: now,
    actor: 'greenlight',
    action: actions[end.kind],
    run: run.id,
    detail: { call: call.id, kind: call.kind, approval: call.approval, reason },
  });
}

function reasonOf(end: CallEnd): string | null {
  switch (end.kind) {
    case 'refused':
    case 'buried':
      return end.reason;
    case 'changed':
      return 'changed';
    case 'elsewhere':
      return end.by ?? null;
    case 'accepted':
      return null;
  }
}

async function askAgain(
  context: FlowContext,
  call: EngineCallRow,
  run: RunRow,
  snapshot: RunSnapshot,
): Promise<void> {
  const approval = call.approval === null ? undefined : await approvalById(context.tx, call.approval);
  const gate = snapshot.gates.find(
    ({ path, attempt }) => path === approval?.gatePath && attempt === approval.gateAttempt,
  );
  if (approval !== undefined && gate !== undefined)
    await ask(context, run, snapshot, gate, approval.round + 1);
}

/** Puts a call back for a later attempt; the cards need not change. */
export async function postponeCall(
  context: FlowContext,
  call: EngineCallRow,
  state: 'owed' | 'sent',
  nextAt: number,
  note: string,
): Promise<void> {
  await deferCall(context.tx, call, state, nextAt, call.failures + 1, note);
}
