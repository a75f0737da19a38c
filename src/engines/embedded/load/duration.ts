const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

const PART = /^(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/;
/** Go counts nanoseconds in 64 bits: about 292 years. */
const MAX_MS = 2 ** 63 / 1e6;

/** Milliseconds of a duration as Go's time.ParseDuration reads it ("1h30m"), as KubeVela does. Zero and less are refused. */
export function parseDuration(text: string): number | { problem: string } {
  const wrong = {
    problem: `"${text}" is not a duration: write it with h, m, s or ms, as in "1h30m" (days are not known: "24h")`,
  };
  let rest = text.startsWith('+') ? text.slice(1) : text;
  if (rest === '') return wrong;
  let total = 0;
  while (rest !== '') {
    const match = PART.exec(rest);
    if (match === null) return wrong;
    const [whole, number = '', unit = ''] = match;
    total += Number(number) * (UNIT_MS[unit] ?? 0);
    rest = rest.slice(whole.length);
  }
  if (total > MAX_MS) return { problem: `"${text}" is too long for a duration` };
  if (total <= 0) return { problem: `"${text}" is no time at all` };
  return Math.ceil(total);
}
