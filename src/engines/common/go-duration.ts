const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  // Go reads both signs for micro: U+00B5 and the Greek letter.
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

const PART = /^(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/;

/** Milliseconds of a duration as Go's time.ParseDuration reads it, as KubeVela does; undefined for what it does not read, such as `1d`. */
export function goDuration(text: string): number | undefined {
  let rest = text.startsWith('+') ? text.slice(1) : text;
  if (rest === '') return undefined;
  let total = 0;
  while (rest !== '') {
    const [whole, number = '', unit = ''] = PART.exec(rest) ?? [];
    if (whole === undefined) return undefined;
    total += Number(number) * (UNIT_MS[unit] ?? 0);
    rest = rest.slice(whole.length);
  }
  return Math.ceil(total);
}
