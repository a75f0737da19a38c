/** Answers that have not reached their person yet: rows of the inbox whose event is handled. */
import type { Reply } from '../domain/event.ts';
import type { Reader, Tx } from './database.ts';
import { and, asc, eq, lte, sql } from './drizzle.ts';
import { claim, type InboxRow, replyOwed } from './inbox.ts';
import { statement } from './statement.ts';

const owed = statement((db, s, p) =>
  db
    .select()
    .from(s.inbox)
    .where(
      and(
        replyOwed(s),
        lte(s.inbox.nextAt, p('now')),
        lte(s.inbox.leaseUntil, p('now')),
        // As an expression: an index on the platform would find nearly all rows, the one of owed replies few.
        eq(sql<string>`${s.inbox.platform} || ''`, p('platform')),
      ),
    )
    .orderBy(asc(s.inbox.id))
    .limit(p('limit')),
);

/** Is there anything for `claimOwedReplies`? */
export async function hasOwedReplies(tx: Reader, platform: string, now: number): Promise<boolean> {
  return (await owed(tx, { platform, now, limit: 1 })).length > 0;
}

/** Claims handled events of this platform whose reply has not reached the person yet. */
export async function claimOwedReplies(
  tx: Tx,
  platform: string,
  now: number,
  leaseUntil: number,
  limit: number,
): Promise<InboxRow[]> {
  return await claim(tx, await owed(tx, { platform, now, limit }), leaseUntil);
}

const settleReply = statement((db, s, p) =>
  db
    .update(s.inbox)
    .set({ replyState: p('replyState'), leaseUntil: 0 })
    .where(and(eq(s.inbox.id, p('id')), eq(s.inbox.leaseEpoch, p('epoch')), eq(s.inbox.replyState, 'owed'))),
);

/** The reply has reached the person, or never will (`dropped`). One that was owed later, under another epoch, stays owed. */
export async function settleReplyOf(
  tx: Tx,
  event: { id: number; leaseEpoch: number },
  replyState: 'delivered' | 'dropped',
): Promise<void> {
  await settleReply(tx, { id: event.id, epoch: event.leaseEpoch, replyState });
}

/** Something more is to be said to the person behind a handled event. */
export async function oweReply(tx: Tx, id: number, reply: Reply, now: number): Promise<void> {
  const { inbox } = tx.schema;
  await tx
    .update(inbox)
    .set({
      reply,
      replyState: 'owed',
      nextAt: now,
      failures: 0,
      leaseUntil: 0,
      // Whoever is still telling the reply before must not settle this one.
      leaseEpoch: sql`${inbox.leaseEpoch} + 1`,
    })
    .where(eq(inbox.id, id));
}
