/**
 * The handle of a click can replace the clicked card, and that is none of the vendor's edits. It is used for what was decided, for what comes right
 * after it, and once more for the end of the run.
 */
import type { Event } from '../domain/event.ts';
import { RANKS } from '../domain/urgency.ts';
import type { Platform } from '../platforms/platform.ts';
import type { Reader } from '../store/database.ts';
import { eventById } from '../store/inbox.ts';
import type { PostRow } from '../store/posts.ts';

/** Slack's address takes five messages (https://docs.slack.dev/interactivity/handling-user-interaction); two are left for answers to the person. */
const USES = 3;
/** The last use is for something urgent. */
const USES_FOR_PROGRESS = 2;
/** A handle that dies while the request is on its way is of no use, in milliseconds. */
const SPARE_MS = 30_000;

export type Offer = Pick<PostRow, 'via' | 'viaUntil' | 'viaUses' | 'message' | 'urgency'>;

/** Whether what is to be shown goes by the click's handle. */
export function goesByHandle({ can }: Pick<Platform, 'can'>, post: Offer, now: number): boolean {
  const uses = post.urgency > RANKS.progress ? USES : USES_FOR_PROGRESS;
  return (
    can.editByClick === true &&
    post.via !== null &&
    post.message !== null &&
    now < post.viaUntil - SPARE_MS &&
    post.viaUses < uses
  );
}

/** Bearer secrets: for the request alone. Undefined when the event is not kept any more. */
export async function handleOf(
  tx: Reader,
  { via }: Pick<PostRow, 'via'>,
): Promise<Event['handle'] | undefined> {
  return via === null ? undefined : (await eventById(tx, via))?.event.handle;
}
