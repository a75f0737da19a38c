const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Longest duration that a key takes: a week, in milliseconds. A Node timer ends at 24.8 days. */
const MAX_DURATION_MS = 7 * 24 * 3_600_000;

/** Milliseconds of a duration as Go writes it (`90s`, `10m`, `1h30m`, `1.5h`), or a sentence that says what is wrong. */
export function parseDuration(text: string): { ms: number } | { problem: string } {
  if (/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) {
    let ms = 0;
    for (const [, count, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
      ms += Number(count) * (UNITS[unit ?? ''] ?? Number.NaN);
    }
    if (ms < 1) return { problem: 'must be longer than nothing: write for example 30s' };
    if (ms > MAX_DURATION_MS) return { problem: 'must be at most a week (168h)' };
    return { ms: Math.round(ms) };
  }
  if (/\d\s*(d|w|day|week)/i.test(text)) {
    return {
      problem: 'has days or weeks, which a duration here does not know: write hours, such as 24h',
    };
  }
  if (/^\d+(\.\d+)?$/.test(text)) return { problem: `needs a unit: ${text}s, ${text}m or ${text}h` };
  return { problem: 'must be a duration with its unit, such as 30s, 10m or 1h30m' };
}

/** Milliseconds of a duration that was checked before. */
export function milliseconds(text: string): number {
  const parsed = parseDuration(text);
  if ('problem' in parsed) throw new Error(`unchecked duration: ${parsed.problem}`);
  return parsed.ms;
}
