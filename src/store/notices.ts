import type { MessageRef } from '../domain/event.ts';
import type { NoticeSubject } from '../domain/notice.ts';
import type { Reader, Tx } from './database.ts';
import { and, asc, desc, eq, isNotNull, isNull, lt, lte, or, sql } from './drizzle.ts';
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
      urgent: p('urgent'),
      state: 'owed',
      ref: null,
      nextAt: p('nextAt'),
      createdAt: p('createdAt'),
    })
    .onConflictDoNothing(),
);

/**
 * Owes a room or person a one-off message; the same key is owed once. With `post` it goes into the thread of that post. Before `nextAt` (milliseconds since the epoch) it is
 * not sent.
 */
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
    urgent?: boolean;
    nextAt?: number;
  },
): Promise<void> {
  await insert(tx, { urgent: true, nextAt: 0, ...notice });
}

/** Takes down that somebody who was to be told has no account there. */
export async function insertUnreached(
  tx: Tx,
  notice: Parameters<typeof insertNotice>[1] & { unreached: readonly string[] },
): Promise<void> {
  const { notices } = tx.schema;
  const state = { state: 'dropped', note: 'no-account', closedAt: notice.createdAt };
  await tx
    .insert(notices)
    .values({ ...notice, ...state, ref: null })
    .onConflictDoNothing();
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

/** `asks`: it calls people to decide a question. */
export type NoticeCandidate = Pick<NoticeRow, 'id' | 'run' | 'room' | 'post' | 'urgent'> & { asks: boolean };

/** The look for owed notices of this chat or channel that are nobody's and whose thread is there: the urgent ones first, then the oldest. */
export function createDueNotices(platform: string) {
  const due = statement((db, s, p) =>
    db
      .select({
        id: s.notices.id,
        run: s.notices.run,
        room: s.notices.room,
        post: s.notices.post,
        urgent: s.notices.urgent,
        subject: s.notices.subject,
      })
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
      .orderBy(desc(s.notices.urgent), asc(s.notices.id))
      .limit(p('limit')),
  );
  return async (tx: Reader, now: number, limit: number): Promise<NoticeCandidate[]> =>
    (await due(tx, { now, limit })).map(({ subject, ...notice }) => ({
      ...notice,
      asks: subject.kind === 'gate-opened',
    }));
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
      unreached: p('unreached'),
      closedAt: p('at'),
      begun: 'none',
      leaseUntil: 0,
    })
    .where(and(eq(s.notices.id, p('id')), eq(s.notices.leaseEpoch, p('epoch')))),
);

/** How a notice ends; `at` in milliseconds since the epoch. */
export type NoticeEnd = {
  state: 'sent' | 'dropped' | 'buried';
  note: string | null;
  at: number;
  ref?: MessageRef;
  unreached?: readonly string[];
};

/** It was sent, is not worth sending any more, or is given up (`note` says why). False when the lease was lost. */
export async function closeNotice(tx: Tx, notice: Held, end: NoticeEnd): Promise<boolean> {
  const { state, note, at, ref = null, unreached = [] } = end;
  const { changes } = await close(tx, {
    id: notice.id,
    epoch: notice.leaseEpoch,
    state,
    note,
    at,
    ref,
    message: ref?.message ?? null,
    unreached: unreached.length === 0 ? null : unreached,
  });
  return changes === 1;
}

const inPlace = statement((db, s, p) =>
  db
    .select({
      id: s.notices.id,
      ref: s.notices.ref,
      post: s.notices.post,
      state: s.notices.state,
      subject: s.notices.subject,
      leaseUntil: s.notices.leaseUntil,
    })
    .from(s.notices)
    .where(
      and(eq(s.notices.run, p('run')), eq(s.notices.platform, p('platform')), eq(s.notices.room, p('room'))),
    )
    .orderBy(asc(s.notices.id)),
);

/** Where a run tells something. */
type NoticePlace = Pick<NoticeRow, 'run' | 'platform' | 'room'>;

/** What this run has told or is to tell a room or person, oldest first. */
export async function noticesIn(
  tx: Reader,
  { run, platform, room }: NoticePlace,
): Promise<Pick<NoticeRow, 'id' | 'ref' | 'post' | 'state' | 'subject' | 'leaseUntil'>[]> {
  return await inPlace(tx, { run, platform, room });
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

/** Deletes messages about no run that were closed before (ms since the epoch); those of runs go with them. */
export async function deleteToldNotices(tx: Tx, before: number): Promise<number> {
  const { notices } = tx.schema;
  const { changes } = await tx.delete(notices).where(and(eq(notices.run, 0), lt(notices.closedAt, before)));
  return changes;
}
