import type { Finding } from '../../domain/finding.ts';
import type { Log } from '../../log.ts';
import type { Hook } from '../platform.ts';
import type { Handlers } from './handlers.ts';
import type { BotIdentity } from './identity.ts';

/** The way in from Slack: connections of ours (Socket Mode) or requests of Slack's (HTTP). */
export type Transport = {
  /** Begins; resolves when something can arrive, or after a while in any case. */
  start(handlers: Handlers, bot: BotIdentity): Promise<void>;
  /** Final: what is being acknowledged ends, nothing more is taken. */
  stop(): Promise<void>;
  check(signal: AbortSignal): Promise<Finding[]>;
  hooks?: readonly Hook[];
};

/** Answers Slack. Rejects when Slack never hears of it. */
export type Ack = (response?: Record<string, unknown>) => Promise<void>;

/** Something that a person did or Slack tells; it must be acknowledged within three seconds. */
export type Envelope = {
  type: 'slash_commands' | 'interactive' | 'events_api';
  body: Record<string, unknown>;
  /** 0 for the first delivery. */
  attempt: number;
  ack: Ack;
};

/**
 * Lets `work` acknowledge the envelope, once, and does it itself when that has found nothing to say. Never rejects: what failed before its
 * acknowledgement Slack sends again (events) or tells the person (clicks and commands).
 */
export async function handleEnvelope(
  envelope: Envelope,
  log: Log,
  work: (ack: Ack) => Promise<void>,
): Promise<void> {
  let acked = false;
  const ack: Ack = async (response) => {
    if (acked) return;
    acked = true;
    await envelope.ack(response);
  };
  try {
    await work(ack);
    await ack();
  } catch (err) {
    log.error({ err, type: envelope.type, acked }, 'an envelope from slack was not handled to its end');
  }
}
