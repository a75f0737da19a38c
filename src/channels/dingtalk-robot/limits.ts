import type { Rate } from '../../platforms/platform.ts';

/** DingTalk's ceilings of a custom robot: https://open.dingtalk.com/document/orgapp/custom-robots-send-group-messages */

export const SEND: readonly Rate[] = [{ count: 20, perMs: 60_000 }];

/** Whoever sends more is shut out for ten minutes. */
export const WAIT_MS = 10 * 60_000;
