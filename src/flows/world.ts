import { type Answer, say } from '../domain/answer.ts';
import type { Directory } from '../domain/directory.ts';
import { authorise, type Permission, type Request } from '../domain/permission.ts';
import type { World } from '../domain/seats.ts';
import type { Reader } from '../store/database.ts';
import { delegationsSince } from '../store/delegations.ts';

/** Where who is who is looked up: in a unit, or by reads outside of any. */
export type Around = { tx: Reader; directory: Directory };

/** Who is who, with what was handed over by command and held at `since` or later (ms since the epoch). */
export async function worldSince({ tx, directory }: Around, since: number): Promise<World> {
  return directory.world(await delegationsSince(tx, since));
}

/** The answer of the one authorisation function, for what roles grant. */
export function permits(
  { directory }: Pick<Around, 'directory'>,
  person: string,
  request: Request,
): Permission {
  return authorise(person, request, directory.roles, directory.world([]));
}

/** What whoever may not see a run is told, and whoever cannot be known to be allowed. */
export function notReadable({ because }: Extract<Permission, { allowed: false }>, run: number): Answer {
  return because === 'unread' ? say('rights.unread', 'bad') : say('read.not-allowed', 'bad', { run });
}
