import type { Reader, Tx } from './database.ts';
import { and, eq } from './drizzle.ts';
import type { PostRow } from './posts.ts';
import { statement } from './statement.ts';

const insertMoved = statement((db, s, p) =>
  db
    .insert(s.movedMessages)
    .values({ post: p('post'), platform: p('platform'), room: p('room'), message: p('message') })
    .onConflictDoNothing(),
);

/** The card goes on in another message than this one: replies to it are still about that card. */
export async function noteMoved(tx: Tx, post: PostRow): Promise<void> {
  const { id, platform, room, message } = post;
  if (message !== null) await insertMoved(tx, { post: id, platform, room, message });
}

const byMoved = statement((db, s, p) =>
  db
    .select({ post: s.posts })
    .from(s.movedMessages)
    .innerJoin(s.posts, eq(s.posts.id, s.movedMessages.post))
    .where(
      and(
        eq(s.movedMessages.platform, p('platform')),
        eq(s.movedMessages.room, p('room')),
        eq(s.movedMessages.message, p('message')),
      ),
    ),
);

/** The post that had this message before it went on in another one. */
export async function postOfMoved(
  tx: Reader,
  platform: string,
  room: string,
  message: string,
): Promise<PostRow | undefined> {
  return (await byMoved(tx, { platform, room, message }))[0]?.post;
}
