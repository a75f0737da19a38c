import type { ApprovalState } from '../domain/approval-state.ts';
import type { Verdict } from '../domain/card.ts';

import type { Reader, Tx } from './database.ts';
import { and, asc, eq, isNotNull, sql } from './drizzle.ts';
import type { Schema } from './schema.ts';
import { statement } from './statement.ts';

export type ApprovalRow = Schema['approvals']['$inferSelect'];

const insert = statement((db, s, p) =>
  db
    .insert(s.approvals)
    .values({
      run: p('run'),
      gatePath: p('gatePath'),
      gateAttempt: p('gateAttempt'),
      title: p('title'),
      message: p('message'),
      approvers: p('approvers'),
      state: 'open',
      openedAt: p('openedAt'),
    })
    .onConflictDoNothing()
    .returning({ id: s.approvals.id }),
);

/** Opens the question of one gate attempt; undefined when it was opened before. */
export async function openApproval(
  tx: Tx,
  approval: Pick<
    ApprovalRow,
    'run' | 'gatePath' | 'gateAttempt' | 'title' | 'message' | 'approvers' | 'openedAt'
  >,
): Promise<number | undefined> {
  return (await insert(tx, approval))[0]?.id;
}

const ofRun = statement((db, s, p) =>
  db
    .select()
    .from(s.approvals)
    .where(eq(s.approvals.run, p('run'))),
);

/** In the order in which the gates opened. */
export async function approvalsOfRun(tx: Reader, run: number): Promise<ApprovalRow[]> {
  return (await ofRun(tx, { run })).sort((a, b) => a.id - b.id);
}

const byId = statement((db, s, p) =>
  db
    .select()
    .from(s.approvals)
    .where(eq(s.approvals.id, p('id'))),
);

export async function approvalById(tx: Reader, id: number): Promise<ApprovalRow | undefined> {
  return (await byId(tx, { id }))[0];
}

/** In the words of the index `approvals_open`. */
const isOpen = (s: Schema) => eq(s.approvals.state, sql`'open'`);

/** Far more than anybody decides by words that name no question. */
const OPEN_LOOKED_AT = 2000;

const open = statement((db, s, p) =>
  db.select().from(s.approvals).where(isOpen(s)).orderBy(asc(s.approvals.openedAt)).limit(p('limit')),
);

/** What waits for a decision anywhere, oldest first. */
export async function openApprovals(tx: Reader): Promise<ApprovalRow[]> {
  return await open(tx, { limit: OPEN_LOOKED_AT });
}

const openIn = statement((db, s, p) =>
  db
    .select({ approval: s.approvals, post: s.posts.id })
    .from(s.approvals)
    .innerJoin(s.posts, eq(s.posts.run, s.approvals.run))
    .where(
      and(
        isOpen(s),
        // As expressions: an index on the room would find its cards of all times, the one of open questions few.
        eq(sql<string>`${s.posts.platform} || ''`, p('platform')),
        eq(sql<string>`${s.posts.room} || ''`, p('room')),
        isNotNull(s.posts.message),
        eq(s.posts.state, 'live'),
      ),
    )
    .orderBy(asc(s.approvals.openedAt))
    .limit(p('limit')),
);

/** What waits for a decision on the cards of one room, each with the post that shows it, oldest first. */
export async function openApprovalsIn(
  tx: Reader,
  platform: string,
  room: string,
): Promise<{ approval: ApprovalRow; post: number }[]> {
  return await openIn(tx, { platform, room, limit: OPEN_LOOKED_AT });
}

const settle = statement((db, s, p) =>
  db
    .update(s.approvals)
    .set({ state: p('state'), settledAt: p('settledAt'), withdrawnBecause: p('withdrawnBecause') })
    .where(and(eq(s.approvals.id, p('id')), eq(s.approvals.state, 'open'))),
);

/** False when it was not open any more. */
export async function settleApproval(
  tx: Tx,
  id: number,
  state: Exclude<ApprovalState, 'open'>,
  settledAt: number,
  withdrawnBecause: 'gate-closed' | 'run-ended' | null = null,
): Promise<boolean> {
  return (await settle(tx, { id, state, settledAt, withdrawnBecause })).changes === 1;
}

const insertVote = statement((db, s, p) =>
  db.insert(s.decisions).values({
    approval: p('approval'),
    person: p('person'),
    verdict: p('verdict'),
    reason: p('reason'),
    surface: p('surface'),
    platform: p('platform'),
    inbox: p('inbox'),
    at: p('at'),
  }),
);

export type Surface = 'button' | 'form' | 'reply' | 'link';

export async function insertDecision(
  tx: Tx,
  decision: {
    approval: number;
    person: string;
    verdict: Verdict;
    reason: string | null;
    surface: Surface;
    platform: string;
    inbox: number;
    at: number;
  },
): Promise<void> {
  await insertVote(tx, decision);
}

const decisionsOf = statement((db, s, p) =>
  db
    .select({
      approval: s.decisions.approval,
      person: s.decisions.person,
      verdict: s.decisions.verdict,
      reason: s.decisions.reason,
      platform: s.decisions.platform,
      at: s.decisions.at,
    })
    .from(s.decisions)
    .innerJoin(s.approvals, eq(s.approvals.id, s.decisions.approval))
    .where(eq(s.approvals.run, p('run'))),
);

export type DecisionRow = Pick<
  Schema['decisions']['$inferSelect'],
  'approval' | 'person' | 'verdict' | 'reason' | 'platform' | 'at'
>;

export async function decisionsOfRun(tx: Reader, run: number): Promise<DecisionRow[]> {
  return await decisionsOf(tx, { run });
}
