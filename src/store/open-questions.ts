import type { Question } from '../domain/question-rights.ts';
import { type ApprovalRow, approvalsOfRun, isOpen, OPEN_LOOKED_AT } from './approvals.ts';
import type { Reader } from './database.ts';
import { type DecisionRow, decisionsOfRun } from './decisions.ts';
import { and, asc, eq, inArray, sql } from './drizzle.ts';
import { toQuestion } from './question.ts';
import type { RunRow } from './runs.ts';
import { statement } from './statement.ts';

type RunOfQuestion = Pick<RunRow, 'id' | 'app' | 'environment' | 'workflow' | 'initiator'>;

/** A question with all that is needed to judge who may say what to it. */
export type PutQuestion = { approval: ApprovalRow; run: RunOfQuestion; question: Question };

const open = statement((db, s, p) =>
  db
    .select({
      approval: s.approvals,
      run: {
        id: s.runs.id,
        app: s.runs.app,
        environment: s.runs.environment,
        workflow: s.runs.workflow,
        initiator: s.runs.initiator,
      },
    })
    .from(s.approvals)
    .innerJoin(s.runs, eq(s.runs.id, s.approvals.run))
    .where(isOpen(s))
    .orderBy(asc(s.approvals.openedAt))
    .limit(p('limit')),
);

// Not in order, and not as a join: the database would go by the votes, of which there are those of all times.
const votes = statement((db, s) =>
  db
    .select()
    .from(s.decisions)
    .where(
      and(
        inArray(s.decisions.approval, db.select({ id: s.approvals.id }).from(s.approvals).where(isOpen(s))),
        eq(s.decisions.state, sql`'counted'`),
      ),
    ),
);

/** What waits for a decision anywhere, oldest first, by two queries however much it is. */
export async function openQuestions(tx: Reader): Promise<PutQuestion[]> {
  const asked = await open(tx, { limit: OPEN_LOOKED_AT });
  const given = asked.length === 0 ? [] : await votes(tx, {});
  return withVotes(asked, given);
}

/** The questions of one run in whatever state, in the order in which its gates opened. */
export async function questionsOfRun(tx: Reader, run: RunOfQuestion): Promise<PutQuestion[]> {
  const approvals = await approvalsOfRun(tx, run.id);
  const given = approvals.length === 0 ? [] : await decisionsOfRun(tx, run.id);
  return withVotes(
    approvals.map((approval) => ({ approval, run })),
    given,
  );
}

function withVotes(asked: readonly Omit<PutQuestion, 'question'>[], given: DecisionRow[]): PutQuestion[] {
  const byApproval = new Map<number, DecisionRow[]>();
  for (const vote of given.sort((a, b) => a.id - b.id)) {
    const before = byApproval.get(vote.approval);
    if (before === undefined) byApproval.set(vote.approval, [vote]);
    else before.push(vote);
  }
  return asked.map(({ approval, run }) => {
    const question = toQuestion(approval, run.initiator, byApproval.get(approval.id) ?? []);
    return { approval, run, question };
  });
}
