import type { ApprovalState } from '../domain/approval-state.ts';
import { BOT, EXPIRED } from '../domain/bot.ts';
import type { CallPayload } from '../domain/engine-call.ts';
import { seatedPeople } from '../domain/question.ts';
import type { Question } from '../domain/question-rights.ts';
import type { Json } from '../domain/run.ts';
import type { World } from '../domain/seats.ts';
import { type ApprovalRow, settleApproval } from '../store/approvals.ts';
import type { AuditAction } from '../store/audit.ts';
import { decisionsOf, voidApprovalsBut } from '../store/decisions.ts';
import { insertCall } from '../store/engine-calls.ts';
import { wantPosts } from '../store/posts.ts';
import type { RunRow } from '../store/runs.ts';
import type { FlowContext } from './context.ts';
import { peopleNames } from './people-names.ts';

export type Settling = {
  approval: ApprovalRow;
  run: RunRow;
  /** As it is settled, and who is who at that moment. */
  question: Question;
  world: World;
  /** Config key of the person whose vote settled it, or `greenlight`. */
  actor: string;
  detail: Readonly<Record<string, Json>>;
  breakGlass: boolean;
};

/** The question is settled: its state, the audit entry, what the engine is to be told and the changed cards. Once. */
export async function settleQuestion(
  context: FlowContext,
  settling: Settling,
  state: Exclude<ApprovalState, 'open' | 'withdrawn'>,
): Promise<void> {
  const { tx, now } = context;
  const { approval, run, question, world, actor, detail, breakGlass } = settling;
  if (!(await settleApproval(tx, approval.id, state, now)))
    throw new Error(`approval ${approval.id} was settled although it is locked`);
  // What somebody said who has left since is neither shown as an approval nor an input of any step.
  if (state === 'approved' && !breakGlass)
    await voidApprovalsBut(tx, approval.id, seatedPeople(question, world));
  await insertCall(tx, {
    engine: run.engine,
    run: run.id,
    approval: approval.id,
    key: `decide-${run.key}-${approval.id}`,
    payload: await payloadOf(context, approval, state),
    createdAt: now,
  });
  await wantPosts(tx, run.id, 'asking');
  const action: AuditAction = breakGlass ? 'approval.break-glass' : `approval.${state}`;
  context.audit.push({ at: now, actor, action, run: run.id, detail });
}

async function payloadOf(
  { tx, directory }: FlowContext,
  approval: ApprovalRow,
  state: Exclude<ApprovalState, 'open' | 'withdrawn'>,
): Promise<CallPayload> {
  const { gatePath: path, gateAttempt: attempt } = approval;
  if (state === 'expired')
    return approval.policy?.expired === 'cancel'
      ? { kind: 'act', verb: 'cancel', by: BOT }
      : { kind: 'decide', path, attempt, verdict: 'reject', by: BOT, reason: EXPIRED };
  const verdict = state === 'approved' ? 'approve' : 'reject';
  const all = (await decisionsOf(tx, approval.id)).filter((vote) => vote.verdict === verdict);
  // Whoever breaks the glass decides alone, whatever was said before.
  const alone = all.filter((vote) => vote.breakGlass);
  const votes = alone.length > 0 ? alone : all;
  const fields = votes.map((vote) => vote.fields ?? {});
  return {
    kind: 'decide',
    path,
    attempt,
    verdict,
    by: peopleNames(
      directory,
      votes.map(({ person }) => person),
    ),
    reason: votes.flatMap(({ reason }) => reason ?? []).join('; ') || null,
    // Of two approvers who filled in the same form the later one is the last word.
    ...(verdict === 'approve' ? { answers: Object.assign({}, ...fields) } : {}),
  };
}
