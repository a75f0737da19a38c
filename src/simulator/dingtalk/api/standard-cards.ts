import { isObject } from '../../slack/blocks/check.ts';
import type { Json } from '../../slack/options.ts';
import { apiRefusal } from '../refusal.ts';
import { newKey } from '../room.ts';
import { directId } from '../world.ts';
import type { Api, ApiCall, Desk } from './api.ts';
import { parseText } from './parse-text.ts';

const PERMISSION = 'Card.Instance.Write';

/**
 * Cards without a template: https://open.dingtalk.com/document/orgapp/robots-send-interactive-cards, with the error codes of the page beside
 * it, `send-interactive-dynamic-cards-1`. `cardBizId` is the app's own key, and a second card with the same one is not sent: what no page says
 * is the answer to it, here the first one's.
 */
export const standardCardApis: Record<string, Api> = {
  'POST /v1.0/im/v1.0/robot/interactiveCards/send': { token: 'header', permission: PERMISSION, run: send },
  'PUT /v1.0/im/robots/interactiveCards': { token: 'header', permission: PERMISSION, run: update },
};

function send({ args }: ApiCall, desk: Desk): Json {
  if (args.cardTemplateId !== 'StandardCard') throw apiRefusal(400, 'cardTemplateInvalid', '卡片模板无效');
  if (args.robotCode !== desk.app.robotCode) throw apiRefusal(400, 'chatbotNotFound', '不存在的机器人');
  const { cardBizId } = args;
  if (typeof cardBizId !== 'string' || cardBizId === '') throw apiRefusal(400, 'paramBlank', '请求参数为空');
  if (cardBizId.length > desk.limits.outTrackIdChars)
    throw apiRefusal(400, 'outTrackIdLengthLimited', '超过卡片业务标识信息长度');
  const standard = parseText(args.cardData);
  if (!standard) throw apiRefusal(400, 'invalidParameter', '无效的参数');
  const place = placeOf(args, desk);
  const [known] = desk.room.cardPosts(cardBizId);
  if (known) return { processQueryKey: known.carrierId };
  desk.room.create(
    {
      outTrackId: cardBizId,
      templateId: 'StandardCard',
      callbackType: 'none',
      extension: {},
      privateData: {},
    },
    { cardParamMap: {}, standard },
  );
  const carrierId = newKey();
  const postedAt = desk.clock.now();
  desk.room.post({ kind: 'card', place, carrierId, outTrackId: cardBizId, postedAt, recalled: false });
  return { processQueryKey: carrierId };
}

function update({ args }: ApiCall, desk: Desk): Json {
  const card = desk.world.cards.get(String(args.cardBizId));
  if (card?.templateId !== 'StandardCard') throw apiRefusal(400, 'param.cardNotExist');
  const standard = parseText(args.cardData);
  if (!standard) throw apiRefusal(400, 'invalidParameter', '无效的参数');
  desk.room.update(card, 'update', { standard, byKey: true, privateByKey: true });
  return { processQueryKey: desk.room.cardPosts(card.outTrackId)[0]?.carrierId ?? '' };
}

function placeOf(args: Json, { world, app }: Desk): string {
  const receiver = parseText(args.singleChatReceiver);
  if (isObject(receiver)) {
    const user = world.users.get(String(receiver.userId));
    if (!user || user.outsider) throw apiRefusal(400, 'userNotExist', '用户不存在');
    return directId(app.robotCode, user.userId);
  }
  const group = world.groups.get(String(args.openConversationId));
  if (!group) throw apiRefusal(400, 'cidDecryptError', '群ID解析失败');
  if (!group.botIn) throw apiRefusal(400, 'chatbotNotInstall', '机器人未安装');
  return group.id;
}
