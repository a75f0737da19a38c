import type { SimClock } from '../common/clock.ts';
import type { Json } from '../common/json.ts';
import { acceptBlocks } from './blocks/surfaces.ts';
import { secret } from './ids.ts';
import type { Limits } from './options.ts';
import type { Draft, Room } from './room.ts';
import { SlackError } from './slack-error.ts';
import type { Channel, Ephemeral, Message, World } from './world.ts';

/** What a response_url may change: the message that was clicked, if there was one. */
export type Source = { channel: Channel; user: string; message?: Message; ephemeral?: Ephemeral };

export type ResponseUrls = {
  make(kind: 'commands' | 'actions', source: Source): string;
  /** Performs what was posted to the address. Throws the SlackError that says why not. */
  use(path: string, body: Json): void;
  /** The same body given back with the acknowledgement of a command. */
  answer(source: Source, body: Json): void;
};

type ResponseUrlsOptions = { world: World; room: Room; clock: SimClock; limits: Limits; base: () => string };

/** https://docs.slack.dev/interactivity/handling-user-interaction#message_responses: five times within half an hour. */
export function createResponseUrls({ world, room, clock, limits, base }: ResponseUrlsOptions): ResponseUrls {
  const made = new Map<string, { source: Source; madeAt: number; uses: number }>();

  function perform(source: Source, body: Json): void {
    const { message, ephemeral, channel } = source;
    if (body.delete_original === true || body.delete_original === 'true') {
      if (message && !message.deleted) room.remove(message);
      if (ephemeral && !ephemeral.deleted) room.removeWhisper(ephemeral);
      return;
    }
    const draft = readDraft(body);
    if (body.replace_original === true || body.replace_original === 'true') {
      if (message && !message.deleted) room.edit(message, draft, 'response_url');
      if (ephemeral && !ephemeral.deleted) room.editWhisper(ephemeral, draft);
      return;
    }
    if (body.response_type === 'in_channel') {
      room.post(channel, { user: world.app.botUserId, botId: world.app.botId }, draft);
    } else {
      room.whisper(channel, source.user, draft);
    }
  }

  return {
    make(kind, source) {
      for (const [old, { madeAt }] of made) {
        if (clock.now() - madeAt < 2 * limits.responseUrlMs) break;
        made.delete(old);
      }
      const path = `/${kind}/${world.team.id}/${Math.floor(clock.now())}/${secret(24)}`;
      made.set(path, { source, madeAt: clock.now(), uses: 0 });
      return base() + path;
    },
    use(path, body) {
      const url = made.get(path);
      if (!url) throw new SlackError('no_service');
      if (clock.now() - url.madeAt > limits.responseUrlMs) throw new SlackError('expired_url');
      if (url.uses >= limits.responseUrlUses) throw new SlackError('used_url');
      url.uses += 1;
      perform(url.source, body);
    },
    answer: perform,
  };
}

function readDraft(body: Json): Draft {
  const text = typeof body.text === 'string' ? body.text : '';
  const blocks = body.blocks === undefined ? [] : acceptBlocks(body.blocks);
  if (text === '' && blocks.length === 0) throw new SlackError('no_text');
  const threadTs = typeof body.thread_ts === 'string' ? body.thread_ts : undefined;
  return { text, blocks, ...(threadTs ? { threadTs } : {}) };
}
