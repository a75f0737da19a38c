import { type Saying, type SayingCode, type SayingData, sayingsInEnglish } from '../../domain/saying.ts';
import { oneLine } from './one-line.ts';

/** What the engine says of a step: the line for programs, and the same by its codes for people. */
export type Told = { message: string; says?: readonly Saying[] };

/** Values are made fit for one line, as all that comes from outside. */
export function tell(code: SayingCode, data?: SayingData, ...after: readonly Saying[]): Told {
  const first: Saying = data === undefined ? { code } : { code, data: cleaned(data) };
  const says = [first, ...after];
  return { message: oneLine(sayingsInEnglish(says)), says };
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
