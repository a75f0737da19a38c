/** What is under way, so that an end can wait for it. */
export type UnderWay = {
  add(work: Promise<unknown>): void;
  /** Resolves when all that is under way now has ended, well or not. */
  ended(): Promise<unknown>;
};

export function createUnderWay(): UnderWay {
  const works = new Set<Promise<unknown>>();
  return {
    add(work) {
      works.add(work);
      const done = (): boolean => works.delete(work);
      work.then(done, done);
    },
    ended: () => Promise.allSettled(works),
  };
}
