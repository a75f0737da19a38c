/**
 * When edits are short, the call in the thread of a card, which is a new message and counts elsewhere, carries the buttons itself: people can decide
 * though the card lags behind. While such a call is due or under way its card is held back; when it is sent, the card is in no hurry any more.
 */
import { RANKS } from '../domain/urgency.ts';
import type { Platform } from '../platforms/platform.ts';
import type { NoticeCandidate } from '../store/notices.ts';
import type { PostCandidate } from '../store/posts.ts';
import type { Pacing } from './pacing.ts';

export type Carrying = {
  /** Before posts and notices are chosen: which of the calls that are due would carry the buttons of their cards now. */
  plan(notices: readonly NoticeCandidate[], now: number): void;
  /** The post as it is to be paced: like progress while a call carries its buttons. */
  calmed(post: PostCandidate): PostCandidate;
  /** The call is about to be sent: true when it carries the buttons. Right after it was chosen. */
  begin(notice: number): boolean;
  /** It is sent or put off. */
  end(notice: number): void;
};

export function createCarrying(platform: Platform, pacing: Pick<Pacing, 'isShort'>): Carrying {
  /** Posts by their calls. */
  let planned = new Map<number, number>();
  const underWay = new Map<number, number>();

  return {
    plan(notices, now) {
      planned = new Map();
      // Only where the buttons can be taken from the call again, by the click that decides.
      if (platform.can.editByClick !== true || !pacing.isShort(platform, now)) return;
      for (const { id, post, asks } of notices) if (asks && post !== null) planned.set(id, post);
    },
    calmed(post) {
      if (post.urgency !== RANKS.asking) return post;
      const held = [...planned.values(), ...underWay.values()].includes(post.id);
      return held ? { ...post, urgency: RANKS.progress } : post;
    },
    begin(notice) {
      const post = planned.get(notice);
      if (post !== undefined) underWay.set(notice, post);
      return post !== undefined;
    },
    end: (notice) => void underWay.delete(notice),
  };
}
