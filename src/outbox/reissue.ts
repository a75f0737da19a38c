/** Cards are posted anew before the vendor's window for edits closes: a card that nobody can edit any more would show old buttons for ever. */
import type { Platform } from '../platforms/platform.ts';
import { agedPosts, reissuePost } from '../store/reissues.ts';
import type { OutboxDeps } from './dispatcher.ts';
import { keyAnew } from './post-shower.ts';

/** How long before the window closes; a server that is away for a shorter time misses nothing. */
const BEFORE_END_MS = 24 * 3600 * 1000;
const LOOK_EVERY_MS = 3600 * 1000;

/**
 * Owes the aged cards of the platform anew, once an hour; call it as often as you like. A card that is just being shown is looked for again at
 * the next call.
 */
export function createReissue(
  { db, clock, log }: Pick<OutboxDeps, 'db' | 'clock' | 'log'>,
  { id, limits }: { id: string; limits: Pick<Platform['limits'], 'editWindowMs'> },
): () => Promise<void> {
  let lookAt = 0;
  return async () => {
    const now = clock.now();
    if (limits.editWindowMs === undefined || now < lookAt) return;
    lookAt = now + LOOK_EVERY_MS;
    const aged = await agedPosts(db.read, id, now - (limits.editWindowMs - BEFORE_END_MS));
    for (const post of aged) {
      const key = keyAnew(post.key, post.reposts + post.reissues + 1);
      if (await db.tx((tx) => reissuePost(tx, post, key, now)))
        log.info({ post: post.id }, 'a card is posted anew before its message can no longer be edited');
      else lookAt = now;
    }
  };
}
