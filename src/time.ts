/**
 * The only place that reads the clock or sets a timer. Everything else gets a `Clock`, so tests can turn time by hand.
 */
export type Clock = {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls `fire` once after `ms` milliseconds; the returned function cancels it. A pending timer does not keep the process alive. */
  after(ms: number, fire: () => void): () => void;
};

/** The longest delay that a Node timer takes (2^31 − 1 ms); a longer one would fire at once. */
const MAX_TIMER_MS = 2_147_483_647;

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, fire) {
    let timer: NodeJS.Timeout;
    const wait = (left: number): void => {
      const part = Math.min(Math.max(left, 0), MAX_TIMER_MS);
      timer = setTimeout(() => (left > part ? wait(left - part) : fire()), part);
      timer.unref();
    };
    wait(ms);
    return () => clearTimeout(timer);
  },
};

/** Resolves after `ms` milliseconds, or at once when `signal` aborts (it never rejects). */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(ms, done);
    signal?.addEventListener('abort', done, { once: true });
  });
}

/** Milliseconds of a monotonic clock with fractions, for measuring how long something took. */
export function stopwatch(): () => number {
  const start = performance.now();
  return () => performance.now() - start;
}

/** Work that is done again whenever it is woken, and at the latest after the time that it asked for. */
export type Loop = {
  start(): void;
  /** Something changed: look again at once, or right after the look that is going on. */
  wake(): void;
  /** Final. Resolves when the look that is going on has ended. */
  stop(): Promise<void>;
};

/** How long a loop rests after a look that threw, in milliseconds. */
const REST_AFTER_ERROR_MS = 1000;

/** `look` resolves with the milliseconds until it wants to look again on its own; what it throws goes to `failed` and costs a rest. */
export function createLoop(
  clock: Clock,
  look: () => Promise<number>,
  failed: (cause: unknown) => void,
): Loop {
  let woken = false;
  let stopped = false;
  let rouse: (() => void) | undefined;
  let running: Promise<void> = Promise.resolve();

  async function run(): Promise<void> {
    while (!stopped) {
      woken = false;
      let restMs: number;
      try {
        restMs = await look();
      } catch (cause) {
        failed(cause);
        restMs = REST_AFTER_ERROR_MS;
        woken = false;
      }
      if (!woken && !stopped) await rest(restMs);
    }
  }

  function rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = clock.after(ms, resolve);
      rouse = () => {
        cancel();
        resolve();
      };
    });
  }

  return {
    start() {
      running = run();
    },
    wake() {
      woken = true;
      rouse?.();
    },
    async stop() {
      stopped = true;
      rouse?.();
      await running;
    },
  };
}

/** Several loops as one. */
export function allOf(loops: readonly Loop[]): Loop {
  return {
    start() {
      for (const loop of loops) loop.start();
    },
    wake() {
      for (const loop of loops) loop.wake();
    },
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}

/** Gives `work` a signal that aborts after `ms` milliseconds; the timer goes when the work has ended. */
export async function withTimeout<T>(
  clock: Clock,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const cancel = clock.after(ms, () => controller.abort(new Error(`no answer within ${ms} ms`)));
  try {
    return await work(controller.signal);
  } finally {
    cancel();
  }
}
