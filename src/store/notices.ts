import type { MessageRef } from '../domain/event.ts';
import type { NoticeSubject } from '../domain/notice.ts';
import type { Reader, Tx } from './database.ts';
import { and, asc, eq, isNotNull, isNull, lte, or, sql } from './drizzle.ts';
import type { Schema } from './schema.ts';
import { statement } from './statement.ts';

export type NoticeRow = Schema['notices']['$inferSelect'];

const insert = statement((db, s, p) =>
  db
    .insert(s.notices)
    .values({
      run: p('run'),
      post: p('post'),
      platform: p('platform'),
      room: p('room'),
      key: p('key'),
      subject: p('subject'),
      state: 'owed',
      ref: null,
      createdAt: p('createdAt'),
    })
    .onConflictDoNothing(),
);

/** Owes a room a one-off message; the same key is owed once. With `post` it goes into the thread of that post. */
export async function insertNotice(
  tx: Tx,
  notice: {
    run: number;
    post: number | null;
    platform: string;
    room: string;
    key: string;
    subject: NoticeSubject;
    createdAt: number;
  },
): Promise<void> {
  await insert(tx, notice);
}

const byKey = statement((db, s, p) =>
  db
    .select()
    .from(s.notices)
    .where(eq(s.notices.key, p('key'))),
);

export async function noticeByKey(tx: Reader, key: string): Promise<NoticeRow | undefined> {
  return (await byKey(tx, { key }))[0];
}

const byMessage = statement((db, s, p) =>
  db
    .select()
    .from(s.notices)
    .where(
      and(
        eq(s.notices.platform, p('platform')),
        eq(s.notices.room, p('room')),
        eq(s.notices.message, p('message')),
      ),
    ),
);

/** The notice that a reply hangs on. */
export async function noticeByMessage(
  tx: Reader,
  platform: string,
  room: string,
  message: string,
): Promise<NoticeRow | undefined> {
  return (await byMessage(tx, { platform, room, message }))[0];
}

const unheard = statement((db, s, p) =>
  db
    .select({ id: s.notices.id })
    .from(s.notices)
    .where(
      and(
        eq(s.notices.state, sql`'owed'`),
        eq(sql<string>`${s.notices.platform} || ''`, p('platform')),
        eq(s.notices.room, p('room')),
        eq(s.notices.begun, 'post'),
      ),
    )
    .limit(1),
);

/** A message may stand in the room already whose sending was not heard of. */
export async function hasUnheardNotice(tx: Reader, platform: string, room: string): Promise<boolean> {
  return (await unheard(tx, { platform, room })).length > 0;
}

export type NoticeCandidate = Pick<NoticeRow, 'id' | 'room'>;

/** The look for owed notices of this platform that are nobody's and whose thread is there, oldest first. */
export function createDueNotices(platform: string) {
  const due = statement((db, s, p) =>
    db
      .select({ id: s.notices.id, room: s.notices.room })
      .from(s.notices)
      .leftJoin(s.posts, eq(s.posts.id, s.notices.post))
      .where(
        and(
          eq(s.notices.state, sql`'owed'`),
          lte(s.notices.nextAt, p('now')),
          lte(s.notices.leaseUntil, p('now')),
          // As an expression: an index on the platform would find nearly all rows, the one of waiting rows few.
          eq(sql<string>`${s.notices.platform} || ''`, platform),
          or(isNull(s.notices.post), isNotNull(s.posts.message), eq(s.posts.state, 'lost')),
        ),
      )
      .orderBy(asc(s.notices.id))
      .limit(p('limit')),
  );
  return async (tx: Reader, now: number, limit: number): Promise<NoticeCandidate[]> =>
    await due(tx, { now, limit });
}

const byId = statement((db, s, p) =>
  db
    .select()
    .from(s.notices)
    .where(eq(s.notices.id, p('id'))),
);

const take = statement((db, s, p) =>
  db
    .update(s.notices)
    .set({ leaseEpoch: p('leaseEpoch'), leaseUntil: p('leaseUntil'), begun: 'post' })
    .where(and(eq(s.notices.id, p('id')), eq(s.notices.leaseEpoch, p('before')))),
);

/** Claims the notices that are still free. `begun` of the returned row is what an earlier holder never reported. */
export async function claimNotices(
  tx: Tx,
  ids: readonly number[],
  now: number,
  leaseUntil: number,
): Promise<NoticeRow[]> {
  const claimed: NoticeRow[] = [];
  for (const id of ids) {
    const [notice] = await byId(tx, { id });
    if (notice === undefined || notice.state !== 'owed') continue;
    if (notice.leaseUntil > now || notice.nextAt > now) continue;
    const leaseEpoch = notice.leaseEpoch + 1;
    const { changes } = await take(tx, { id, before: notice.leaseEpoch, leaseEpoch, leaseUntil });
    if (changes === 1) claimed.push({ ...notice, leaseEpoch, leaseUntil });
  }
  return claimed;
}

type Held = Pick<NoticeRow, 'id' | 'leaseEpoch'>;

const close = statement((db, s, p) =>
  db
    .update(s.notices)
    .set({
      state: p('state'),
      ref: p('ref'),
      message: p('message'),
      note: p('note'),
      begun: 'none',
      leaseUntil: 0,
    })
    .where(and(eq(s.notices.id, p('id')), eq(s.notices.leaseEpoch, p('epoch')))),
);

/** It was sent, or will not be (`note` says why). False when the lease was lost. */
export async function closeNotice(
  tx: Tx,
  notice: Held,
  end: { state: 'sent' | 'dropped'; ref: MessageRef | null; note: string | null },
): Promise<boolean> {
  const message = end.ref?.message ?? null;
  return (await close(tx, { id: notice.id, epoch: notice.leaseEpoch, message, ...end })).changes === 1;
}

/** After a start: what waited for somebody to mend something is looked at again at once. */
export async function retryRefusedNotices(tx: Tx): Promise<void> {
  const { notices } = tx.schema;
  await tx
    .update(notices)
    .set({ nextAt: 0 })
    .where(and(eq(notices.state, sql`'owed'`), eq(notices.begun, 'none'), isNotNull(notices.note)));
}

/** Gives a held notice back for a later attempt. */
export async function releaseNotice(
  tx: Tx,
  notice: Held,
  change: Partial<Pick<NoticeRow, 'begun' | 'nextAt' | 'failures' | 'note'>>,
): Promise<boolean> {
  const { notices } = tx.schema;
  const { changes } = await tx
    .update(notices)
    .set({ ...change, leaseUntil: 0 })
    .where(and(eq(notices.id, notice.id), eq(notices.leaseEpoch, notice.leaseEpoch)));
  return changes === 1;
}
