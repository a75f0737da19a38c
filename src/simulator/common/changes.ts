/** What onlookers are told of, each at once and in order. */
export type ChangesOf<Change> = {
  emit(change: Change): void;
  /** The returned function ends it. */
  subscribe(listener: (change: Change) => void): () => void;
};

export function createChanges<Change>(): ChangesOf<Change> {
  const listeners = new Set<(change: Change) => void>();
  return {
    emit(change) {
      for (const listener of listeners) listener(change);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
