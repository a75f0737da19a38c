import type { Clock } from '../../../src/time.ts';
import { createFaultRoom, type Faults as FaultsOf, type FaultRoom as RoomOf } from '../faults.ts';
import type { Verb } from './request.ts';
import { type TroubleCode, trouble } from './status.ts';

/** A request as the server saw it. */
export type Seen = {
  user: string;
  method: string;
  path: string;
  query: URLSearchParams;
  contentType: string;
  body: string;
  /** Undefined where it is about no collection: discovery, reviews. */
  verb: Verb | undefined;
  resource: string;
  subresource: string;
  namespace: string;
  name: string;
};

export type Match = Partial<
  Pick<Seen, 'user' | 'verb' | 'resource' | 'subresource' | 'namespace' | 'name'>
> & {
  is?: (seen: Seen) => boolean;
};

export type Faults = FaultsOf<Seen, Match, TroubleCode>;

export type FaultRoom = RoomOf<Seen, Match, TroubleCode, Error>;

export function createFaults(clock: Clock): FaultRoom {
  return createFaultRoom(clock, matches, trouble);
}

function matches(match: Match, seen: Seen): boolean {
  for (const field of ['user', 'verb', 'resource', 'subresource', 'namespace', 'name'] as const)
    if (match[field] !== undefined && match[field] !== seen[field]) return false;
  return match.is === undefined || match.is(seen);
}
