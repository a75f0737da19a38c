import type { Taken } from '../chat.ts';

export type Hearing = {
  /** Resolves when the app has taken the message, or the chat has given it up. */
  of(message: string): Promise<Taken>;
  /** What came of one delivery; `isLast` when the chat does not try again. */
  told(message: string, acked: boolean, isLast: boolean): void;
};

/** A message that a person typed is told to the app again until the app takes it. */
export function createHearing(): Hearing {
  const waiting = new Map<string, (taken: Taken) => void>();
  return {
    of: (message) => new Promise((resolve) => waiting.set(message, resolve)),
    told(message, acked, isLast) {
      if (!acked && !isLast) return;
      waiting.get(message)?.({ acked });
      waiting.delete(message);
    },
  };
}
