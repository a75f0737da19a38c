import type { ApprovalState } from '../domain/approval-state.ts';
import type { Verdict } from '../domain/card.ts';
import { isFinal, type Phase } from '../domain/run.ts';
import type { ApprovalView, CallState, RunView, VoteView } from '../domain/run-view.ts';
import { approvalsOfRun } from './approvals.ts';
import type { Reader } from './database.ts';
import { type DecisionRow, decisionsOfRun } from './decisions.ts';
import { delegationsSince } from './delegations.ts';
import { callsOfRun } from './engine-calls.ts';
import { lockOf } from './locks.ts';
import { toQuestion } from './question.ts';
import { runById } from './runs.ts';
import { undeliveredOf } from './undelivered.ts';

/** Everything that is shown of a run; undefined when there is none with this number. */
export async function runView(tx: Reader, id: number): Promise<RunView | undefined> {
  const run = await runById(tx, id);
  if (run === undefined) return undefined;
  const approvals = await approvalsOfRun(tx, run.id);
  // Most looks at a run come before its first gate: they cost two queries, not five.
  const decisions = approvals.length > 0 ? await decisionsOfRun(tx, run.id) : [];
  const calls = approvals.some(({ state }) => state !== 'open') ? await callsOfRun(tx, run.id) : [];
  const locked = isFinal(run.phase as Phase) ? undefined : await lockOn(tx, run);
  const open = approvals.find(({ state }) => state === 'open');
  return {
    id: run.id,
    engine: run.engine,
    app: run.app,
    environment: run.environment,
    workflow: run.workflow,
    parameters: run.parameters,
    initiator: run.initiator,
    initiatorName: run.initiatorName,
    ...(run.restartOf === null ? {} : { restartOf: run.restartOf }),
    phase: run.phase as Phase,
    snapshot: run.snapshot,
    trouble: run.trouble,
    revision: run.revision,
    rollbackTo: run.rollbackTo,
    createdAt: run.createdAt,
    endedAt: run.endedAt,
    ...(locked === undefined ? {} : { lock: locked }),
    undelivered: (await undeliveredOf(tx, run.id)).map(({ platform, note, state }) => ({
      to: platform,
      because: note ?? 'error',
      ...(state === 'owed' ? { still: true } : {}),
    })),
    delegations: open === undefined ? [] : await delegationsSince(tx, open.openedAt),
    approvals: approvals.map((approval): ApprovalView => {
      const votes = decisions.filter((one) => one.approval === approval.id);
      const call = calls.find((one) => one.approval === approval.id);
      return {
        id: approval.id,
        gatePath: approval.gatePath,
        gateAttempt: approval.gateAttempt,
        round: approval.round,
        title: approval.title,
        message: approval.message,
        state: approval.state as ApprovalState,
        withdrawnBecause: approval.withdrawnBecause,
        withdrawnBy: approval.withdrawnBy,
        openedAt: approval.openedAt,
        settledAt: approval.settledAt,
        escalated: approval.escalated,
        question: toQuestion(approval, run.initiator, votes),
        votes: votes.map(toVote),
        ...(call === undefined ? {} : { call: { state: call.state as CallState, note: call.note } }),
      };
    }),
  };
}

async function lockOn(
  tx: Reader,
  { app, environment }: Pick<RunView, 'app' | 'environment'>,
): Promise<RunView['lock']> {
  if (app === null || environment === null) return undefined;
  const row = await lockOf(tx, { app, environment });
  return row && { owner: row.owner, reason: row.reason, since: row.since };
}

function toVote({ person, seat, verdict, reason, fields, breakGlass, platform, at }: DecisionRow): VoteView {
  return {
    person,
    seat: seat === person ? null : seat,
    verdict: verdict as Verdict,
    reason,
    fields,
    breakGlass,
    platform,
    at,
  };
}
