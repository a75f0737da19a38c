import { isObject } from '../../slack/blocks/check.ts';
import type { Json } from '../../slack/options.ts';

/** The object that a JSON text holds. DingTalk wants some objects as texts: an object in their place is wrong, like any other value. */
export function parseText(value: unknown): Json | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
