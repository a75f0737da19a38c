import { suggestion } from './suggest.ts';

/** What is wrong with the name of a time zone (https://www.iana.org/time-zones); undefined: nothing. */
export function zoneProblem(zone: string): string | undefined {
  try {
    // Throws for names that this machine does not know; its own list leaves out names that are right all the same.
    Intl.DateTimeFormat('en', { timeZone: zone });
    return undefined;
  } catch {
    // The zone of all of China is called after another city.
    const near = /beijing|peking/i.test(zone)
      ? '; did you mean "Asia/Shanghai"?'
      : suggestion(zone, Intl.supportedValuesOf('timeZone'), '');
    return `is no time zone: write a name such as Asia/Shanghai or Europe/Berlin${near}`;
  }
}
