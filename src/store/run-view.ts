import type { ApprovalState } from '../domain/approval-state.ts';
import type { Verdict } from '../domain/card.ts';
import type { Phase } from '../domain/run.ts';
import type { ApprovalView, CallState, RunView } from '../domain/run-view.ts';
import { approvalsOfRun, decisionsOfRun } from './approvals.ts';
import type { Reader } from './database.ts';
import { callsOfRun } from './engine-calls.ts';
import { runById } from './runs.ts';

/** Everything that is shown of a run; undefined when there is none with this number. */
export async function runView(tx: Reader, id: number): Promise<RunView | undefined> {
  const run = await runById(tx, id);
  if (run === undefined) return undefined;
  const approvals = await approvalsOfRun(tx, run.id);
  // Most looks at a run come before its first gate: they cost two queries, not four.
  const decisions = approvals.some((approval) => approval.state !== 'open')
    ? await decisionsOfRun(tx, run.id)
    : [];
  const calls = decisions.length > 0 ? await callsOfRun(tx, run.id) : [];
  return {
    id: run.id,
    engine: run.engine,
    app: run.app,
    environment: run.environment,
    workflow: run.workflow,
    parameters: run.parameters,
    initiator: run.initiator,
    initiatorName: run.initiatorName,
    phase: run.phase as Phase,
    snapshot: run.snapshot,
    trouble: run.trouble,
    createdAt: run.createdAt,
    endedAt: run.endedAt,
    approvals: approvals.map((approval) => {
      const decision = decisions.find((one) => one.approval === approval.id);
      const call = calls.find((one) => one.kind === 'decide' && one.approval === approval.id);
      return {
        id: approval.id,
        gatePath: approval.gatePath,
        gateAttempt: approval.gateAttempt,
        title: approval.title,
        message: approval.message,
        approvers: approval.approvers,
        state: approval.state as ApprovalState,
        withdrawnBecause: approval.withdrawnBecause,
        openedAt: approval.openedAt,
        settledAt: approval.settledAt,
        ...(decision === undefined
          ? {}
          : { decision: { ...decision, verdict: decision.verdict as Verdict } }),
        ...(call === undefined ? {} : { call: { state: call.state as CallState, note: call.note } }),
      } satisfies ApprovalView;
    }),
  };
}
