import type { Json } from '../common/json.ts';
import { channelLabel } from './room.ts';
import { wireMessage } from './wire.ts';
import type { Channel, Ephemeral, Message, World } from './world.ts';

/** https://docs.slack.dev/interactivity/implementing-slash-commands#app_command_handling: all values are text. */
export function commandPayload(
  world: World,
  command: {
    channel: Channel;
    user: string;
    command: string;
    text: string;
    triggerId: string;
    responseUrl: string;
  },
): Json {
  return {
    token: 'simulated-verification-token',
    team_id: world.team.id,
    team_domain: world.team.domain,
    channel_id: command.channel.id,
    channel_name: channelLabel(command.channel),
    user_id: command.user,
    user_name: world.users.get(command.user)?.name ?? '',
    command: command.command,
    text: command.text,
    api_app_id: world.app.id,
    is_enterprise_install: 'false',
    response_url: command.responseUrl,
    trigger_id: command.triggerId,
  };
}

/** What `block_actions`, `view_submission` and `view_closed` have in common. */
export function interactionHead(world: World, type: string, userId: string): Json {
  const { name = '', teamId = world.team.id } = world.users.get(userId) ?? {};
  return {
    type,
    user: { id: userId, username: name, name, team_id: teamId },
    team: { id: world.team.id, domain: world.team.domain },
    api_app_id: world.app.id,
    token: 'simulated-verification-token',
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** The part of a click's payload that says where: an ephemeral message is not repeated in it, a real one is. */
export function clickPlace(world: World, channel: Channel, clicked: Message | Ephemeral): Json {
  const ephemeral = 'from' in clicked;
  const threadTs = clicked.threadTs;
  return {
    container: {
      type: 'message',
      message_ts: clicked.ts,
      channel_id: channel.id,
      is_ephemeral: ephemeral,
      ...(threadTs ? { thread_ts: threadTs } : {}),
    },
    channel: { id: channel.id, name: channelLabel(channel) },
    ...(ephemeral ? {} : { message: wireMessage(world, clicked) }),
  };
}

/** The element that was used, as it stands in `actions[]`. */
export function actionOf(element: Json, blockId: string, actionTs: string, chosen: Json): Json {
  const kept: Json = {};
  for (const name of ['text', 'value', 'style', 'url', 'confirm', 'placeholder']) {
    if (element[name] !== undefined) kept[name] = element[name];
  }
  return {
    action_id: element.action_id,
    block_id: blockId,
    ...kept,
    ...chosen,
    type: element.type,
    action_ts: actionTs,
  };
}
