import type { SimClock } from '../../common/clock.ts';
import type { Json } from '../../common/json.ts';
import type { TokenKind } from '../auth.ts';
import type { Limits } from '../options.ts';
import type { Room } from '../room.ts';
import { SlackError } from '../slack-error.ts';
import type { Triggers } from '../triggers.ts';
import type { Views } from '../views.ts';
import { type Channel, findChannel, type World } from '../world.ts';

/** What the methods work on. */
export type Desk = {
  world: World;
  room: Room;
  views: Views;
  triggers: Triggers;
  clock: SimClock;
  limits: Limits;
  scopes: string[];
  teamUrl: string;
};

export type Method = {
  token: TokenKind;
  /** One of these must be granted; none are needed when empty. */
  scopes: string[];
  run(args: Json, desk: Desk): Json;
};

/** The channel that an argument names, visible to the bot. Throws `channel_not_found` otherwise. */
export function channelOf(desk: Desk, wanted: string): Channel {
  const channel = findChannel(desk.world, wanted);
  const hidden = channel?.private && !channel.members.has(desk.world.app.botUserId);
  if (!channel || hidden) throw new SlackError('channel_not_found');
  return channel;
}
