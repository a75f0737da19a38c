import {
  type Saying,
  type SayingCode,
  type SayingData,
  sayingOf,
  sayingsInEnglish,
} from '../../domain/saying.ts';
import { oneLine } from './one-line.ts';

/** What the engine says of a step: the line for programs, and the same by its codes for people. */
export type Told = { message: string; says?: readonly Saying[] };

/** Values are made fit for one line, as all that comes from outside. */
export function tell(code: SayingCode, data?: SayingData, ...after: readonly Saying[]): Told {
  const first: Saying = data === undefined ? { code } : { code, data: cleaned(data) };
  const says = [first, ...after];
  return { message: oneLine(sayingsInEnglish(says)), says };
}

/** A sentence whose `{why}` is what was told before. */
export function tellBecause(code: SayingCode, why: Told, data: SayingData = {}): Told {
  const { message, says } = why;
  const first: Saying = {
    code,
    data: cleaned({ ...data, why: message }),
    ...(says === undefined ? {} : { why: says }),
  };
  return { message: oneLine(sayingsInEnglish([first])), says: [first] };
}

/** All of it, one after another; undefined where nothing is told. What has no code stands as it is, beside what has. */
export function inOne(all: readonly Told[]): Told | undefined {
  if (all.length === 0) return undefined;
  const message = all.map((one) => one.message).join('; ');
  return all.every(({ says }) => says === undefined)
    ? { message }
    : { message, says: all.flatMap(sayingsOf) };
}

/** The same about something of which it is a part: its name stands before it. */
export function toldOf(whole: string, told: Told): Told {
  return { message: oneLine(`${whole}: ${told.message}`), says: sayingOf(whole, sayingsOf(told)) };
}

/** Why a whole ended, by the part that failed first: its title, and what it told. Without codes where the part has none. */
export function failureOf(title: string, { message, says }: Partial<Told>): Told {
  if (message === undefined) return { message: title };
  return { message: `${title}: ${message}`, ...(says && { says: sayingOf(title, says) }) };
}

/** What is told as data of a `UserError`: `problem` for programs, and one code with its values for people. */
export function problemData({ message, says = [] }: Told): Record<string, string | number> {
  const [one, ...more] = says;
  if (one === undefined || one.of !== undefined || more.length > 0) return { problem: message };
  return { ...one.data, problem: message, problemCode: one.code };
}

/** Its codes; where it has none, what it says as it is. */
function sayingsOf({ message, says }: Told): readonly Saying[] {
  return says ?? [{ code: 'words', data: { words: oneLine(message) } }];
}

function cleaned(data: SayingData): SayingData {
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, typeof value === 'string' ? oneLine(value) : value]),
  );
}

export function tellVerdict(
  verdict: 'approved' | 'rejected',
  { name, reason = '' }: { name: string; reason?: string },
): Told {
  return reason === '' ? tell(verdict, { by: name }) : tell(`${verdict}-because`, { by: name, why: reason });
}

/** `timeoutMs`: how long it was allowed to take. */
export function tellLate(timeoutMs = 0, ...after: readonly Saying[]): Told {
  const seconds = timeoutMs / 1000;
  return seconds >= 120
    ? tell('late-minutes', { minutes: Math.round(seconds / 60) }, ...after)
    : tell('late-seconds', { seconds }, ...after);
}
