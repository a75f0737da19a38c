import { type Answer, say, sayQuietly } from '../domain/answer.ts';
import { type ApprovalRow, approvalsOfRun } from '../store/approvals.ts';
import type { RunRow } from '../store/runs.ts';
import type { FlowContext } from './context.ts';

/** What whoever rejected is told: a card shows it to all, but not what becomes of the other questions of the run. */
export async function rejected(
  { tx, engines }: FlowContext,
  run: RunRow,
  approval: ApprovalRow,
): Promise<Answer> {
  const data = { title: approval.title, run: run.id };
  const quiet = sayQuietly('approval.rejected', data);
  const others = (await approvalsOfRun(tx, run.id)).filter(
    ({ id, state }) => state === 'open' && id !== approval.id,
  );
  if (others.length === 0) return quiet;
  const titles = others.map(({ title }) => `“${title}”`).join(', ');
  if (engines.get(run.engine)?.rejectsGate !== true)
    return say('approval.rejected-all', 'good', { ...data, titles });
  return say('approval.rejected-one', 'good', { ...data, titles, usage: `/flow cancel ${run.id}` });
}
