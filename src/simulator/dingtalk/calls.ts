import type { Json } from '../slack/options.ts';

/** One call of the open API, without its token and secrets. */
export type CallRecord = {
  /** Verb and path, for example `PUT /v1.0/card/instances`. */
  method: string;
  args: Json;
  at: number;
  /** What was done: `ok`, the error code, or the fault that befell it. */
  outcome: string;
  /** True when something was sent, changed or handed out, whatever the caller was told. */
  applied: boolean;
  /** Set when the caller went over DingTalk's limit by itself: a well-paced app has none. */
  throttled?: boolean;
  result?: Json;
};

export type CallStage = 'received' | 'applied' | 'answered';
/** Called at each stage and awaited before the next: a crash test kills the server here. */
export type CallHook = (method: string, args: Json, stage: CallStage) => void | Promise<void>;
