import { UpstreamError } from '../../errors.ts';
import type { Clock } from '../../time.ts';

/**
 * DingTalk counts the calls of each API of an app, whoever makes them: cards and notices of the outbox, and answers to persons beside them. Here
 * each call waits for its place, in the order in which they came. A place is taken from the call's start until a second after its answer: when
 * in between DingTalk counted it, only DingTalk knows.
 */
export type Turnstile = {
  /** Does the call when there is a place. Throws an `UpstreamError` when `signal` aborts before; afterwards it has no say. */
  pass<T>(method: string, signal: AbortSignal, call: () => Promise<T>): Promise<T>;
};

/** https://open.dingtalk.com/document/orgapp/api-call-frequency-limit, for an app of a standard tenant. */
const CALLS = 20;
const PER_MS = 1_000;

type Line = { free: number; waiting: (() => void)[] };

export function createTurnstile(clock: Clock): Turnstile {
  const lines = new Map<string, Line>();

  function lineOf(method: string): Line {
    const known = lines.get(method) ?? { free: CALLS, waiting: [] };
    lines.set(method, known);
    return known;
  }

  return {
    async pass(method, signal, call) {
      const line = lineOf(method);
      await enter(line, method, signal);
      try {
        return await call();
      } finally {
        clock.after(PER_MS, () => leave(line));
      }
    },
  };
}

function enter(line: Line, method: string, signal: AbortSignal): Promise<void> {
  const given = (): UpstreamError =>
    new UpstreamError('unreachable', 'aborted', `${method} was given up before its turn`);
  if (signal.aborted) return Promise.reject(given());
  if (line.free > 0) {
    line.free -= 1;
    return Promise.resolve();
  }
  return new Promise((resolve, reject) => {
    const abandon = (): void => {
      line.waiting = line.waiting.filter((one) => one !== go);
      reject(given());
    };
    const go = (): void => {
      signal.removeEventListener('abort', abandon);
      resolve();
    };
    line.waiting.push(go);
    signal.addEventListener('abort', abandon, { once: true });
  });
}

/** The place goes to whoever waits longest. */
function leave(line: Line): void {
  const next = line.waiting.shift();
  if (next === undefined) line.free += 1;
  else next();
}
