import type { Hook } from './hooks.ts';
import type { Json } from './json.ts';

/** One call of a vendor's API, without tokens and secrets. */
export type CallRecord = {
  /** As the vendor names it: `chat.update`, `im.message.patch`, `PUT /v1.0/card/instances`. */
  method: string;
  /** Path parameters, query and body together, as far as the vendor reads them. */
  args: Json;
  at: number;
  /** What was done: `ok`, the error code as text, or the fault that befell it. */
  outcome: string;
  /** True when it was done, whatever the caller was told. */
  applied: boolean;
  /** Set when the caller went over a limit by itself: a well-paced app has none. */
  throttled?: boolean;
  result?: Json;
};

type CallStage = 'received' | 'applied' | 'answered';
/** Called at each stage and awaited before the next: a crash test kills the server here. */
export type CallHook = Hook<[method: string, args: Json, stage: CallStage]>;
