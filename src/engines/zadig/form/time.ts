/** Zadig's seconds as milliseconds since the epoch; 0 is none. */
export function timeOf(seconds: number): number | undefined {
  return seconds > 0 ? seconds * 1000 : undefined;
}
