import type { Event, Reply } from '../domain/event.ts';
import type { Reader, Tx } from './database.ts';
import { and, asc, eq, gt, inArray, lt, lte, sql } from './drizzle.ts';
import type { Schema } from './schema.ts';
import { statement } from './statement.ts';

export type InboxRow = Schema['inbox']['$inferSelect'];

/** In the words of the index `inbox_waiting`. */
const stored = (s: Schema) => eq(s.inbox.state, sql`'stored'`);
/** In the words of the index `inbox_reply`. */
export const replyOwed = (s: Schema) => eq(s.inbox.replyState, sql`'owed'`);

const insert = statement((db, s, p) =>
  db
    .insert(s.inbox)
    .values({
      platform: p('platform'),
      key: p('key'),
      conversation: p('conversation'),
      event: p('event'),
      state: 'stored',
      reply: null,
      storedAt: p('storedAt'),
      leaseEpoch: 1,
      leaseUntil: p('leaseUntil'),
    })
    .onConflictDoNothing()
    .returning({ id: s.inbox.id }),
);

/** Stores what a person did, leased to the caller with epoch 1. Undefined when the same thing is stored already. */
export async function storeEvent(
  tx: Tx,
  event: Event,
  storedAt: number,
  leaseUntil: number,
): Promise<number | undefined> {
  const { key, conversation, actor } = event;
  return (await insert(tx, { platform: actor.platform, key, conversation, event, storedAt, leaseUntil }))[0]
    ?.id;
}

export async function eventByKey(tx: Reader, platform: string, key: string): Promise<InboxRow | undefined> {
  const { inbox } = tx.schema;
  return (
    await tx
      .select()
      .from(inbox)
      .where(and(eq(inbox.platform, platform), eq(inbox.key, key)))
  )[0];
}

export async function eventById(tx: Reader, id: number): Promise<InboxRow | undefined> {
  const { inbox } = tx.schema;
  return (await tx.select().from(inbox).where(eq(inbox.id, id)))[0];
}

const older = statement((db, s, p) =>
  db
    .select({ id: s.inbox.id })
    .from(s.inbox)
    .where(and(stored(s), eq(s.inbox.conversation, p('conversation')), lt(s.inbox.id, p('id'))))
    .limit(1),
);

/** True while something older of the same conversation is not handled: it goes first. */
export async function hasOlder(tx: Reader, conversation: string, id: number): Promise<boolean> {
  return (await older(tx, { conversation, id })).length > 0;
}

const storedBefore = statement((db, s, p) =>
  db
    .select({ id: s.inbox.id })
    .from(s.inbox)
    .where(and(stored(s), lt(s.inbox.storedAt, p('at'))))
    .limit(1),
);

/** True while something that was stored before this moment is not handled: it may be a vote that counts. */
export async function hasStoredBefore(tx: Reader, at: number): Promise<boolean> {
  return (await storedBefore(tx, { at })).length > 0;
}

const finish = statement((db, s, p) =>
  db
    .update(s.inbox)
    .set({
      state: p('state'),
      reply: p('reply'),
      replyState: p('replyState'),
      doneAt: p('doneAt'),
      nextAt: p('nextAt'),
      leaseUntil: 0,
    })
    .where(and(eq(s.inbox.id, p('id')), eq(s.inbox.leaseEpoch, p('epoch')), eq(s.inbox.state, 'stored'))),
);

/**
 * Closes an event together with what it caused. The reply is owed until the platform says that it reached the person; from `answerAt`
 * (ms) on it is sent by `answer`; undefined: nothing is owed, the reply is only kept. False when the lease was lost: then nothing of the unit may be kept.
 */
export async function finishEvent(
  tx: Tx,
  event: { id: number; leaseEpoch: number },
  end: { state: 'done' | 'buried'; reply: Reply; doneAt: number; answerAt: number | undefined },
): Promise<boolean> {
  const replyState = end.reply.kind === 'none' || end.answerAt === undefined ? 'none' : 'owed';
  const { changes } = await finish(tx, {
    id: event.id,
    epoch: event.leaseEpoch,
    state: end.state,
    reply: end.reply,
    replyState,
    doneAt: end.doneAt,
    nextAt: end.answerAt ?? end.doneAt,
  });
  return changes === 1;
}

/** Gives a held event back for a later attempt. */
export async function deferEvent(
  tx: Tx,
  event: { id: number; leaseEpoch: number },
  nextAt: number,
  failures: number,
): Promise<void> {
  const { inbox } = tx.schema;
  await tx
    .update(inbox)
    .set({ nextAt, failures, leaseUntil: 0 })
    .where(and(eq(inbox.id, event.id), eq(inbox.leaseEpoch, event.leaseEpoch)));
}

const waiting = statement((db, s, p) =>
  db
    .select()
    .from(s.inbox)
    .where(and(stored(s), lte(s.inbox.nextAt, p('now')), lte(s.inbox.leaseUntil, p('now'))))
    .orderBy(asc(s.inbox.storedAt), asc(s.inbox.id))
    .limit(p('limit')),
);

const take = statement((db, s, p) =>
  db
    .update(s.inbox)
    .set({ leaseEpoch: p('leaseEpoch'), leaseUntil: p('leaseUntil') })
    .where(and(eq(s.inbox.id, p('id')), eq(s.inbox.leaseEpoch, p('before')))),
);

/** Is there anything for `claimEvents`? A look costs less than a unit of work. */
export async function hasWaitingEvents(tx: Reader, now: number): Promise<boolean> {
  return (await waiting(tx, { now, limit: 1 })).length > 0;
}

/** Claims stored events that nobody handles, oldest first. */
export async function claimEvents(
  tx: Tx,
  now: number,
  leaseUntil: number,
  limit: number,
): Promise<InboxRow[]> {
  return await claim(tx, await waiting(tx, { now, limit }), leaseUntil);
}

/** Takes rows that were just read; those that somebody else took meanwhile are left out. */
export async function claim(tx: Tx, rows: readonly InboxRow[], leaseUntil: number): Promise<InboxRow[]> {
  const claimed: InboxRow[] = [];
  for (const row of rows) {
    const leaseEpoch = row.leaseEpoch + 1;
    const { changes } = await take(tx, { id: row.id, before: row.leaseEpoch, leaseEpoch, leaseUntil });
    if (changes === 1) claimed.push({ ...row, leaseEpoch, leaseUntil });
  }
  return claimed;
}

/** Handled events are kept for a while so that a vendor's late repetition is recognised; then they go. Resolves with how many went. */
export async function deleteHandledEvents(tx: Tx, doneBefore: number): Promise<number> {
  const { inbox } = tx.schema;
  const { changes } = await tx
    .delete(inbox)
    .where(
      and(
        eq(inbox.state, 'done'),
        lt(inbox.doneAt, doneBefore),
        inArray(inbox.replyState, ['none', 'delivered', 'dropped']),
      ),
    );
  return changes;
}

/** After a start as the only server: what a dead process held is free at once. */
export async function freeEvents(tx: Tx): Promise<void> {
  const { inbox } = tx.schema;
  for (const held of [stored(tx.schema), replyOwed(tx.schema)]) {
    await tx
      .update(inbox)
      .set({ leaseUntil: 0 })
      .where(and(held, gt(inbox.leaseUntil, 0)));
  }
}
