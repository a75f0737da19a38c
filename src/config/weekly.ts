const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const DAY = 24 * 60;

/** `fri 16:00` as a minute of the week, of which Monday 00:00 is 0; undefined for a text that is none. `24:00` is the next midnight. */
export function parseWeekly(text: string): number | undefined {
  const [, day = '', hour, minute] = /^([a-z]{3,9}) +(\d{1,2}):(\d{2})$/i.exec(text) ?? [];
  const index = DAYS.indexOf(day.slice(0, 3).toLowerCase());
  const minutes = Number(hour) * 60 + Number(minute);
  if (index < 0 || !FULL.some((name) => name.startsWith(day.toLowerCase()))) return undefined;
  if (Number(minute) > 59 || minutes > DAY) return undefined;
  return (index * DAY + minutes) % (7 * DAY);
}

const FULL = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** `fri 16:00` of a minute of the week. */
export function weeklyText(at: number): string {
  const minute = at % DAY;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${DAYS[Math.floor(at / DAY)]} ${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
