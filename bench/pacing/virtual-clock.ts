import type { Clock } from '../../src/time.ts';

/** A clock whose time passes only while nothing is to be done: hours of waiting take seconds. */
export type VirtualClock = Clock & {
  /** Lets time pass until `end` (ms since the epoch): each timer fires at its own moment, when what the one before set off has come to rest. */
  run(end: number): Promise<void>;
};

type Timer = { at: number; order: number; fire: (() => void) | undefined };

/** Turns of the event loop without a unit of work after which everything waits for a timer. A unit takes two. */
const QUIET_TURNS = 4;

/** `busy`: units of work that are under way. */
export function createVirtualClock(start: number, busy: () => number): VirtualClock {
  const heap: Timer[] = [];
  let now = start;
  let order = 0;

  function before(a: Timer, b: Timer): boolean {
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }

  function push(timer: Timer): void {
    let i = heap.push(timer) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !before(timer, above)) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = timer;
  }

  function pop(): Timer | undefined {
    const [first] = heap;
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let i = 0;
    for (;;) {
      const left = 2 * i + 1;
      const [a, b] = [heap[left], heap[left + 1]];
      if (a === undefined) break;
      const [child, at] = b !== undefined && before(b, a) ? [b, left + 1] : [a, left];
      if (!before(child, last)) break;
      heap[i] = child;
      i = at;
    }
    heap[i] = last;
    return first;
  }

  async function rest(): Promise<void> {
    for (let quiet = 0; quiet < QUIET_TURNS; quiet = busy() > 0 ? 0 : quiet + 1)
      await new Promise((resolve) => setImmediate(resolve));
  }

  return {
    now: () => now,
    after(ms, fire) {
      const timer: Timer = { at: now + Math.ceil(Math.max(ms, 0)), order, fire };
      order += 1;
      push(timer);
      return () => {
        timer.fire = undefined;
      };
    },
    async run(end) {
      for (;;) {
        await rest();
        while (heap[0] !== undefined && heap[0].fire === undefined) pop();
        const [next] = heap;
        if (next === undefined || next.at > end) break;
        pop();
        now = Math.max(now, next.at);
        next.fire?.();
      }
      now = end;
    },
  };
}
