/** Milliseconds since the epoch; undefined for what is no time, and for Go's year 1, which means none. */
export function timeOf(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) || time <= 0 ? undefined : time;
}
