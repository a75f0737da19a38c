import type { Card } from '../domain/card.ts';
import type { Language } from '../domain/directory.ts';
import type { Finding } from '../domain/finding.ts';
import type { Rate } from '../platforms/platform.ts';

/** Somebody who is to be notified, with what channels know people by; what is absent is not known. */
export type Recipient = {
  name: string;
  /** The vendor's id of the account, by the kind of chat: `slack`, `feishu`, `dingtalk`, `wecom`. */
  accounts: Readonly<Record<string, string>>;
  email?: string;
  /** E.164. */
  mobile?: string;
};

/** One message out, complete: nothing is looked up while it is sent. */
export type ChannelMessage = {
  /** Same content for all channels; each renders it in its own syntax and limits, with data that cannot break out of it. */
  card: Card;
  language: Language;
  /** Called by name so that they are notified; `everyone`: all members of the room. */
  mentions: { people: readonly Recipient[]; everyone: boolean };
  /** The vendor's own object of a workflow step, sent as it is instead of the card. */
  raw?: Readonly<Record<string, unknown>>;
};

/**
 * A way to notify without an answer. `send` throws `UpstreamError`, with outcome `unknown` when the message may have arrived. An error inside of HTTP 200 is an
 * error.
 */
export type Channel = {
  /** Config key. */
  readonly id: string;
  readonly kind: string;
  /** Ceilings for messages; the outbox keeps within them. */
  readonly limits: { send: readonly Rate[]; requestMs: number };
  /** `key` names the message where the vendor knows keys. Resolves with the names of those mentioned who have no account here. */
  send(message: ChannelMessage, key: string, signal: AbortSignal): Promise<{ unreached: readonly string[] }>;
  stop(): Promise<void>;
  /** For `doctor`; sends nothing. */
  check(): Promise<Finding[]>;
};
