import type { ApprovalState } from '../domain/approval-state.ts';
import type { Verdict } from '../domain/card.ts';
import { anyOf } from '../domain/policy.ts';
import type { Question } from '../domain/question-rights.ts';
import type { ApprovalRow } from './approvals.ts';
import type { Reader } from './database.ts';
import { type DecisionRow, decisionsOf } from './decisions.ts';
import type { RunRow } from './runs.ts';

/** The question as the rules see it. Rows of older versions have no policy: any one of their approvers decided. */
export function toQuestion(
  approval: ApprovalRow,
  initiator: string | null,
  votes: readonly DecisionRow[],
): Question {
  return {
    policy: approval.policy ?? anyOf('approvers', approval.approvers),
    openedAt: approval.openedAt,
    initiator: initiator ?? undefined,
    authors: approval.authors ?? [],
    state: approval.state as ApprovalState,
    votes: votes
      .filter((vote) => !vote.breakGlass)
      .map(({ person, seat, level, verdict, at }) => {
        return { person, seat: seat ?? person, level, verdict: verdict as Verdict, at };
      }),
  };
}

export async function questionOf(
  tx: Reader,
  approval: ApprovalRow,
  run: Pick<RunRow, 'initiator'>,
): Promise<Question> {
  return toQuestion(approval, run.initiator, await decisionsOf(tx, approval.id));
}
