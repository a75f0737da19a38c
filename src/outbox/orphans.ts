/**
 * Gives up what is owed to a chat or channel that is not configured any more: no lane of this server carries it, so it would stay owed for ever and nobody
 * would hear of it. Cards are left alone: they go on when the chat is there again.
 */
import { STEP_OUTLETS, stepOutlet } from '../domain/notice.ts';
import type { Log } from '../log.ts';
import type { Database } from '../store/database.ts';
import { claimNotices, closeNotice } from '../store/notices.ts';
import { orphanedNotices } from '../store/orphans.ts';
import { wantPosts } from '../store/posts.ts';
import { type Clock, createLoop, type Loop } from '../time.ts';

const LOOK_EVERY_MS = 3600 * 1000;
/** Another server of the same database may have the outlet configured; it is through with a notice a day after that was owed. */
const GRACE_MS = 2 * 24 * 3600 * 1000;
const BATCH_ROWS = 200;

/** `outlets`: config keys of the platforms and channels of this server. `buried`: cards have something to say. */
export function createOrphans(
  { db, clock, log, outlets }: { db: Database; clock: Clock; log: Log; outlets: readonly string[] },
  buried: () => void,
): Loop {
  // Whoever waits for a workflow's own message hears of it from the lane alone.
  const known = [...outlets, ...STEP_OUTLETS.map(stepOutlet)];

  async function look(): Promise<number> {
    const now = clock.now();
    const rows = await orphanedNotices(db.read, known, now, now - GRACE_MS, BATCH_ROWS);
    for (const { id, platform, run } of rows) {
      const done = await db.tx(async (tx) => {
        // Claimed first: another server that has the outlet may be about to send it.
        const [held] = await claimNotices(tx, [id], now, now);
        if (held === undefined) return false;
        await closeNotice(tx, held, { state: 'buried', note: 'outlet-gone', at: now });
        // Its card says who was not told.
        await wantPosts(tx, run, 'progress');
        return true;
      });
      if (done) log.warn({ notice: id, run, to: platform, because: 'outlet-gone' }, 'a notice was buried');
    }
    if (rows.length > 0) buried();
    return rows.length < BATCH_ROWS ? LOOK_EVERY_MS : 0;
  }

  return createLoop(clock, look, (cause) => log.error({ cause }, 'looking for orphaned notices failed'));
}
