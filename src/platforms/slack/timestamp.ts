/** A message's `ts` is its name and the seconds at which Slack took it in: `1795331000.000100`. Here in milliseconds since the epoch. */
export function instantOf(ts: string): number {
  const seconds = Number(ts);
  return Number.isFinite(seconds) ? Math.floor(seconds * 1000) : 0;
}
