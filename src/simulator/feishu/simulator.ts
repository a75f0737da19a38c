import type { Json } from '../slack/options.ts';
import type { CallHook, CallRecord } from './call-record.ts';
import type { Change } from './changes.ts';
import type { Faults } from './faults.ts';
import type { FeishuSimulatorOptions } from './options.ts';
import type { ClickOutcome, People } from './people.ts';
import type { PushHook, PushRecord } from './push-record.ts';
import type { SavedTenant } from './saved-tenant.ts';
import type { HttpVariant, SocketFaults } from './socket-faults.ts';
import type { Message, Toast, World } from './world.ts';

export type FeishuSimulator = {
  /** `base`: `http://127.0.0.1:port`, for the SDK's `domain`. */
  start(): Promise<{ base: string }>;
  stop(): Promise<void>;
  people: People;
  /** Messages of a chat, oldest first, with the history of each; withdrawn and deleted ones only when asked for. */
  messages(chat: string, opts?: { root?: string; gone?: boolean }): Message[];
  /** What a person saw as toasts, oldest first. */
  toasts(user: string): Toast[];
  calls: CallRecord[];
  pushes: PushRecord[];
  /** How many calls went over Feishu's limits by the app's own fault. */
  throttled(): number;
  subscribe(listener: (change: Change) => void): () => void;
  faults: Faults & SocketFaults & { http(variant: HttpVariant): void };
  onCall(hook: CallHook): () => void;
  onPush(hook: PushHook): () => void;
  /** Pushes any event as it is; `eventId` and `createTime` (ms) as given, so that odd and old ones can be sent. */
  sendEvent(eventType: string, event: Json, opts?: { eventId?: string; createTime?: number }): void;
  /** Pushes any card callback as it is and waits for its answer. */
  sendCallback(event: Json, opts?: { eventId?: string }): Promise<ClickOutcome>;
  /** HTTP mode: what Feishu's console does when an address is saved. Resolves with what the server answered. */
  challenge(opts?: { token?: string; encrypted?: boolean }): Promise<{ status: number; accepted: boolean }>;
  /** From now on every token is dead and no new one lives. */
  revokeToken(on: boolean): void;
  /** Kills the tokens that were handed out; the next one that is asked for lives. */
  expireTokens(): void;
  connections(): number;
  /** How often the address of a long connection was asked for. */
  opened(): number;
  /** What can be given back as `saved` at the next start. */
  save(): SavedTenant;
  world: World;
};

/**
 * Feishu on 127.0.0.1, spoken to by its own SDK: what Feishu refuses, this refuses; what it limits, this limits.
 * Everything that happened stays readable, so that a test can judge by what the world saw.
 */
export function createFeishuSimulator(options: FeishuSimulatorOptions): FeishuSimulator {
  throw new Error(`not built yet: ${options.app.appId}`);
}
