import type { Rate } from '../../platforms/platform.ts';

/** Feishu's ceilings of a custom robot: https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot */

export const SEND: readonly Rate[] = [
  { count: 5, perMs: 1_000 },
  { count: 100, perMs: 60_000 },
];

/** Of a request 20 KB in UTF-8. The renderer counts each quotation mark twice, and what surrounds the card takes less than the rest. */
export const MAX_CARD_BYTES = 18_500;

/** Feishu does not say for how long it throttles: its windows are a second and a minute, and at full hours its own load counts too. */
export const WAIT_MS = 10_000;
