import { UpstreamError } from '../../errors.ts';
import type { Clock } from '../../time.ts';
import type { Rate } from '../platform.ts';

/**
 * A vendor counts the calls of each API of an app, whoever makes them. Here each call waits for its place, in the order in which they came. A
 * place is taken from the call's start until the rate's time after its answer: when in between the vendor counted it, only the vendor knows.
 */
export type Turnstile = {
  /** Does the call when there is a place. Throws an `UpstreamError` when `signal` aborts before; afterwards it has no say. */
  pass<T>(method: string, signal: AbortSignal, call: () => Promise<T>): Promise<T>;
};

type Line = { free: number; waiting: (() => void)[] };

/** `rate` holds for each method. */
export function createTurnstile(clock: Clock, rate: Rate): Turnstile {
  const lines = new Map<string, Line>();

  function lineOf(method: string): Line {
    const known = lines.get(method) ?? { free: rate.count, waiting: [] };
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
        clock.after(rate.perMs, () => leave(line));
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
