import type { SimClock } from '../common/clock.ts';
import type { Json } from '../common/json.ts';
import { randomId } from './ids.ts';
import { messageEvent } from './message-wire.ts';
import { MESSAGE_RECEIVED, type Pushes } from './pushes.ts';
import type { Message, World } from './world.ts';

export type EventOptions = { eventId?: string; createTime?: number };

export type Events = {
  /** Tells the app of a person's message, when it may hear it. */
  said(message: Message): void;
  raw(eventType: string, event: Json, opts?: EventOptions): void;
  /** An event in its envelope. */
  wrap(eventType: string, event: Json, opts?: EventOptions): Json;
};

type EventsOptions = {
  world: World;
  clock: SimClock;
  pushes: Pushes;
  granted: (scope: string) => boolean;
  groupMessages: boolean;
  verificationToken: string;
};

export function createEvents(options: EventsOptions): Events {
  const { world, clock, pushes, granted, groupMessages, verificationToken } = options;

  /** https://open.feishu.cn/document/server-docs/im-v1/message/events/receive: each kind of message has its own scope. */
  function hears(message: Message): boolean {
    const chat = world.chats.get(message.chat);
    if (!chat?.members.has(world.app.botOpenId)) return false;
    if (chat.p2pUser) return granted('im:message.p2p_msg:readonly');
    if (groupMessages) return true;
    const named = message.mentions.some((one) => one.openId === world.app.botOpenId);
    return named && granted('im:message.group_at_msg:readonly');
  }

  function wrap(eventType: string, event: Json, opts: EventOptions = {}): Json {
    return {
      schema: '2.0',
      header: {
        event_id: opts.eventId ?? randomId(''),
        event_type: eventType,
        create_time: String(opts.createTime ?? clock.now()),
        token: verificationToken,
        app_id: world.app.appId,
        tenant_key: world.tenantKey,
      },
      event,
    };
  }

  return {
    wrap,
    said(message) {
      if (hears(message))
        pushes.event(MESSAGE_RECEIVED, wrap(MESSAGE_RECEIVED, messageEvent(world, message)));
    },
    raw: (eventType, event, opts) => pushes.event(eventType, wrap(eventType, event, opts)),
  };
}
