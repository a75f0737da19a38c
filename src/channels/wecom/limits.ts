import type { Rate } from '../../platforms/platform.ts';

/** WeCom's ceilings of a group robot: https://developer.work.weixin.qq.com/document/path/91770 */

export const SEND: readonly Rate[] = [{ count: 20, perMs: 60_000 }];

/** Bytes in UTF-8. */
export const MAX_MARKDOWN_BYTES = 4_096;
export const MAX_TEXT_BYTES = 2_048;

/** The window of its limit. */
export const WAIT_MS = 60_000;
