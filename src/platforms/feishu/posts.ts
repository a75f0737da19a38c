import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Card } from '../../domain/card.ts';
import type { MessageRef, Room } from '../../domain/event.ts';
import { directAccount } from '../../domain/platform-ability.ts';
import { UpstreamError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Platform } from '../platform.ts';
import type { FeishuCard } from './elements.ts';
import type { People } from './people.ts';
import { renderCard, renderPlain } from './render.ts';
import type { Web } from './web.ts';

/** https://open.feishu.cn/document/server-docs/im-v1/message/create */
const sentMessage = z.looseObject({
  data: z.looseObject({
    message_id: z.string().min(1),
    chat_id: z.string().optional(),
    create_time: z.string().optional(),
  }),
});

const MESSAGES = '/open-apis/im/v1/messages';

/** Cards into messages. A card that Feishu refuses goes out as one line with its buttons: an old card would be worse. */
export function createPosts({
  web,
  people,
  log,
}: {
  web: Web;
  people: People;
  log: Log;
}): Pick<Platform, 'post' | 'edit' | 'remove'> {
  async function plainWhenRefused<T>(
    card: Card,
    key: string,
    signal: AbortSignal,
    send: (card: FeishuCard, key: string) => Promise<T>,
  ): Promise<T> {
    if (callsUnknown(card)) await people.refresh(signal).catch(() => {});
    try {
      return await send(
        renderCard(card, (account) => people.openIdOf(account)),
        key,
      );
    } catch (error) {
      if (!(error instanceof UpstreamError) || error.code !== 'card-refused') throw error;
      log.error({ err: error, key }, 'feishu refused a card: it is shown as one line');
      // Another key: it is another message than the one that was refused.
      return await send(renderPlain(card), `${key} plain`);
    }
  }

  /** Right after the start somebody may be called whom nobody has asked for yet. */
  function callsUnknown(card: Card): boolean {
    if (people.state().asked) return false;
    return card.parts.some(
      (part) =>
        part.kind === 'text' &&
        part.text.some(
          (span) => typeof span !== 'string' && span.kind === 'mention' && span.account !== undefined,
        ),
    );
  }

  /** A person is asked for once more before their message is given up. */
  async function receiverOf(room: Room, signal: AbortSignal): Promise<{ type: string; id: string }> {
    const account = directAccount(room.id);
    if (account === undefined) return { type: 'chat_id', id: room.id };
    if (people.openIdOf(account) === undefined && !people.state().asked) await people.refresh(signal);
    const id = people.openIdOf(account);
    if (id !== undefined) return { type: 'open_id', id };
    throw new UpstreamError('rejected', 'room-gone', 'nobody is known by this account in Feishu');
  }

  return {
    async post(room, card, key, signal): Promise<MessageRef> {
      const receiver = room.thread === undefined ? await receiverOf(room, signal) : undefined;
      const answer = await plainWhenRefused(card, key, signal, async (content, uuidOf) => {
        const data = { msg_type: 'interactive', content: JSON.stringify(content), uuid: uuid(uuidOf) };
        if (room.thread !== undefined) {
          const url = `${MESSAGES}/${encodeURIComponent(room.thread)}/reply`;
          return await web.call({ method: 'POST', url, data }, signal).catch(threadGone);
        }
        return await web.call(
          {
            method: 'POST',
            url: MESSAGES,
            params: { receive_id_type: receiver?.type },
            data: { receive_id: receiver?.id, ...data },
          },
          signal,
        );
      });
      const sent = sentMessage.safeParse(answer).data?.data;
      if (sent === undefined) {
        throw new UpstreamError('unknown', 'bad-answer', 'the new message was not named in the answer');
      }
      const at = Number(sent.create_time ?? Number.NaN);
      // A direct room stays what it is: edits and replies do not need the chat behind it.
      const chat = directAccount(room.id) === undefined ? (sent.chat_id ?? room.id) : room.id;
      return { room: chat, message: sent.message_id, ...(Number.isNaN(at) ? {} : { at }) };
    },

    async edit(ref, card, key, signal) {
      await plainWhenRefused(card, key, signal, (content) =>
        web.call({ method: 'PATCH', url: pathOf(ref), data: { content: JSON.stringify(content) } }, signal),
      );
    },

    async remove(ref, signal) {
      try {
        await web.call({ method: 'DELETE', url: pathOf(ref) }, signal);
      } catch (error) {
        // Gone is what was wanted.
        if (!(error instanceof UpstreamError) || error.code !== 'message-gone') throw error;
      }
    },
  };
}

/** What a new message hangs on is its room. */
function threadGone(error: unknown): never {
  if (!(error instanceof UpstreamError) || error.code !== 'message-gone') throw error;
  throw new UpstreamError('rejected', 'room-gone', error.message, { cause: error.cause });
}

function pathOf(ref: MessageRef): string {
  return `${MESSAGES}/${encodeURIComponent(ref.message)}`;
}

/** At most 50 characters; the same key is the same message for an hour. */
export function uuid(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 40);
}
