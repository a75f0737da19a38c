import { z } from 'zod';
import type { MessageRef, Room } from '../../domain/event.ts';
import { UpstreamError } from '../../errors.ts';
import type { Channels } from './channels.ts';
import { slackCode } from './errors.ts';
import { instantOf } from './timestamp.ts';
import type { Web } from './web.ts';

/** Every message of ours carries its key in its metadata (https://docs.slack.dev/messaging/message-metadata). */
const EVENT_TYPE = 'greenlight_post';

export function postMetadata(key: string): { event_type: string; event_payload: { key: string } } {
  return { event_type: EVENT_TYPE, event_payload: { key } };
}

/** Slack's largest advised page (https://docs.slack.dev/reference/methods/conversations.history). */
const PAGE = 200;
/** A room in which more than this was written since the post is searched no further. */
const MAX_PAGES = 50;
/** `since` is by our clock, a message's `ts` by Slack's. */
const CLOCK_MARGIN_MS = 5 * 60_000;

const page = z.looseObject({
  messages: z
    .array(
      z.looseObject({
        ts: z.string(),
        bot_id: z.string().optional(),
        metadata: z
          .looseObject({ event_type: z.string(), event_payload: z.looseObject({ key: z.unknown() }) })
          .optional()
          .catch(undefined),
      }),
    )
    .default([]),
  response_metadata: z.looseObject({ next_cursor: z.string().optional() }).optional(),
});
type Page = z.infer<typeof page>;

export type FindOptions = {
  web: Web;
  channels: Channels;
  room: Room;
  key: string;
  since: number;
  botId: string;
  signal: AbortSignal;
};

/** All messages of ours in the room that carry the key, oldest first. */
export async function findPosts({
  web,
  channels,
  room,
  key,
  since,
  botId,
  signal,
}: FindOptions): Promise<MessageRef[]> {
  const oldest = Math.max(since - CLOCK_MARGIN_MS, 0) / 1000;
  const channel = await channels.of(room.id, signal);
  const common = {
    channel,
    oldest: oldest.toFixed(6),
    inclusive: true,
    include_all_metadata: true,
    limit: PAGE,
  };
  const found: string[] = [];
  let cursor = '';
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const args = cursor === '' ? common : { ...common, cursor };
    const read = await readPage(web, args, room.thread, signal);
    for (const message of read.messages) {
      const ours = message.bot_id === botId && message.metadata?.event_type === EVENT_TYPE;
      if (ours && message.metadata?.event_payload.key === key && Number(message.ts) >= oldest)
        found.push(message.ts);
    }
    cursor = read.response_metadata?.next_cursor ?? '';
    if (cursor === '') {
      // Fixed width: seconds have had ten digits since 2001 and will until 2286.
      return found.sort().map((ts) => ({ room: channel, message: ts, at: instantOf(ts) }));
    }
  }
  throw new UpstreamError(
    'rejected',
    'room-too-busy',
    `more than ${PAGE * MAX_PAGES} messages since the post`,
  );
}

type PageArguments = {
  channel: string;
  oldest: string;
  inclusive: boolean;
  include_all_metadata: boolean;
  limit: number;
  cursor?: string;
};

async function readPage(
  web: Web,
  args: PageArguments,
  thread: string | undefined,
  signal: AbortSignal,
): Promise<Page> {
  const answer =
    thread === undefined
      ? web.call('conversations.history', signal, (client) => client.conversations.history(args))
      : web.call('conversations.replies', signal, (client) =>
          client.conversations.replies({ ...args, ts: thread }),
        );
  const read = page.safeParse(await answer.catch(nothingInMissingThread));
  if (read.success) return read.data;
  throw new UpstreamError('unknown', 'bad-answer', 'Slack answered with messages that cannot be read', {
    cause: read.error,
  });
}

/** Without its first message a thread has nothing to be found in. */
function nothingInMissingThread(error: unknown): { messages: [] } {
  if (error instanceof UpstreamError && slackCode(error) === 'thread_not_found') return { messages: [] };
  throw error;
}
