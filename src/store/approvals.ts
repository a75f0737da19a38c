import type { ApprovalState } from '../domain/approval-state.ts';
import type { Policy } from '../domain/policy.ts';

import type { Reader, Tx } from './database.ts';
import { and, asc, eq, isNotNull, lte, sql } from './drizzle.ts';
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
      round: p('round'),
      title: p('title'),
      message: p('message'),
      approvers: p('approvers'),
      policy: p('policy'),
      authors: p('authors'),
      digest: p('digest'),
      state: 'open',
      openedAt: p('openedAt'),
      wakeAt: p('wakeAt'),
    })
    .onConflictDoNothing()
    .returning({ id: s.approvals.id }),
);

type NewApproval = Pick<
  ApprovalRow,
  | 'run'
  | 'gatePath'
  | 'gateAttempt'
  | 'round'
  | 'title'
  | 'message'
  | 'approvers'
  | 'policy'
  | 'authors'
  | 'digest'
  | 'openedAt'
  | 'wakeAt'
>;

/** Opens the question of one gate attempt; undefined when this round of it was opened before. */
export async function openApproval(tx: Tx, approval: NewApproval): Promise<number | undefined> {
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
export const isOpen = (s: Schema) => eq(s.approvals.state, sql`'open'`);

/** Far more than anybody decides by words that name no question. */
export const OPEN_LOOKED_AT = 2000;

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
    .set({
      state: p('state'),
      settledAt: p('settledAt'),
      withdrawnBecause: p('withdrawnBecause'),
      withdrawnBy: p('withdrawnBy'),
      wakeAt: sql`NULL`,
    })
    .where(and(eq(s.approvals.id, p('id')), eq(s.approvals.state, 'open'))),
);

/** False when it was not open any more. */
export async function settleApproval(
  tx: Tx,
  id: number,
  state: Exclude<ApprovalState, 'open'>,
  settledAt: number,
  withdrawnBecause: 'gate-closed' | 'run-ended' | 'changed' | null = null,
  withdrawnBy: string | null = null,
): Promise<boolean> {
  return (await settle(tx, { id, state, settledAt, withdrawnBecause, withdrawnBy })).changes === 1;
}

const waking = statement((db, s, p) =>
  db
    .select({ id: s.approvals.id })
    .from(s.approvals)
    .where(and(isNotNull(s.approvals.wakeAt), lte(s.approvals.wakeAt, p('now'))))
    .orderBy(asc(s.approvals.wakeAt))
    .limit(p('limit')),
);

/** Questions whose time has come: to remind, to escalate, to end. The most overdue first. */
export async function wakingApprovals(tx: Reader, now: number, limit: number): Promise<number[]> {
  return (await waking(tx, { now, limit })).map(({ id }) => id);
}

const voted = statement((db, s, p) =>
  db
    .select({ id: s.approvals.id })
    .from(s.approvals)
    .where(
      and(
        isOpen(s),
        // Each open question looks for its votes, which are few; the votes of all times are many.
        sql`EXISTS (SELECT 1 FROM ${s.decisions} WHERE ${s.decisions.approval} = ${s.approvals.id} AND ${s.decisions.state} = 'counted')`,
      ),
    )
    .orderBy(asc(s.approvals.openedAt))
    .limit(p('limit')),
);

/** Open questions that somebody has answered: another reading of who belongs to a group may make their votes enough. */
export async function votedApprovals(tx: Reader): Promise<number[]> {
  return (await voted(tx, { limit: OPEN_LOOKED_AT })).map(({ id }) => id);
}

/** Has an open question looked at again at a later time; what the clock has done to it stays. */
export async function postponeApproval(tx: Tx, id: number, wakeAt: number): Promise<void> {
  const { approvals } = tx.schema;
  await tx
    .update(approvals)
    .set({ wakeAt })
    .where(and(eq(approvals.id, id), eq(approvals.state, 'open')));
}

const open = statement((db, s, p) =>
  db
    .select({ id: s.approvals.id, policy: s.approvals.policy })
    .from(s.approvals)
    .where(isOpen(s))
    .orderBy(asc(s.approvals.openedAt))
    .limit(p('limit')),
);

/** Open questions with an `all` that could not be counted when they were put: another reading may tell who they are. */
export async function uncountedApprovals(tx: Reader): Promise<number[]> {
  const all = await open(tx, { limit: OPEN_LOOKED_AT });
  // As text: one policy that cannot be made sense of must not keep the others from being counted.
  return all.filter(({ policy }) => JSON.stringify(policy).includes('"count":"all"')).map(({ id }) => id);
}

/** Writes down what an open question asks since it is known who all of its groups are. */
export async function fixApproval(tx: Tx, id: number, policy: Policy): Promise<void> {
  const { approvals } = tx.schema;
  await tx
    .update(approvals)
    .set({ policy })
    .where(and(eq(approvals.id, id), eq(approvals.state, 'open')));
}

/** Writes down what the clock has done to an open question, and when it wants the next thing. */
export async function rescheduleApproval(
  tx: Tx,
  id: number,
  change: Pick<ApprovalRow, 'wakeAt' | 'reminders' | 'escalated'>,
): Promise<void> {
  const { approvals } = tx.schema;
  await tx
    .update(approvals)
    .set(change)
    .where(and(eq(approvals.id, id), eq(approvals.state, 'open')));
}
