/** What a simulator needs of a clock: the caller decides whether time is real or turned by hand. */
export type SimClock = {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls `fire` once after `ms`; the returned function cancels it. */
  after(ms: number, fire: () => void): () => void;
};
