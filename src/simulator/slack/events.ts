import type { Json } from '../common/json.ts';
import { slackId } from './ids.ts';
import { wireMessage } from './wire.ts';
import { type Channel, channelType, type Message, type World } from './world.ts';

export type Events = {
  /** A person or the bot wrote something: `message`, and `app_mention` when it names the bot. */
  posted(channel: Channel, message: Message): void;
  changed(channel: Channel, message: Message, before: Json): void;
  removed(channel: Channel, message: Message, before: Json): void;
  /** Any other event, for example `app_uninstalled`; the payload of `event_callback` is put around it. */
  raw(event: Json): void;
};

type EventsOptions = {
  world: World;
  /** The subscriptions of the app. */
  subscribed: Set<string>;
  /** Which of the two events of a mention comes first; Slack promises no order. */
  mentionFirst: () => boolean;
  deliver: (payload: Json) => void;
  now: () => number;
};

/** Slack sends the events of a channel only to an app whose bot is in it. */
export function createEvents({ world, subscribed, mentionFirst, deliver, now }: EventsOptions): Events {
  function raw(event: Json): void {
    deliver({
      token: 'simulated-verification-token',
      team_id: world.team.id,
      context_team_id: world.team.id,
      context_enterprise_id: null,
      api_app_id: world.app.id,
      event,
      type: 'event_callback',
      event_id: slackId('Ev'),
      event_time: Math.floor(now() / 1000),
      authorizations: [
        {
          enterprise_id: null,
          team_id: world.team.id,
          user_id: world.app.botUserId,
          is_bot: true,
          is_enterprise_install: false,
        },
      ],
      is_ext_shared_channel: false,
      event_context: slackId('4-', 24),
    });
  }

  function hears(channel: Channel): boolean {
    const name = { channel: 'message.channels', group: 'message.groups', im: 'message.im' }[
      channelType(channel)
    ];
    return channel.members.has(world.app.botUserId) && subscribed.has(name);
  }

  return {
    raw,
    posted(channel, message) {
      const wire = wireMessage(world, message);
      const here = { channel: channel.id, event_ts: message.ts };
      const sends: (() => void)[] = [];
      if (hears(channel)) sends.push(() => raw({ ...wire, ...here, channel_type: channelType(channel) }));
      const mentions = message.text.includes(`<@${world.app.botUserId}>`) && !message.botId;
      if (mentions && subscribed.has('app_mention') && channel.members.has(world.app.botUserId)) {
        sends.push(() => raw({ ...wire, ...here, type: 'app_mention' }));
        if (mentionFirst()) sends.reverse();
      }
      for (const send of sends) send();
    },
    changed(channel, message, before) {
      if (!hears(channel)) return;
      raw({
        type: 'message',
        subtype: 'message_changed',
        message: wireMessage(world, message),
        previous_message: before,
        channel: channel.id,
        hidden: true,
        ts: message.editedTs ?? message.ts,
        event_ts: message.editedTs ?? message.ts,
        channel_type: channelType(channel),
      });
    },
    removed(channel, message, before) {
      if (!hears(channel)) return;
      const ts = `${Math.floor(now() / 1000)}.000000`;
      raw({
        type: 'message',
        subtype: 'message_deleted',
        previous_message: before,
        channel: channel.id,
        hidden: true,
        deleted_ts: message.ts,
        ts,
        event_ts: ts,
        channel_type: channelType(channel),
      });
    },
  };
}
