import type { Card } from '../../domain/card.ts';
import type { MessageRef, Room } from '../../domain/event.ts';
import { UpstreamError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Platform } from '../platform.ts';
import type { Channels } from './channels.ts';
import { slackCode } from './errors.ts';
import { postMetadata } from './find.ts';
import { type CardMessage, renderCard, renderPlain } from './render.ts';
import type { ResponseUrls } from './response-url.ts';
import { instantOf } from './timestamp.ts';
import type { Web } from './web.ts';

/** Cards into messages. A card that Slack refuses goes out as one line with its buttons: an old card would be worse. */
export function createPosts({
  web,
  channels,
  responseUrls,
  log,
}: {
  web: Web;
  channels: Channels;
  responseUrls: ResponseUrls;
  log: Log;
}): Pick<Platform, 'post' | 'edit' | 'remove'> {
  async function plainWhenRefused<T>(
    card: Card,
    key: string,
    send: (message: CardMessage) => Promise<T>,
  ): Promise<T> {
    try {
      return await send(renderCard(card));
    } catch (error) {
      if (!(error instanceof UpstreamError) || error.code !== 'card-refused') throw error;
      log.error({ err: error, key }, 'slack refused a card: it is shown as one line');
      return await send(renderPlain(card));
    }
  }

  return {
    async post(room: Room, card: Card, key: string, signal: AbortSignal): Promise<MessageRef> {
      const channel = await channels.of(room.id, signal);
      const posted = await plainWhenRefused(card, key, ({ text, blocks }) =>
        web.call('chat.postMessage', signal, (client) =>
          client.chat.postMessage({
            channel,
            text,
            blocks,
            metadata: postMetadata(key),
            unfurl_links: false,
            unfurl_media: false,
            ...(room.thread ? { thread_ts: room.thread } : {}),
          }),
        ),
      );
      if (!posted.channel || !posted.ts) {
        throw new UpstreamError('unknown', 'bad-answer', 'chat.postMessage was answered without the message');
      }
      return { room: posted.channel, message: posted.ts, at: instantOf(posted.ts) };
    },

    async edit(ref, card, key, signal, handle) {
      // What Slack refuses there is told better by chat.update, which then comes.
      if (handle !== undefined) return await responseUrls.replace(handle, card, signal);
      await plainWhenRefused(card, key, ({ text, blocks }) =>
        web.call('chat.update', signal, (client) =>
          client.chat.update({
            channel: ref.room,
            ts: ref.message,
            text,
            blocks,
            metadata: postMetadata(key),
          }),
        ),
      );
    },

    async remove(ref, signal) {
      try {
        await web.call('chat.delete', signal, (client) =>
          client.chat.delete({ channel: ref.room, ts: ref.message }),
        );
      } catch (error) {
        // Gone is what was wanted.
        if (!(error instanceof UpstreamError) || slackCode(error) !== 'message_not_found') throw error;
      }
    },
  };
}
