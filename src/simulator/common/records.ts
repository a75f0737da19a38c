/** Adds to a log that forgets its oldest half when it is full: a playground may run for weeks. */
export function remember<T>(log: T[], entry: T, kept: number): void {
  if (log.length >= kept) log.splice(0, Math.ceil(kept / 2));
  log.push(entry);
}
