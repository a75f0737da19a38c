/** What the controller keeps in its process about one run: gone when it restarts. */
export type Memory = {
  /** Passes in which a step made no progress with the same message, by the step's id. */
  backoff: Map<string, number>;
  backoffReason: Map<string, string>;
  /** Failed evaluations of a step, by its id. */
  failures: Map<string, number>;
  /** Milliseconds: when the run is to be looked at next. */
  nextAt: number | undefined;
};

export function createMemory(): Memory {
  return { backoff: new Map(), backoffReason: new Map(), failures: new Map(), nextAt: undefined };
}

/** The counters of the controller begin at 0 with the first time, not at 1. */
export function countUp(counts: Map<string, number>, id: string): number {
  const found = counts.get(id);
  const next = found === undefined ? 0 : found + 1;
  counts.set(id, next);
  return next;
}
