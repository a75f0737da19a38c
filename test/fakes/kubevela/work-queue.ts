import type { Clock } from '../../../src/time.ts';

/** Keys to look at, as controller-runtime queues them: a key stands in it once, and is never in two hands at once. */
export type WorkQueue = {
  add(key: string): void;
  addAfter(key: string, ms: number): void;
  /** Again, after a pause that doubles with each failure in a row. */
  addRateLimited(key: string): void;
  forget(key: string): void;
  /** Resolves when nothing is in hand and nothing waits but timers. */
  idle(): Promise<void>;
  stop(): Promise<void>;
};

const FIRST_RETRY_MS = 5;
const LONGEST_RETRY_MS = 1_000_000;

export function createWorkQueue(
  clock: Clock,
  workers: number,
  work: (key: string) => Promise<void>,
): WorkQueue {
  const waiting = new Set<string>();
  const inHand = new Set<string>();
  const again = new Set<string>();
  const failures = new Map<string, number>();
  const later = new Map<string, { at: number; cancel: () => void }>();
  let stopped = false;
  let watchers: (() => void)[] = [];

  function pump(): void {
    for (const key of waiting) {
      if (inHand.size >= workers) return;
      waiting.delete(key);
      inHand.add(key);
      void hand(key);
    }
  }

  async function hand(key: string): Promise<void> {
    try {
      // As with a worker that takes it from a queue: never within the write that added it.
      await Promise.resolve();
      if (!stopped) await work(key);
    } finally {
      inHand.delete(key);
      if (again.delete(key) && !stopped) waiting.add(key);
      pump();
      if (inHand.size === 0 && waiting.size === 0) {
        for (const tell of watchers) tell();
        watchers = [];
      }
    }
  }

  function add(key: string): void {
    if (stopped) return;
    if (inHand.has(key)) again.add(key);
    else waiting.add(key);
    pump();
  }

  function addAfter(key: string, ms: number): void {
    if (stopped) return;
    const at = clock.now() + ms;
    const planned = later.get(key);
    // A key is planned once, for the earliest time that was asked for.
    if (planned !== undefined && planned.at <= at) return;
    planned?.cancel();
    const cancel = clock.after(ms, () => {
      later.delete(key);
      add(key);
    });
    later.set(key, { at, cancel });
  }

  const idle = (): Promise<void> =>
    inHand.size === 0 && waiting.size === 0
      ? Promise.resolve()
      : new Promise((resolve) => watchers.push(resolve));

  return {
    add,
    addAfter,
    addRateLimited(key) {
      const count = failures.get(key) ?? 0;
      failures.set(key, count + 1);
      addAfter(key, Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** count));
    },
    forget: (key) => void failures.delete(key),
    idle,
    async stop() {
      stopped = true;
      waiting.clear();
      for (const { cancel } of later.values()) cancel();
      await idle();
    },
  };
}
