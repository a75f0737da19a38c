import type { MessageRef, Room } from '../domain/event.ts';
import { UpstreamError } from '../errors.ts';
import type { Platform } from '../platforms/platform.ts';
import { withTimeout } from '../time.ts';
import type { OutboxDeps } from './dispatcher.ts';

/** The bot lacks the right to read there, and always will in this room. */
const UNREADABLE = 'missing_scope';

/**
 * What an attempt that was never heard of has left in the room, oldest first. Where the bot may not read (a direct conversation, for
 * Slack), nothing is found: a second message is the lesser evil beside a question that nobody sees.
 */
export async function findCopies(
  { clock, log }: OutboxDeps,
  platform: Platform,
  room: Room,
  sent: { key: string; createdAt: number },
): Promise<MessageRef[]> {
  if (!platform.can.find) return [];
  try {
    return await withTimeout(clock, platform.limits.requestMs, (signal) =>
      platform.find(room, sent.key, sent.createdAt, signal),
    );
  } catch (cause) {
    if (!(cause instanceof UpstreamError) || cause.code !== UNREADABLE) throw cause;
    log.warn(
      { platform: platform.id, code: cause.code },
      'a message that was not heard of cannot be looked up',
    );
    return [];
  }
}
