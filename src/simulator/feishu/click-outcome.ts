import type { Json } from '../common/json.ts';

/**
 * What Feishu's client shows when a click came to nothing. `200340`: no answer in time, or nobody to ask. `200671`: the app failed.
 * `200672`: an answer that Feishu cannot read. `108002`: acknowledged without any answer, not even `{}`
 * (https://github.com/larksuite/cli/pull/2456).
 */
export type ClickError = '200340' | '200671' | '200672' | '108002';

/** What became of a click, as the person sees it. */
export type ClickOutcome =
  | {
      acked: true;
      eventId: string;
      toast?: { type: string; content: string };
      response: Json;
      latencyMs: number;
    }
  | { acked: false; eventId: string; error: ClickError };
