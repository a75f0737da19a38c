import type { Clock } from '../../../src/time.ts';
import { createFaultRoom, type FaultRoom, type Faults as FaultsOf } from '../faults.ts';
import type { Answer } from './http-door.ts';

/** A request as the server saw it. */
export type Seen = {
  /** Which of the API's calls it is, such as `run` or `approve`; `unknown` for other addresses. */
  call: string;
  method: string;
  path: string;
  query: URLSearchParams;
  /** What was sent, parsed; undefined where it was no JSON. */
  body: unknown;
  /** Whose token came with it. */
  uid: string | undefined;
};

export type Match = Partial<Pick<Seen, 'call' | 'method' | 'uid'>> & { is?: (seen: Seen) => boolean };

/** What stands before Zadig answers these. */
type Code = 429 | 500 | 502 | 503 | 504;

export type Faults = FaultsOf<Seen, Match, Code>;

export function createFaults(clock: Clock): FaultRoom<Seen, Match, Code, Answer> {
  return createFaultRoom(clock, matches, gateway);
}

/** What a proxy says: no JSON. */
function gateway(code: number, retryAfterSeconds?: number): Answer {
  const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return { code, text: `<html><body><h1>${code}</h1></body></html>`, headers };
}

function matches(match: Match, seen: Seen): boolean {
  for (const field of ['call', 'method', 'uid'] as const)
    if (match[field] !== undefined && match[field] !== seen[field]) return false;
  return match.is === undefined || match.is(seen);
}
