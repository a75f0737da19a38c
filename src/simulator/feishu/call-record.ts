import type { Json } from '../common/json.ts';

/** One call of the open API, without tokens and secrets. */
export type CallRecord = {
  /** `im.message.create`, `im.message.patch`, …: see `methods.ts`. */
  method: string;
  /** Path parameters, query and body together. */
  args: Json;
  at: number;
  /** What was done: `ok`, the error code as text, or the fault that befell it. */
  outcome: string;
  /** True when the tenant changed (or was read), whatever the caller was told. */
  applied: boolean;
  /** Set when the caller went over a limit by itself: a well-paced app has none. */
  throttled?: boolean;
  result?: Json;
};

type CallStage = 'received' | 'applied' | 'answered';
/** Called at each stage and awaited before the next: a crash test kills the server here. */
export type CallHook = (method: string, args: Json, stage: CallStage) => void | Promise<void>;
