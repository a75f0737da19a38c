import { RANKS } from '../domain/urgency.ts';
import type { Reader, Tx } from './database.ts';
import { and, eq, inArray, isNull, lte, sql } from './drizzle.ts';
import { noteMoved } from './moved-messages.ts';
import type { PostRow } from './posts.ts';

/** Posts of this platform whose run goes on and whose message is older than `before` (ms since the epoch). */
export async function agedPosts(tx: Reader, platform: string, before: number): Promise<PostRow[]> {
  const { posts, runs } = tx.schema;
  const rows = await tx
    .select({ post: posts })
    .from(runs)
    .innerJoin(posts, eq(posts.run, runs.id))
    .where(
      and(
        inArray(runs.phase, ['pending', 'running', 'suspended']),
        // As an expression: an index on the platform would find the cards of all times, the one on phases those that matter.
        eq(sql<string>`${posts.platform} || ''`, platform),
        eq(posts.state, 'live'),
        lte(posts.postedAt, before),
        isNull(posts.previous),
      ),
    );
  return rows.map(({ post }) => post);
}

/** The card is owed anew under another key; its older message is kept in mind until it points to the newer one. Skips a post that is leased. */
export async function reissuePost(tx: Tx, post: PostRow, key: string, now: number): Promise<boolean> {
  const { posts } = tx.schema;
  if (post.ref === null) return false;
  const { changes } = await tx
    .update(posts)
    .set({
      key,
      previous: { ref: post.ref, key: post.key, postedAt: post.postedAt },
      ref: null,
      message: null,
      hash: null,
      postedAt: null,
      begun: 'none',
      reissues: post.reissues + 1,
      wanted: post.wanted + 1,
      urgency: RANKS.asking,
      via: null,
      nextAt: now,
      failures: 0,
    })
    .where(and(eq(posts.id, post.id), eq(posts.leaseEpoch, post.leaseEpoch), lte(posts.leaseUntil, now)));
  if (changes === 1) await noteMoved(tx, post);
  return changes === 1;
}
