import { createHash } from 'node:crypto';
import { directAccount } from '../../domain/platform-ability.ts';

/**
 * The names that a card of ours has. Its `outTrackId` (`cardBizId` of a StandardCard) follows from the key that it was posted with, so that a
 * card whose posting was not heard of is found again by it. It also says whether the card lives in somebody's direct conversation, where a
 * click does not name a room that we can post to.
 */
export function trackIdOf(room: string, key: string): string {
  const digest = createHash('sha256').update(key).digest('hex').slice(0, 32);
  return `${directAccount(room) === undefined ? GROUP : DIRECT}${digest}`;
}

const GROUP = 'greenlight-g-';
const DIRECT = 'greenlight-d-';

export function isOurs(trackId: string): boolean {
  return trackId.startsWith(GROUP) || trackId.startsWith(DIRECT);
}

export function isDirect(trackId: string): boolean {
  return trackId.startsWith(DIRECT);
}

const FOUND = 'found:';

/**
 * What names a card that was looked up: DingTalk tells its `carrierId`, which a quote names, only to the one who posted it. `edit` does not need
 * it. Taking such a card away is emptying it, and a quote of it names no card of ours.
 */
export function foundMessage(trackId: string): string {
  return FOUND + trackId;
}

/** The `outTrackId` in such a name; undefined for a `carrierId` or `processQueryKey`. */
export function foundTrackId(message: string): string | undefined {
  return message.startsWith(FOUND) ? message.slice(FOUND.length) : undefined;
}
