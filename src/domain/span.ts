const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
/** Longest time for which somebody hands their right over, in milliseconds: whoever is away longer is configured so. */
const MAX_SPAN_MS = 60 * 86_400_000;

/** Milliseconds of a time as people type it in a chat: `90m`, `8h`, `3d`, `2w`, together `1d12h`. Undefined for anything else, nothing, or over 60 days. */
export function parseSpan(text: string): number | undefined {
  const typed = text.normalize('NFKC').toLowerCase();
  if (!/^(\d{1,4}[mhdw])+$/.test(typed)) return undefined;
  let ms = 0;
  for (const [, count, unit = ''] of typed.matchAll(/(\d+)([mhdw])/g))
    ms += Number(count) * (UNITS[unit] ?? 0);
  return ms > 0 && ms <= MAX_SPAN_MS ? ms : undefined;
}
