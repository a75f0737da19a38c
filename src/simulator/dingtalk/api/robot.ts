import type { Json } from '../../common/json.ts';
import { messageKinds } from '../message-kinds.ts';
import { apiRefusal } from '../refusal.ts';
import { newKey, robotPost } from '../room.ts';
import { directId, type Group } from '../world.ts';
import type { Api, ApiCall, Desk } from './api.ts';
import { parseText } from './parse-text.ts';

const PERMISSION = 'qyapi_robot_sendmsg';

/** https://open.dingtalk.com/document/orgapp/the-robot-sends-a-group-message, `chatbots-send-one-on-one-chat-messages-in-batches` and their recalls. */
export const robotApis: Record<string, Api> = {
  'POST /v1.0/robot/groupMessages/send': { token: 'header', permission: PERMISSION, run: sendToGroup },
  'POST /v1.0/robot/groupMessages/recall': { token: 'header', permission: PERMISSION, run: recall },
  'POST /v1.0/robot/oToMessages/batchSend': { token: 'header', permission: PERMISSION, run: sendToPeople },
  // DingTalk spells this one with a small t.
  'POST /v1.0/robot/otoMessages/batchRecall': { token: 'header', permission: PERMISSION, run: recall },
};

function sendToGroup({ args }: ApiCall, desk: Desk): Json {
  checkRobot(args, desk);
  const message = readMessage(args, desk);
  const group = groupOf(args, desk);
  const processQueryKey = newKey();
  desk.room.post(
    robotPost({
      ...message,
      place: group.id,
      processQueryKey,
      via: 'groupMessages',
      postedAt: desk.clock.now(),
    }),
  );
  return { processQueryKey };
}

/** One call has one key for all who got it; who did not is in a list beside it, inside the same HTTP 200. */
function sendToPeople({ args, fault }: ApiCall, desk: Desk): Json {
  checkRobot(args, desk);
  const message = readMessage(args, desk);
  if (!Array.isArray(args.userIds) || args.userIds.length === 0)
    throw apiRefusal(400, 'invalidParameter.userIds.empty', 'userIds is empty');
  if (args.userIds.length > desk.limits.receivers)
    throw apiRefusal(400, 'invalidParameter.userIds.overMax', 'too many userIds');
  const wanted = [...new Set(args.userIds.map(String))];
  const held = fault?.kind === 'flow_controlled' ? fault.userIds : [];
  const known = wanted.filter((userId) => isStaff(userId, desk));
  const processQueryKey = newKey();
  for (const userId of known) {
    if (held.includes(userId)) continue;
    const place = directId(desk.app.robotCode, userId);
    desk.room.post(
      robotPost({ ...message, place, processQueryKey, via: 'oToMessages', postedAt: desk.clock.now() }),
    );
  }
  return {
    processQueryKey,
    invalidStaffIdList: wanted.filter((userId) => !known.includes(userId)),
    flowControlledStaffIdList: known.filter((userId) => held.includes(userId)),
  };
}

function isStaff(userId: string, { world }: Desk): boolean {
  const user = world.users.get(userId);
  return user !== undefined && !user.outsider;
}

function recall({ args }: ApiCall, desk: Desk): Json {
  checkRobot(args, desk);
  const keys = Array.isArray(args.processQueryKeys) ? args.processQueryKeys.map(String) : [];
  if (keys.length === 0)
    throw apiRefusal(400, 'invalidParameter.processQueryKeys.empty', 'processQueryKeys is empty');
  const group = args.openConversationId === undefined ? undefined : groupOf(args, desk);
  const successResult: string[] = [];
  const failedResult: Record<string, string> = {};
  for (const key of keys) {
    const posts = desk.room
      .sent(key)
      .filter((post) => (group ? post.place === group.id : isDirect(post.place, desk)));
    if (posts.every((post) => post.recalled)) {
      failedResult[key] = 'the message does not exist or is recalled';
      continue;
    }
    for (const post of posts) desk.room.recall(post);
    successResult.push(key);
  }
  return { successResult, failedResult };
}

function isDirect(place: string, { world }: Desk): boolean {
  return world.directs.has(place);
}

function checkRobot({ robotCode }: Json, { app }: Desk): void {
  if (typeof robotCode !== 'string' || robotCode === '')
    throw apiRefusal(400, 'invalidParameter.robotCode.empty', 'robotCode is empty');
  if (robotCode !== app.robotCode)
    throw apiRefusal(400, 'invalidParameter.robotCode.auth', 'the robotCode belongs to another app');
}

function groupOf({ openConversationId }: Json, { world }: Desk): Group {
  const group = world.groups.get(String(openConversationId));
  if (!group) throw apiRefusal(400, 'invalid.openConversationId', '无效的openConversationId');
  if (!group.botIn) throw apiRefusal(400, 'invalidParameter.robotCode.notExsit', '机器人不存在');
  return group;
}

function readMessage(args: Json, { limits }: Desk): { msgKey: string; msgParam: Json } {
  const msgKey = typeof args.msgKey === 'string' ? args.msgKey : '';
  const needed = Object.hasOwn(messageKinds, msgKey) ? messageKinds[msgKey] : undefined;
  if (!needed) throw apiRefusal(400, 'invalidParameter.msgKey.invalid', 'msgKey is not supported');
  const msgParam = parseText(args.msgParam);
  if (!msgParam || needed.some((name) => typeof msgParam[name] !== 'string'))
    throw apiRefusal(
      400,
      'invalidParameter.msgParam.invalid',
      `msgParam needs ${needed.join(', ')} in a JSON text`,
    );
  if (Buffer.byteLength(String(args.msgParam)) > limits.messageBytes)
    throw apiRefusal(400, 'invalidParameter.msgParam.tooLong', 'msgParam is too long');
  return { msgKey, msgParam };
}
