/** `22:00-08:00` as minutes of a day, or a sentence that says what is wrong. `24:00` is the next midnight, which is 0. */
export function parseHours(text: string): { from: number; until: number } | { problem: string } {
  const [, fromHour, fromMinute, untilHour, untilMinute] =
    /^(\d{1,2}):(\d{2}) ?[-–] ?(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  if (untilMinute === undefined) return { problem: 'must be two times of a day, such as 22:00-08:00' };
  const from = minutes(fromHour, fromMinute);
  const until = minutes(untilHour, untilMinute);
  if (from === undefined || until === undefined)
    return { problem: 'has a time that no day has: hours go from 00 to 24, minutes from 00 to 59' };
  if (from === until) return { problem: 'begins when it ends: write a shorter span, or take the route out' };
  return { from, until };
}

const DAY = 24 * 60;

function minutes(hour: string | undefined, minute: string | undefined): number | undefined {
  const all = Number(hour) * 60 + Number(minute);
  return Number(minute) < 60 && all <= DAY ? all % DAY : undefined;
}
