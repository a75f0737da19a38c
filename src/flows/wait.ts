/** Who wants to know when a locked environment is free. */
import { type Answer, say } from '../domain/answer.ts';
import type { Person } from '../domain/directory.ts';
import type { Event } from '../domain/event.ts';
import { HOLD_USAGE, type HoldCommand } from '../domain/hold-command.ts';
import { deleteLockWait, insertLockWait } from '../store/locks.ts';
import { findPlace } from './app-place.ts';
import type { FlowContext } from './context.ts';
import { heldLock, usageIn } from './lock.ts';
import { notAllowedIn } from './not-allowed-in.ts';
import { reachedOn } from './tell-person.ts';

type Command<Kind extends HoldCommand['kind']> = Extract<HoldCommand, { kind: Kind }>;

/** `/flow wait`: to be told by direct message when it is free. */
export async function wait(
  context: FlowContext,
  person: Person,
  event: Pick<Event, 'actor'>,
  command: Command<'wait'>,
): Promise<Answer> {
  const found = findPlace(context, person, command, 'read');
  if ('refusal' in found) return found.refusal;
  const where = { app: found.app.id, environment: found.environment.id };
  const refused = notAllowedIn(context, person, 'read', where);
  if (refused !== undefined) return refused;
  const held = await heldLock(context, where);
  if (held === undefined) return say('wait.free', 'good', where);
  const { platform } = event.actor;
  if ((await reachedOn(context, person.id, platform)) === undefined) return say('wait.nowhere', 'bad');
  await insertLockWait(context.tx, { lock: held.id, person: person.id, platform, since: context.now });
  return say('wait.noted', 'good', { ...where, usage: usageIn(HOLD_USAGE.unwait, where) });
}

/** `/flow unwait`: not to be told after all. What is one's own may be taken back without any right. */
export async function unwait(
  context: FlowContext,
  person: Person,
  command: Command<'unwait'>,
): Promise<Answer> {
  const found = findPlace(context, person, command, 'read');
  if ('refusal' in found) return found.refusal;
  const where = { app: found.app.id, environment: found.environment.id };
  const held = await heldLock(context, where);
  if (held !== undefined && (await deleteLockWait(context.tx, held.id, person.id)))
    return say('unwait.done', 'good', where);
  // Whether it is locked is for those who may see runs there.
  return notAllowedIn(context, person, 'read', where) ?? say('unwait.none', 'neutral', where);
}
