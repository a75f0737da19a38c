import { isObject } from '../../common/json.ts';
import { apiRefusal } from '../refusal.ts';
import type { Desk } from './api.ts';

/** A card's variables. Anything but texts in them is refused: https://open.dingtalk.com/document/orgapp/instructions-for-filling-in-api-card-data */
export function readVariables(value: unknown, desk: Desk): Record<string, string> {
  if (!isObject(value)) throw apiRefusal(400, 'param.invalid', 'cardParamMap is not an object');
  const variables: Record<string, string> = {};
  for (const [name, text] of Object.entries(value)) {
    if (typeof text !== 'string')
      throw apiRefusal(400, 'param.invalid', `cardParamMap.${name} is not a string`);
    if (Buffer.byteLength(text) > desk.limits.variableBytes)
      throw apiRefusal(400, 'param.invalid', `cardParamMap.${name} is too long`);
    variables[name] = text;
  }
  return variables;
}

/** `cardData`, when there is one. */
export function readCardData(value: unknown, desk: Desk): Record<string, string> | undefined {
  if (value === undefined) return undefined;
  return readVariables(isObject(value) ? value.cardParamMap : undefined, desk);
}

/** `privateData`: variables by the user id of the person who sees them so. */
export function readPrivateData(
  value: unknown,
  desk: Desk,
): Record<string, Record<string, string>> | undefined {
  if (value === undefined) return undefined;
  if (!isObject(value)) throw apiRefusal(400, 'param.invalid', 'privateData is not an object');
  const all: Record<string, Record<string, string>> = {};
  for (const [userId, own] of Object.entries(value)) {
    if (!desk.world.users.has(userId)) throw apiRefusal(400, 'param.userIdNotExist');
    all[userId] = readVariables(isObject(own) ? own.cardParamMap : undefined, desk);
  }
  return all;
}
