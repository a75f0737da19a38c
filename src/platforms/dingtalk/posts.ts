import { z } from 'zod';
import type { Card } from '../../domain/card.ts';
import type { MessageRef, Room } from '../../domain/event.ts';
import { directAccount } from '../../domain/platform-ability.ts';
import { UpstreamError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Clock } from '../../time.ts';
import type { Platform } from '../platform.ts';
import type { Api } from './api.ts';
import { type CardKind, createCards } from './cards.ts';
import { sendDirect } from './direct-message.ts';
import { toUpstreamError } from './errors.ts';
import { foundMessage, foundTrackId, trackIdOf } from './names.ts';
import type { People } from './people.ts';
import { renderCard } from './render.ts';

export type PostsOptions = {
  api: Api;
  robotCode: string;
  kind: CardKind;
  people: People;
  clock: Clock;
  log: Log;
};

/** https://open.dingtalk.com/document/orgapp/batch-message-recall-chat and …/enterprise-chatbot-withdraws-internal-group-messages */
const RECALL_DIRECT = 'POST /v1.0/robot/otoMessages/batchRecall';
const RECALL_GROUP = 'POST /v1.0/robot/groupMessages/recall';

const recalled = z.looseObject({ failedResult: z.record(z.string(), z.unknown()).nullish() });

/** Cards and messages in groups and direct conversations. */
export function createPosts(options: PostsOptions): Pick<Platform, 'post' | 'edit' | 'find' | 'remove'> {
  const { api, robotCode, people, clock, log } = options;
  const cards = createCards({ api, robotCode, kind: options.kind });

  /** The staff id behind a direct room; undefined for a group. */
  function receiver(room: string): string | undefined {
    const account = directAccount(room);
    if (account === undefined) return undefined;
    const staffId = people.staffIdOf(account);
    if (staffId !== undefined) return staffId;
    // Right after the start the question for the number is still on its way: nothing is wrong that somebody must mend.
    const isAsked = !people.unresolved().some((one) => one.account === account && one.code === 'not-asked');
    throw isAsked
      ? new UpstreamError('rejected', 'person-unknown', 'nobody in DingTalk is known by this account')
      : new UpstreamError('unreachable', 'person-not-asked', 'DingTalk was not asked for this number yet');
  }

  return {
    async post(room: Room, card: Card, key: string, signal: AbortSignal): Promise<MessageRef> {
      const staffId = receiver(room.id);
      const at = clock.now();
      if (staffId !== undefined && isNotice(card)) {
        const { summary: title, body: text } = renderCard(card);
        const message = { msgKey: 'sampleMarkdown', msgParam: { title, text } } as const;
        return { room: room.id, message: await sendDirect({ api, robotCode }, staffId, message, signal), at };
      }
      const trackId = trackIdOf(room.id, key);
      const target = staffId === undefined ? { group: room.id } : { staffId };
      return { room: room.id, message: await cards.post(target, trackId, card, signal), at };
    },

    async edit(ref, card, key, signal) {
      if (directAccount(ref.room) !== undefined && isNotice(card))
        throw new UpstreamError('rejected', 'message-gone', 'a message of a robot cannot be edited');
      await cards.edit(foundTrackId(ref.message) ?? trackIdOf(ref.room, key), card, signal);
    },

    async find(room, key, _since, signal) {
      const trackId = trackIdOf(room.id, key);
      try {
        await cards.probe(trackId, signal);
      } catch (error) {
        const known = toUpstreamError('find', error);
        if (known.outcome === 'rejected' && known.code === 'message-gone') return [];
        throw known;
      }
      return [{ room: room.id, message: foundMessage(trackId) }];
    },

    async remove(ref, signal) {
      const trackId = foundTrackId(ref.message);
      if (trackId !== undefined) return await cards.clear(trackId, signal);
      const direct = directAccount(ref.room) !== undefined;
      const said = await api.call(
        direct ? RECALL_DIRECT : RECALL_GROUP,
        {
          robotCode,
          processQueryKeys: [ref.message],
          ...(direct ? {} : { openConversationId: ref.room }),
        },
        signal,
      );
      // Gone already is what was wanted; DingTalk does not tell that apart from other failures.
      const failed = Object.keys(recalled.safeParse(said).data?.failedResult ?? {}).length;
      if (failed > 0) log.warn({ room: ref.room }, 'dingtalk did not take a message away');
    },
  };
}

/** Texts alone: a message does, which unlike a card notifies. */
function isNotice(card: Card): boolean {
  return card.parts.every((part) => part.kind === 'text');
}
