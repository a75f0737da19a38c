import type { Json } from '../common/json.ts';
import type { DingTalkSimulatorOptions, UserOption } from './options.ts';
import { messageOf, type Post, type SaidPost, type World } from './world.ts';

type Said = {
  post: SaidPost;
  user: UserOption;
  quoted: Post | undefined;
  webhook: { url: string; expiresAt: number };
};

/** The encrypted id of the robot, as messages name it. */
const ROBOT_DINGTALK_ID = '$:LWCP_v1:$robot';

/** What the app is told of a message to the robot: https://open.dingtalk.com/document/orgapp/receive-message */
export function robotMessage(
  world: World,
  app: DingTalkSimulatorOptions['app'],
  { post, user, quoted, webhook }: Said,
): Json {
  const group = world.groups.get(post.place);
  const { text, others } = withoutMentions(world, app.botName, post.text);
  return {
    conversationId: post.place,
    conversationType: group ? '2' : '1',
    ...(group ? { conversationTitle: group.name } : {}),
    chatbotCorpId: world.corpId,
    chatbotUserId: ROBOT_DINGTALK_ID,
    robotCode: app.robotCode,
    msgId: post.msgId,
    msgtype: 'text',
    // Where the mention stood a space remains.
    text: { content: group ? ` ${text}` : text, ...(quoted ? reply(world, quoted) : {}) },
    ...(quoted ? originals(quoted) : {}),
    senderId: user.dingtalkId,
    ...(user.outsider ? {} : { senderStaffId: user.userId, senderCorpId: world.corpId }),
    senderNick: user.name,
    senderPlatform: 'Mac',
    isAdmin: false,
    ...(group
      ? { isInAtList: true, atUsers: [{ dingtalkId: ROBOT_DINGTALK_ID }, ...others.map(atUser)] }
      : {}),
    createAt: post.postedAt,
    sessionWebhook: webhook.url,
    sessionWebhookExpiredTime: webhook.expiresAt,
    openThreadId: post.place,
  };
}

/** Names of people who are mentioned are taken out of the text and named beside it. */
function withoutMentions(
  world: World,
  botName: string,
  said: string,
): { text: string; others: UserOption[] } {
  const others = [...world.users.values()].filter((user) => said.includes(`@${user.name}`));
  let text = said;
  for (const name of [botName, ...others.map((user) => user.name)]) text = text.replaceAll(`@${name}`, '');
  return { text: text.trim(), others };
}

function atUser(user: UserOption): Json {
  return { dingtalkId: user.dingtalkId, ...(user.outsider ? {} : { staffId: user.userId }) };
}

function reply(world: World, quoted: Post): Json {
  const message = messageOf(world, quoted);
  const isText = quoted.kind !== 'card';
  return {
    isReplyMsg: true,
    repliedMsg: {
      msgId: idOf(quoted),
      msgType: isText ? 'text' : 'interactiveCard',
      createdAt: quoted.postedAt,
      senderId:
        quoted.kind === 'said' ? (world.users.get(quoted.userId)?.dingtalkId ?? '') : ROBOT_DINGTALK_ID,
      ...(isText ? { content: { text: message?.text ?? '' } } : {}),
    },
  };
}

/** Of the robot's own message the app gets the key back that it was given when it sent it. */
function originals(quoted: Post): Json {
  if (quoted.kind === 'said') return { originalMsgId: quoted.msgId };
  const key = quoted.kind === 'card' ? quoted.carrierId : quoted.processQueryKey;
  return { originalMsgId: idOf(quoted), originalProcessQueryKey: key };
}

/** A robot's message has an id that its sender never learns. */
function idOf(post: Post): string {
  if (post.kind === 'said') return post.msgId;
  return `msg-${post.kind === 'card' ? post.carrierId : post.processQueryKey}`;
}
