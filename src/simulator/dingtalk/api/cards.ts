import { isObject, type Json } from '../../common/json.ts';
import { apiRefusal } from '../refusal.ts';
import type { Card } from '../world.ts';
import type { Api, ApiCall, Desk } from './api.ts';
import { deliver, readSpaces } from './deliver.ts';
import { readCardData, readPrivateData, readVariables } from './variables.ts';

const PERMISSION = 'Card.Instance.Write';

/**
 * https://open.dingtalk.com/document/orgapp/create-and-deliver-cards and its neighbours. The page does not say whether a card whose
 * delivery failed exists: here it does, so that its outTrackId is taken and `deliver` is the way to try again.
 */
export const cardApis: Record<string, Api> = {
  'POST /v1.0/card/instances/createAndDeliver': {
    token: 'header',
    permission: PERMISSION,
    run(call, desk) {
      // All that can be wrong with the spaces is seen before the card is made.
      const spaces = readSpaces(call.args);
      const card = create(call.args, desk);
      const deliverResults = deliver(card, spaces, call, desk);
      return { success: true, result: { outTrackId: card.outTrackId, deliverResults } };
    },
  },
  'POST /v1.0/card/instances': {
    token: 'header',
    permission: PERMISSION,
    run: (call, desk) => ({ success: true, result: create(call.args, desk).outTrackId }),
  },
  'POST /v1.0/card/instances/deliver': {
    token: 'header',
    permission: PERMISSION,
    run(call, desk) {
      const card = find(call.args, desk);
      return { success: true, result: deliver(card, readSpaces(call.args), call, desk) };
    },
  },
  'PUT /v1.0/card/instances': { token: 'header', permission: PERMISSION, run: update },
};

function create(args: Json, desk: Desk): Card {
  const outTrackId = trackId(args, desk);
  const templateId = args.cardTemplateId;
  if (typeof templateId !== 'string' || templateId === '') throw apiRefusal(400, 'param.cardTemplateIdEmpty');
  if (!desk.world.templates.has(templateId)) throw apiRefusal(400, 'param.templateNotExist');
  if (args.userIdType !== undefined && args.userIdType !== 1)
    throw apiRefusal(400, 'param.invalid', 'only userIdType 1 is simulated');
  if (![undefined, 'STREAM', 'HTTP'].some((type) => type === args.callbackType))
    throw apiRefusal(400, 'param.invalid', 'callbackType');
  const cardParamMap = readVariables(isObject(args.cardData) ? args.cardData.cardParamMap : undefined, desk);
  const privateData = readPrivateData(args.privateData, desk) ?? {};
  if (desk.world.cards.has(outTrackId)) throw apiRefusal(400, 'param.cardAlreadyExist');
  const callbackType = args.callbackType === 'STREAM' ? 'STREAM' : 'none';
  return desk.room.create(
    { outTrackId, templateId, callbackType, extension: extensionOf(args), privateData },
    { cardParamMap },
  );
}

function update({ args }: ApiCall, desk: Desk): Json {
  const card = find(args, desk);
  const cardParamMap = readCardData(args.cardData, desk);
  const privateData = readPrivateData(args.privateData, desk);
  if (!cardParamMap && !privateData) throw apiRefusal(400, 'param.cardDataAndPrivateDataBothEmpty');
  const options = isObject(args.cardUpdateOptions) ? args.cardUpdateOptions : {};
  desk.room.update(card, 'update', {
    ...(cardParamMap ? { cardParamMap } : {}),
    ...(privateData ? { privateData } : {}),
    byKey: options.updateCardDataByKey === true,
    privateByKey: options.updatePrivateDataByKey === true,
  });
  return { success: true, result: true };
}

function find(args: Json, desk: Desk): Card {
  const card = desk.world.cards.get(trackId(args, desk));
  if (!card || card.templateId === 'StandardCard') throw apiRefusal(400, 'param.cardNotExist');
  return card;
}

function trackId({ outTrackId }: Json, { limits }: Desk): string {
  if (typeof outTrackId !== 'string' || outTrackId === '') throw apiRefusal(400, 'param.outTrackIdEmpty');
  if (outTrackId.length > limits.outTrackIdChars)
    throw apiRefusal(400, 'param.invalid', 'outTrackId is too long');
  return outTrackId;
}

/** What the app wants to be told again with each click. */
function extensionOf(args: Json): Json {
  const models = [args.imGroupOpenDeliverModel, args.imRobotOpenDeliverModel];
  return Object.assign({}, ...models.filter(isObject).map((model) => model.extension));
}
