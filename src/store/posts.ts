import type { MessageRef } from '../domain/event.ts';
import { RANKS, type Urgency } from '../domain/urgency.ts';
import type { Reader, Tx } from './database.ts';
import { and, asc, desc, eq, gt, isNotNull, isNull, lte, sql } from './drizzle.ts';
import { postOfMoved } from './moved-messages.ts';
import type { Schema } from './schema.ts';
import { statement } from './statement.ts';

export type PostRow = Schema['posts']['$inferSelect'];

const insert = statement((db, s, p) =>
  db
    .insert(s.posts)
    .values({
      run: p('run'),
      platform: p('platform'),
      room: p('room'),
      thread: null,
      key: p('key'),
      ref: null,
      wanted: 1,
      createdAt: p('createdAt'),
    })
    .onConflictDoNothing(),
);

/** Owes a room the card of a run; a room that has it already keeps it. */
export async function insertPost(
  tx: Tx,
  post: { run: number; platform: string; room: string; key: string; createdAt: number },
): Promise<void> {
  await insert(tx, post);
}

const want = statement((db, s, p) =>
  db
    .update(s.posts)
    .set({
      wanted: sql`${s.posts.wanted} + 1`,
      urgency: sql`case when ${s.posts.wanted} > ${s.posts.shown} and ${s.posts.urgency} > ${p('rank')}
        then ${s.posts.urgency} else ${p('rank')} end`,
    })
    .where(and(eq(s.posts.run, p('run')), eq(s.posts.state, 'live'))),
);

/** Something that the cards show has changed. What is not shown yet is as urgent as the most urgent of its changes. */
export async function wantPosts(tx: Tx, run: number, urgency: Urgency): Promise<void> {
  await want(tx, { run, rank: RANKS[urgency] });
}

const calm = statement((db, s, p) =>
  db
    .update(s.posts)
    // First among the unhurried, unless it has to wait for what was begun.
    .set({
      urgency: 0,
      nextAt: sql`case when ${s.posts.begun} = 'none' and ${s.posts.failures} = 0 then 0 else ${s.posts.nextAt} end`,
    })
    .where(
      and(
        eq(s.posts.id, p('id')),
        eq(s.posts.urgency, sql`${RANKS.asking}`),
        gt(s.posts.wanted, s.posts.shown),
      ),
    ),
);

/** Another message in the room says what people are asked, or what they decided: the card is in no hurry. Only while the run has not ended. */
export async function calmPost(tx: Tx, id: number): Promise<void> {
  await calm(tx, { id });
}

const offerVia = statement((db, s, p) =>
  db
    .update(s.posts)
    .set({ via: p('via'), viaUntil: p('viaUntil'), viaUses: 0 })
    .where(and(eq(s.posts.id, p('id')), eq(s.posts.message, p('message')))),
);

/** Somebody clicked on the post's message: the handle of that event (its inbox row) can replace it until `viaUntil`. */
export async function offerHandle(
  tx: Tx,
  id: number,
  offer: { message: string; via: number; viaUntil: number },
): Promise<void> {
  await offerVia(tx, { id, ...offer });
}

const ofRun = statement((db, s, p) =>
  db
    .select()
    .from(s.posts)
    .where(eq(s.posts.run, p('run'))),
);

export async function postsOfRun(tx: Reader, run: number): Promise<PostRow[]> {
  return (await ofRun(tx, { run })).sort((a, b) => a.id - b.id);
}

const byMessage = statement((db, s, p) =>
  db
    .select()
    .from(s.posts)
    .where(
      and(
        eq(s.posts.platform, p('platform')),
        eq(s.posts.room, p('room')),
        eq(s.posts.message, p('message')),
      ),
    ),
);

/** The post that a reply or click hangs on, also on a message that it had before. */
export async function postByMessage(
  tx: Reader,
  platform: string,
  room: string,
  message: string,
): Promise<PostRow | undefined> {
  const [post] = await byMessage(tx, { platform, room, message });
  return post ?? (await postOfMoved(tx, platform, room, message));
}

const unheard = statement((db, s, p) =>
  db
    .select({ id: s.posts.id })
    .from(s.posts)
    .where(
      and(
        eq(s.posts.platform, p('platform')),
        eq(s.posts.room, p('room')),
        isNull(s.posts.message),
        eq(s.posts.begun, 'post'),
        eq(s.posts.state, 'live'),
      ),
    )
    .limit(1),
);

/** A message may stand in the room already whose posting was not heard of. */
export async function hasUnheardPost(tx: Reader, platform: string, room: string): Promise<boolean> {
  return (await unheard(tx, { platform, room })).length > 0;
}

/** `message` is null for a card that is still to be posted. */
export type PostCandidate = Pick<
  PostRow,
  'id' | 'room' | 'urgency' | 'message' | 'via' | 'viaUntil' | 'viaUses'
>;

/**
 * The look for posts of this platform that show less than they should and are nobody's: the urgent ones first, then new ones, then those
 * that were edited longest ago, so that nobody's changes wait for ever behind somebody else's.
 */
export function createDuePosts(platform: string) {
  const due = statement((db, s, p) =>
    db
      .select({
        id: s.posts.id,
        room: s.posts.room,
        urgency: s.posts.urgency,
        message: s.posts.message,
        via: s.posts.via,
        viaUntil: s.posts.viaUntil,
        viaUses: s.posts.viaUses,
      })
      .from(s.posts)
      .where(
        and(
          eq(s.posts.state, sql`'live'`),
          lte(s.posts.nextAt, p('now')),
          lte(s.posts.leaseUntil, p('now')),
          gt(s.posts.wanted, s.posts.shown),
          // As an expression: an index on the platform would find nearly all rows, the one of waiting rows few.
          eq(sql<string>`${s.posts.platform} || ''`, platform),
        ),
      )
      .orderBy(desc(s.posts.urgency), asc(s.posts.nextAt), asc(s.posts.id))
      .limit(p('limit')),
  );
  return async (tx: Reader, now: number, limit: number): Promise<PostCandidate[]> =>
    await due(tx, { now, limit });
}

const byId = statement((db, s, p) =>
  db
    .select()
    .from(s.posts)
    .where(eq(s.posts.id, p('id'))),
);

export async function postById(tx: Reader, id: number): Promise<PostRow | undefined> {
  return (await byId(tx, { id }))[0];
}

const take = statement((db, s, p) =>
  db
    .update(s.posts)
    .set({ leaseEpoch: p('leaseEpoch'), leaseUntil: p('leaseUntil'), begun: p('begun') })
    .where(and(eq(s.posts.id, p('id')), eq(s.posts.leaseEpoch, p('before')))),
);

/**
 * Claims the posts that are still free and writes down what is about to be tried. `begun` of the returned row is what an earlier
 * holder had begun and never reported: its outcome is not known.
 */
export async function claimPosts(
  tx: Tx,
  ids: readonly number[],
  now: number,
  leaseUntil: number,
): Promise<PostRow[]> {
  const claimed: PostRow[] = [];
  for (const id of ids) {
    const [post] = await byId(tx, { id });
    if (post === undefined || post.state !== 'live') continue;
    if (post.leaseUntil > now || post.nextAt > now || post.wanted <= post.shown) continue;
    const leaseEpoch = post.leaseEpoch + 1;
    // What an earlier holder left unknown stays written down until it is cleared up.
    const begun = post.begun !== 'none' ? post.begun : post.ref === null ? 'post' : 'edit';
    const { changes } = await take(tx, { id, before: post.leaseEpoch, leaseEpoch, leaseUntil, begun });
    if (changes === 1) claimed.push({ ...post, leaseEpoch, leaseUntil });
  }
  return claimed;
}

type Held = Pick<PostRow, 'id' | 'leaseEpoch'>;

const saveShown = statement((db, s, p) =>
  db
    .update(s.posts)
    .set({
      ref: p('ref'),
      message: p('message'),
      shown: p('shown'),
      hash: p('hash'),
      begun: 'none',
      failures: 0,
      note: null,
      // Cards that were shown longest ago go first.
      nextAt: p('at'),
      viaUses: sql`${s.posts.viaUses} + ${p('viaUses')}`,
      postedAt: sql`coalesce(${s.posts.postedAt}, ${p('at')})`,
      leaseUntil: 0,
    })
    .where(and(eq(s.posts.id, p('id')), eq(s.posts.leaseEpoch, p('epoch')))),
);

/** The room shows version `shown`. False when the lease was lost. */
export async function markShown(
  tx: Tx,
  post: Held,
  shown: { ref: MessageRef; shown: number; hash: string | null; at: number; byHandle: boolean },
): Promise<boolean> {
  const { changes } = await saveShown(tx, {
    id: post.id,
    epoch: post.leaseEpoch,
    ref: shown.ref,
    message: shown.ref.message,
    shown: shown.shown,
    hash: shown.hash,
    at: shown.at,
    viaUses: shown.byHandle ? 1 : 0,
  });
  return changes === 1;
}

/** After a start: what waited for somebody to mend something (a token, an invitation) is looked at again at once. */
export async function retryRefusedPosts(tx: Tx): Promise<void> {
  const { posts } = tx.schema;
  await tx
    .update(posts)
    .set({ nextAt: 0 })
    .where(
      and(
        eq(posts.state, sql`'live'`),
        gt(posts.wanted, posts.shown),
        eq(posts.begun, 'none'),
        isNotNull(posts.note),
      ),
    );
}

/** Changes a held post and gives it back. `begun` other than 'none' keeps an unknown attempt in mind. */
export async function releasePost(
  tx: Tx,
  post: Held,
  change: Partial<
    Pick<
      PostRow,
      | 'begun'
      | 'nextAt'
      | 'failures'
      | 'note'
      | 'ref'
      | 'message'
      | 'hash'
      | 'state'
      | 'key'
      | 'reposts'
      | 'shown'
      | 'previous'
      | 'postedAt'
      | 'via'
    >
  >,
): Promise<boolean> {
  const { posts } = tx.schema;
  const { changes } = await tx
    .update(posts)
    .set({ ...change, leaseUntil: 0 })
    .where(and(eq(posts.id, post.id), eq(posts.leaseEpoch, post.leaseEpoch)));
  return changes === 1;
}
