/** What must not be judged before the chats have said who belongs to the groups: held back after a start, for a short time. */
import type { Clock } from '../time.ts';

/**
 * How long a start waits for the chats, in milliseconds. A chat that works says within a second or two who is in a few groups. Everything that
 * people do waits as long, so a chat that hangs must not hold it up for more than a person waits for an answer.
 */
export const FIRST_READING_MS = 10_000;

/** `read`: every chat has answered or failed once. `late`: one has not, in time. `stopped`: nobody is to go on. */
export type FirstReadingEnd = 'read' | 'late' | 'stopped';

export type FirstReading = {
  /** Never rejects. Resolved from the beginning when there is nobody to wait for. */
  readonly ended: Promise<FirstReadingEnd>;
  start(): void;
  /** A platform has been asked everything once, whatever came of it. */
  heard(platform: string): void;
  stop(): void;
};

export function createFirstReading(platforms: Iterable<string>, clock: Clock): FirstReading {
  const waiting = new Set(platforms);
  let cancel = (): void => {};
  const { promise, resolve } = Promise.withResolvers<FirstReadingEnd>();
  if (waiting.size === 0) resolve('read');

  function end(how: FirstReadingEnd): void {
    cancel();
    resolve(how);
  }

  return {
    ended: promise,
    start() {
      if (waiting.size > 0) cancel = clock.after(FIRST_READING_MS, () => end('late'));
    },
    heard(platform) {
      if (waiting.delete(platform) && waiting.size === 0) end('read');
    },
    stop: () => end('stopped'),
  };
}
