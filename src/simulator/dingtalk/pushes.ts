import type { Json } from '../slack/options.ts';

/** One delivery of one thing. A robot message that is pushed again has a record for each attempt, with the same `msgId` inside. */
export type PushRecord = {
  kind: 'message' | 'card';
  /** The frame's `headers.messageId`: new at each attempt. */
  messageId: string;
  topic: string;
  data: Json;
  /** From 1. */
  attempt: number;
  sentAt: number;
  /** The connection that got it; absent when there was none. */
  connection?: string;
  ackedAt?: number;
  latencyMs?: number;
  /** The `response` that the acknowledgement carried. */
  response?: unknown;
  missed?: 'no_connection' | 'timeout' | 'refused';
};

export type PushStage = 'sending' | 'sent' | 'acked' | 'missed';
/** Called at each stage and awaited before the next: a crash test kills the server here. */
export type PushHook = (push: PushRecord, stage: PushStage) => void | Promise<void>;

/** What became of a click, as the person sees it. `no_callback`: the card was created without callbacks. */
export type Outcome =
  | { acked: true; messageId: string; response: Json; latencyMs: number }
  | { acked: false; error: 'no_connection' | 'timeout' | 'refused' | 'no_callback' };

/** Where the clicked button's action and params stand in the callback: all of them have been seen in the wild. */
export type CallbackVariant = {
  /** Which field carries them; `both` is what the documentation shows. */
  field: 'content' | 'value' | 'both';
  as: 'string' | 'object';
  nesting: 'cardPrivateData' | 'userPrivateData' | 'actionData' | 'params' | 'top';
};
