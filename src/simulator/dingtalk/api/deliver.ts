import { isObject, type Json } from '../../common/json.ts';
import { apiRefusal } from '../refusal.ts';
import { newKey } from '../room.ts';
import { type Card, directId } from '../world.ts';
import type { ApiCall, Desk } from './api.ts';

type Space = { type: 'IM_GROUP' | 'IM_ROBOT'; id: string; robotCode: unknown };

const PREFIX = 'dtv1.card//';

/**
 * Where a card is to go. The vendor's page lets some of the models be absent; those that its own SDKs always send are asked for here, so that
 * nothing passes that a stricter DingTalk refuses.
 */
export function readSpaces(args: Json): Space[] {
  const { openSpaceId } = args;
  if (typeof openSpaceId !== 'string' || openSpaceId === '') throw apiRefusal(400, 'param.openSpaceIdEmpty');
  if (!openSpaceId.startsWith(PREFIX)) throw apiRefusal(400, 'param.openSpaceIdInvalid');
  return openSpaceId
    .slice(PREFIX.length)
    .split(';')
    .map((part) => readSpace(part, args));
}

function readSpace(part: string, args: Json): Space {
  const [, type = '', id = ''] = /^([A-Za-z_]+)\.(.+)$/.exec(part) ?? [];
  switch (type.toUpperCase()) {
    case 'IM_GROUP': {
      const model = args.imGroupOpenDeliverModel;
      if (!isObject(model)) throw apiRefusal(400, 'param.openDeliverModelEmpty');
      if (typeof model.robotCode !== 'string') throw apiRefusal(400, 'param.openDeliverModelError');
      needsForward(args.imGroupOpenSpaceModel);
      return { type: 'IM_GROUP', id, robotCode: model.robotCode };
    }
    case 'IM_ROBOT': {
      const model = args.imRobotOpenDeliverModel;
      if (!isObject(model)) throw apiRefusal(400, 'param.openDeliverModelEmpty');
      if (model.spaceType !== 'IM_ROBOT') throw apiRefusal(400, 'param.openDeliverModelError');
      needsForward(args.imRobotOpenSpaceModel);
      return { type: 'IM_ROBOT', id, robotCode: model.robotCode };
    }
    default:
      throw apiRefusal(400, 'param.openSpaceIdInvalid');
  }
}

function needsForward(model: unknown): void {
  if (!isObject(model) || typeof model.supportForward !== 'boolean')
    throw apiRefusal(400, 'param.openSpaceModelInvalid');
}

/** Puts the card where it is to go. A space that is closed to the robot is told in its result, inside an HTTP 200. */
export function deliver(card: Card, spaces: Space[], call: ApiCall, desk: Desk): Json[] {
  return spaces.map((space) => {
    const refusal = call.fault?.kind === 'not_delivered' ? call.fault.errorMsg : refusalOf(space, desk);
    const result = { spaceType: space.type, spaceId: space.id };
    if (refusal !== undefined) return { ...result, success: false, errorMsg: refusal, carrierId: '' };
    const carrierId = newKey();
    desk.room.post({
      kind: 'card',
      place: space.type === 'IM_GROUP' ? space.id : directId(desk.app.robotCode, space.id),
      carrierId,
      outTrackId: card.outTrackId,
      postedAt: desk.clock.now(),
      recalled: false,
    });
    return { ...result, success: true, errorMsg: '', carrierId };
  });
}

function refusalOf({ type, id, robotCode }: Space, { world, app }: Desk): string | undefined {
  const ours = robotCode === app.robotCode || (type === 'IM_ROBOT' && robotCode === undefined);
  if (!ours) return 'robotCode is invalid';
  if (type === 'IM_GROUP') {
    const group = world.groups.get(id);
    if (!group) return 'openConversationId is invalid';
    return group.botIn ? undefined : 'robot is not in the conversation';
  }
  const user = world.users.get(id);
  return user && !user.outsider ? undefined : 'userId is invalid';
}
