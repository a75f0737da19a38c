/** Requests that stand still until they are let go. */
export type Hold<Seen> = {
  readonly waiting: readonly Seen[];
  /** Resolves when so many have come. */
  arrived: (count?: number) => Promise<void>;
  /** Lets those go that wait, and all that come later. */
  release(): void;
};

/** `take` resolves when what came may go on. */
export function createHold<Seen>(): { hold: Hold<Seen>; take: (seen: Seen) => Promise<void> } {
  let free = false;
  const waiting: { seen: Seen; go: () => void }[] = [];
  let watchers: { count: number; tell: () => void }[] = [];
  return {
    hold: {
      get waiting() {
        return waiting.map(({ seen }) => seen);
      },
      arrived: (count = 1) =>
        new Promise((resolve) => {
          if (waiting.length >= count) resolve();
          else watchers.push({ count, tell: resolve });
        }),
      release() {
        free = true;
        for (const { go } of waiting.splice(0)) go();
      },
    },
    take: (seen) =>
      new Promise((resolve) => {
        if (free) return resolve();
        waiting.push({ seen, go: resolve });
        for (const { count, tell } of watchers) if (waiting.length >= count) tell();
        watchers = watchers.filter(({ count }) => waiting.length < count);
      }),
  };
}
