import { setTimeout as wait } from 'node:timers/promises';

/** Bytes that this process keeps in memory when garbage is gone. Wants `--expose-gc`. */
export async function settledRss(): Promise<number> {
  for (let i = 0; i < 4; i += 1) {
    globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    await wait(100);
  }
  return process.memoryUsage.rss();
}
