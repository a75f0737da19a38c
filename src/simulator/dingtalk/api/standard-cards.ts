import { isObject, type Json } from '../../common/json.ts';
import { apiRefusal, type Refusal } from '../refusal.ts';
import { newKey } from '../room.ts';
import { directId } from '../world.ts';
import type { Api, ApiCall, Desk } from './api.ts';
import { parseText } from './parse-text.ts';

const PERMISSION = 'Card.Instance.Write';

/**
 * Cards without a template: https://open.dingtalk.com/document/orgapp/robots-send-interactive-cards. `cardBizId` is the app's own key, and a
 * second card with the same one is not sent: what the page does not say is the answer to it, here the first one's.
 */
export const standardCardApis: Record<string, Api> = {
  'POST /v1.0/im/v1.0/robot/interactiveCards/send': { token: 'header', permission: PERMISSION, run: send },
  'PUT /v1.0/im/robots/interactiveCards': { token: 'header', permission: PERMISSION, run: update },
};

function send({ args }: ApiCall, desk: Desk): Json {
  if (args.cardTemplateId !== 'StandardCard') throw wrong();
  if (args.robotCode !== desk.app.robotCode) throw wrong();
  const { cardBizId } = args;
  if (typeof cardBizId !== 'string' || cardBizId === '') throw wrong();
  if (cardBizId.length > desk.limits.outTrackIdChars) throw wrong();
  const standard = parseText(args.cardData);
  if (!standard) throw wrong();
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
  if (args.cardData === undefined && args.userIdPrivateDataMap === undefined) throw wrong();
  const processQueryKey = desk.room.cardPosts(card.outTrackId)[0]?.carrierId ?? '';
  // What single persons see differently has no place in a StandardCard as it is simulated.
  if (args.cardData === undefined) return { processQueryKey };
  const standard = parseText(args.cardData);
  if (!standard) throw wrong();
  desk.room.update(card, 'update', { standard, byKey: true, privateByKey: true });
  return { processQueryKey };
}

function placeOf(args: Json, { world, app }: Desk): string {
  const receiver = parseText(args.singleChatReceiver);
  if (isObject(receiver)) {
    const user = world.users.get(String(receiver.userId));
    if (!user || user.outsider) throw wrong();
    return directId(app.robotCode, user.userId);
  }
  const group = world.groups.get(String(args.openConversationId));
  if (!group) throw wrong();
  if (!group.botIn) throw wrong();
  return group.id;
}

/** The one word for all that is wrong with such a card, the group that the robot is not in included. */
function wrong(): Refusal {
  return apiRefusal(400, 'param.error', '参数无效');
}
