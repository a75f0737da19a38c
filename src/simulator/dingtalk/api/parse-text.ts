import { type Json, parseObject } from '../../common/json.ts';

/** The object that a JSON text holds. DingTalk wants some objects as texts: an object in their place is wrong, like any other value. */
export function parseText(value: unknown): Json | undefined {
  return typeof value === 'string' ? parseObject(value) : undefined;
}
