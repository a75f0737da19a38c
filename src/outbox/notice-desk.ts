/** What becomes of a claimed notice, written down with what follows from it. */
import type { MessageRef } from '../domain/event.ts';
import { FAILURES_SHOWN, questionOf } from '../domain/notice.ts';
import { UpstreamError } from '../errors.ts';
import { approvalById } from '../store/approvals.ts';
import type { Tx } from '../store/database.ts';
import { closeNotice, type NoticeEnd, type NoticeRow, releaseNotice } from '../store/notices.ts';
import { calmPost, wantPosts } from '../store/posts.ts';
import { backoff, mendable } from './backoff.ts';
import type { OutboxDeps } from './dispatcher.ts';
import type { Pacing } from './pacing.ts';

/** Each resolves with the milliseconds after which the lane should look again. */
export type NoticeDesk = {
  /** `carries`: it has the buttons of its card, which is in no hurry any more. */
  sent(
    notice: NoticeRow,
    what: { ref?: MessageRef; unreached?: readonly string[]; carries?: boolean },
  ): Promise<number>;
  /** It is not worth anybody's attention any more. */
  drop(notice: NoticeRow, because: string): Promise<number>;
  /** Somebody should have heard of it, and will not. */
  bury(notice: NoticeRow, because: string): Promise<number>;
  /** It waits for something of ours. */
  later(notice: NoticeRow, ms: number): Promise<number>;
  failed(notice: NoticeRow, cause: unknown): Promise<number>;
};

export type NoticeLane = {
  id: string;
  /** How long after a request was given up it may still take effect, in milliseconds. */
  settleMs: number;
  /** How often a notice is sent again of which nobody knows whether it arrived. */
  repeats(notice: NoticeRow): 'always' | 'once' | 'never';
  /** Codes that nobody mends: what is refused so is given up at once. */
  hopeless: readonly string[];
};

/** A message is stale after a day. */
const GIVE_UP_MS = 24 * 3600 * 1000;
const GIVE_UP_FAILURES = 5;

export function createNoticeDesk(
  { db, clock, log, onClosed, closed }: Pick<OutboxDeps, 'db' | 'clock' | 'log' | 'onClosed' | 'closed'>,
  lane: NoticeLane,
  pacing: Pacing,
): NoticeDesk {
  async function close(notice: NoticeRow, end: Omit<NoticeEnd, 'at'>, carries = false): Promise<number> {
    if (end.state !== 'sent')
      log.warn({ notice: notice.id, to: lane.id, because: end.note }, `a notice was ${end.state}`);
    const at = clock.now();
    await db.tx(async (tx) => {
      if (!(await closeNotice(tx, notice, { ...end, at }))) return;
      await onClosed?.(tx, notice, at);
      // Its card says who was not told, or not yet.
      if (end.state === 'buried' || notice.failures >= FAILURES_SHOWN)
        await wantPosts(tx, notice.run, 'progress');
      if (carries) await calmCarried(tx, notice);
    });
    closed?.(notice);
    return 0;
  }

  async function release(
    notice: NoticeRow,
    change: Parameters<typeof releaseNotice>[2] & { nextAt: number },
  ): Promise<number> {
    await db.tx(async (tx) => {
      const isHeld = await releaseNotice(tx, notice, change);
      if (isHeld && change.failures === FAILURES_SHOWN) await wantPosts(tx, notice.run, 'progress');
    });
    return Math.max(0, change.nextAt - clock.now());
  }

  return {
    sent: (notice, { carries, ...what }) => close(notice, { state: 'sent', note: null, ...what }, carries),
    drop: (notice, because) => close(notice, { state: 'dropped', note: because }),
    bury: (notice, because) => close(notice, { state: 'buried', note: because }),
    later: (notice, ms) => release(notice, { begun: notice.begun, nextAt: clock.now() + ms }),
    async failed(notice, cause) {
      const now = clock.now();
      const error = cause instanceof UpstreamError ? cause : undefined;
      const failures = notice.failures + 1;
      const note = error?.code ?? 'error';
      log.warn(
        { notice: notice.id, to: lane.id, code: error?.code, failures, cause },
        'a notice could not be sent yet',
      );
      if (error?.outcome === 'rejected' && ['card-refused', ...lane.hopeless].includes(error.code))
        return await close(notice, { state: 'buried', note });
      if (failures >= GIVE_UP_FAILURES && now - notice.createdAt > GIVE_UP_MS)
        return await close(notice, { state: 'buried', note });
      const { begun } = notice;
      switch (error?.outcome) {
        case 'throttled': {
          const nextAt = now + (error.retryAfterMs ?? backoff(failures));
          pacing.block(lane.id, 'post', notice.room, nextAt);
          return await release(notice, { begun, nextAt, failures });
        }
        case 'unreachable':
          return await release(notice, {
            begun,
            nextAt: now + (error.retryAfterMs ?? backoff(failures)),
            failures,
            note,
          });
        case 'rejected':
          return await release(notice, { begun, nextAt: now + mendable(failures), failures, note });
        case 'unknown':
        case undefined:
          if (lane.repeats(notice) === 'never')
            return await close(notice, { state: 'dropped', note: 'unknown' });
          // Of two nobody knows whether they arrived: a third one is no news.
          if (lane.repeats(notice) === 'once' && begun !== 'none')
            return await close(notice, { state: 'buried', note: 'unknown' });
          return await release(notice, {
            begun: 'post',
            nextAt: now + lane.settleMs,
            failures,
            note: 'unknown',
          });
      }
    },
  };
}

/** People can decide by the call: its card is in no hurry, unless more has happened meanwhile. */
async function calmCarried(tx: Tx, { post, subject }: NoticeRow): Promise<void> {
  const question = questionOf(subject);
  const approval = question === undefined ? undefined : await approvalById(tx, question);
  if (post !== null && approval?.state === 'open') await calmPost(tx, post);
}
