import type { UpstreamOutcome } from '../../errors.ts';

/** What a vendor's error code says in the words of all platforms: an `UpstreamError`'s outcome and code. */
export type Meaning = { outcome: UpstreamOutcome; code: string };

export function rejected(code: string): Meaning {
  return { outcome: 'rejected', code };
}

/** The same request will be taken later. */
export const throttled: Meaning = { outcome: 'throttled', code: 'throttled' };
