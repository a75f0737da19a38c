import { UpstreamError } from '../../errors.ts';
import { type Clock, sleep } from '../../time.ts';
import { JITTER_MS } from '../common/time-limits.ts';

/**
 * DingTalk counts the calls of each API of an app, whoever makes them: cards and notices of the outbox, and answers to persons beside them. Here
 * each call waits for its place, in the order in which they came.
 */
export type Turnstile = {
  /** Resolves when the call may be sent. Throws an `UpstreamError`: it was given up before. */
  pass(method: string, signal: AbortSignal): Promise<void>;
};

/** https://open.dingtalk.com/document/orgapp/api-call-frequency-limit, for an app of a standard tenant. */
const CALLS = 20;
const PER_MS = 1_000 + JITTER_MS;

export function createTurnstile(clock: Clock): Turnstile {
  /** When the latest calls of each API were sent, oldest first: never more than `CALLS`. */
  const sent = new Map<string, number[]>();
  const lines = new Map<string, Promise<void>>();

  async function waitIn(method: string, signal: AbortSignal): Promise<void> {
    const recent = sent.get(method) ?? [];
    sent.set(method, recent);
    const oldest = recent.length < CALLS ? undefined : recent[0];
    if (oldest !== undefined) await sleep(clock, Math.max(0, oldest + PER_MS - clock.now()), signal);
    if (signal.aborted)
      throw new UpstreamError('unreachable', 'aborted', `${method} was given up in the line`);
    recent.push(clock.now());
    if (recent.length > CALLS) recent.shift();
  }

  return {
    pass(method, signal) {
      const before = lines.get(method) ?? Promise.resolve();
      const turn = before.then(() => waitIn(method, signal));
      // Whoever gives up lets the next one go.
      lines.set(
        method,
        turn.catch(() => {}),
      );
      return turn;
    },
  };
}
