import type { Rate } from '../../platforms/platform.ts';

/** One message a second for each webhook: https://docs.slack.dev/apis/web-api/rate-limits#incoming-webhooks */
export const SEND: readonly Rate[] = [{ count: 1, perMs: 1_000 }];

/** When Slack throttles without saying for how long (https://docs.slack.dev/apis/web-api/rate-limits). */
export const WAIT_MS = 30_000;

/** Blocks of a message: https://docs.slack.dev/reference/block-kit/blocks */
export const MAX_BLOCKS = 50;
