/** A day is its beginning in UTC; a time carries its offset, as RFC 3339 (https://www.rfc-editor.org/rfc/rfc3339) has it. */
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^(\d{4}-\d{2}-\d{2})[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

/** Milliseconds since the epoch, or a sentence that says what is wrong. */
export function parseInstant(text: string): { at: number } | { problem: string } {
  const day = DAY.test(text) ? text : TIME.exec(text)?.[1];
  if (day === undefined)
    return {
      problem:
        'must be a day such as 2026-12-01 (it begins at 00:00 UTC) or a time such as 2026-12-01T09:00:00+08:00',
    };
  const at = Date.parse(text.replace(' ', 'T'));
  // The parser takes the 30th of February for the 2nd of March.
  if (Number.isNaN(at) || !isDay(day)) return { problem: 'is no day or time of the calendar' };
  return { at };
}

function isDay(day: string): boolean {
  const at = Date.parse(day);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day);
}

/** Milliseconds since the epoch of a text that was checked before. */
export function instantOf(text: string): number {
  const parsed = parseInstant(text);
  if ('problem' in parsed) throw new Error(`unchecked instant: ${parsed.problem}`);
  return parsed.at;
}
