import type { SimClock } from '../common/clock.ts';
import type { SimLog } from '../common/log.ts';
import type { SavedRoom } from './saved-room.ts';

export type { Json } from '../common/json.ts';

export type UserOption = {
  id: string;
  /** The short name behind an `@`. */
  name: string;
  realName: string;
  email?: string;
  /** Whether Slack says that the address was confirmed; it does when absent. */
  emailConfirmed?: boolean;
  /** The workspace of somebody who is here through a shared channel; this one when absent. */
  teamId?: string;
  /** For example `en-US` or `zh-CN`. */
  locale?: string;
  /** `single` is in one channel only; true is a guest of several. */
  guest?: boolean | 'single';
  bot?: boolean;
  deleted?: boolean;
  /** IANA name, for example `Europe/Berlin`. */
  timezone?: string;
};

export type ChannelOption = {
  id: string;
  name: string;
  memberIds: string[];
  botIn: boolean;
  archived?: boolean;
  private?: boolean;
};

export type UserGroupOption = {
  id: string;
  handle: string;
  name: string;
  userIds: string[];
  disabled?: boolean;
};

/** How often something may be called: `burst` calls at once, refilled at `perMinute`. */
export type Rate = { burst: number; perMinute: number };

export type Limits = {
  /** Slack waits this long for an acknowledgement. */
  ackMs: number;
  /** When an event that was not acknowledged is sent again, counted from the miss before it. */
  eventRetryDelaysMs: number[];
  triggerMs: number;
  responseUrlMs: number;
  responseUrlUses: number;
  /** How long a message stays editable by its author; a workspace setting in Slack. */
  editWindowMs: number;
  connections: number;
  ticketMs: number;
  /** After this long Slack asks a connection to go and a new one to be opened. */
  connectionLifetimeMs: number;
  /** Between the `warning` and the `refresh_requested` frame. */
  refreshWarningMs: number;
  pingMs: number;
  /** How many calls and how many envelopes are remembered for the observer. */
  recordsKept: number;
  /** Calls per minute of one method in one workspace; a method that is not named is not limited. */
  rates: Record<string, Rate>;
  /** `chat.postMessage` has its own bucket for each channel. */
  postPerChannel: Rate;
};

const tier2: Rate = { burst: 20, perMinute: 20 };
const tier3: Rate = { burst: 50, perMinute: 50 };
const tier4: Rate = { burst: 100, perMinute: 100 };
const special: Rate = { burst: 600, perMinute: 600 };

/**
 * Slack's own numbers where they are published (https://docs.slack.dev/apis/web-api/rate-limits and the page of each method).
 * Slack allows short bursts without saying how large; the bursts here are cautious guesses.
 */
export const slackLimits: Limits = {
  ackMs: 3_000,
  eventRetryDelaysMs: [0, 60_000, 300_000],
  triggerMs: 3_000,
  responseUrlMs: 30 * 60_000,
  responseUrlUses: 5,
  editWindowMs: Number.POSITIVE_INFINITY,
  connections: 10,
  ticketMs: 30_000,
  connectionLifetimeMs: 18_060_000,
  refreshWarningMs: 10_000,
  pingMs: 10_000,
  recordsKept: 20_000,
  postPerChannel: { burst: 5, perMinute: 60 },
  rates: {
    'apps.connections.open': { burst: 10, perMinute: 1 },
    'auth.test': special,
    'chat.getPermalink': special,
    'chat.postMessage': { burst: 300, perMinute: 300 },
    'chat.update': tier3,
    'chat.delete': tier3,
    'chat.postEphemeral': tier4,
    'views.open': tier4,
    'views.push': tier4,
    'views.update': tier4,
    'users.info': tier4,
    'users.lookupByEmail': tier3,
    'users.list': tier2,
    'users.conversations': tier2,
    'usergroups.list': tier2,
    'usergroups.users.list': tier2,
    'conversations.open': tier3,
    'conversations.info': tier3,
    'conversations.join': tier3,
    'conversations.history': tier3,
    'conversations.replies': tier3,
    'conversations.list': tier2,
    'conversations.members': tier4,
  },
};

/** All bot scopes that the simulated methods ask for. */
export const allScopes = [
  'app_mentions:read',
  'channels:history',
  'channels:join',
  'channels:read',
  'chat:write',
  'chat:write.public',
  'commands',
  'groups:history',
  'groups:read',
  'im:history',
  'im:read',
  'im:write',
  'usergroups:read',
  'users:read',
  'users:read.email',
];

/** Event subscriptions, by the names that a manifest uses. */
export const allEvents = ['app_mention', 'message.channels', 'message.groups', 'message.im'];

export type SlackSimulatorOptions = {
  clock: SimClock;
  log: SimLog;
  team: { id: string; name: string };
  app: { id: string; botUserId: string; botId: string; botName: string };
  /** `xoxb-…` */
  botToken: string;
  /** `xapp-…` */
  appToken: string;
  signingSecret: string;
  users: UserOption[];
  channels: ChannelOption[];
  userGroups?: UserGroupOption[];
  /** What the bot token was granted; everything when absent. */
  scopes?: string[];
  events?: string[];
  /** What was said before the last stop. */
  saved?: SavedRoom;
  /** 0 or absent: any free port. */
  port?: number;
  limits?: Partial<Limits>;
  /** Where each HTTP-mode payload is posted; Socket Mode when absent. */
  http?: { eventsUrl: string; commandsUrl: string; interactivityUrl: string };
};
