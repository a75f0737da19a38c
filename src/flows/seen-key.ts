import type { RunSnapshot } from '../domain/run.ts';

/** The key of a run that was started elsewhere: nobody gave it one, and its engine's name for it never names two. */
export function seenKey({ engine, ref }: Pick<RunSnapshot, 'engine' | 'ref'>): string {
  return `seen-${engine}-${ref}`;
}
