/** Environments into which nothing new is deployed for a while. */
import { type Answer, say } from '../domain/answer.ts';
import type { Person } from '../domain/directory.ts';
import type { Event } from '../domain/event.ts';
import { HOLD_USAGE, type HoldCommand } from '../domain/hold-command.ts';
import { lock as lockRow } from '../store/lock.ts';
import { deleteLock, insertLock, type LockRow, lockOf } from '../store/locks.ts';
import { wantPosts } from '../store/posts.ts';
import { openRunsIn } from '../store/runs.ts';
import { findPlace } from './app-place.ts';
import type { FlowContext } from './context.ts';
import { notAllowedIn } from './not-allowed-in.ts';
import { momentFor, tellPerson } from './tell-person.ts';

/** Longest reason, in characters: as of a rejection. */
const REASON_MAX = 500;

type Command<Kind extends HoldCommand['kind']> = Extract<HoldCommand, { kind: Kind }>;

/** `/flow lock`: one lock for each environment. Runs that are under way go on. */
export async function lock(
  context: FlowContext,
  person: Person,
  event: Pick<Event, 'actor'>,
  command: Command<'lock'>,
): Promise<Answer> {
  const found = findPlace(context, person, command, 'lock');
  if ('refusal' in found) return found.refusal;
  const where = { app: found.app.id, environment: found.environment.id };
  const refused = notAllowedIn(context, person, 'lock', where);
  if (refused !== undefined) return refused;
  const { reason = '' } = command;
  if (reason === '') return say('lock.reason-needed', 'bad', { usage: HOLD_USAGE.lock });
  if (reason.length > REASON_MAX) return say('lock.reason-too-long', 'bad', { max: REASON_MAX });
  const row = { ...where, owner: person.id, platform: event.actor.platform, reason, since: context.now };
  if (!(await insertLock(context.tx, row))) {
    const before = await lockOf(context.tx, where);
    // It ended a moment ago; the inbox tries the command again.
    if (before === undefined) throw new Error('a lock was in the way and is gone');
    return say('lock.taken', 'bad', lockData(context, person, before));
  }
  await showOnCards(context, where);
  context.audit.push({
    at: context.now,
    actor: person.id,
    action: 'environment.locked',
    run: null,
    detail: { ...where, reason },
  });
  return say('lock.done', 'good', { ...where, usage: usageIn(HOLD_USAGE.unlock, where) });
}

/** `/flow unlock`: one's own, or by the right to it another one's, which its owner is told. Whoever wanted to know that it is free is told, once. */
export async function unlock(
  context: FlowContext,
  person: Person,
  command: Command<'unlock'>,
): Promise<Answer> {
  const found = findPlace(context, person, command, 'unlock');
  if ('refusal' in found) return found.refusal;
  const where = { app: found.app.id, environment: found.environment.id };
  const held = await heldLock(context, where);
  const refused = notAllowedIn(context, person, 'unlock', where, held?.owner);
  if (refused !== undefined) return refused;
  if (held === undefined) return say('unlock.not-locked', 'neutral', where);
  const waiting = await deleteLock(context.tx, held.id);
  await showOnCards(context, where);
  const told = new Set([person.id]);
  if (held.owner !== person.id) {
    told.add(held.owner);
    const data = { ...lockData(context, held.owner, held), by: person.name };
    await tellPerson(context, {
      person: held.owner,
      platform: held.platform,
      key: `lock-${held.id}-broken`,
      says: [{ code: 'lock.broken', data }],
    });
  }
  for (const { person: who, platform } of waiting) {
    if (told.has(who)) continue;
    told.add(who);
    const data = { ...where, by: person.name };
    await tellPerson(context, {
      person: who,
      platform,
      key: `lock-${held.id}-free-${who}`,
      says: [{ code: 'lock.free', data }],
    });
  }
  context.audit.push({
    at: context.now,
    actor: person.id,
    action: 'environment.unlocked',
    run: null,
    detail: { ...where, owner: held.owner, reason: held.reason, since: held.since },
  });
  return say('unlock.done', 'good', where);
}

/** The lock of a place, which nobody else ends or waits for until this unit has ended. */
export async function heldLock(
  { tx }: FlowContext,
  where: { app: string; environment: string },
): Promise<LockRow | undefined> {
  const row = await lockOf(tx, where);
  return row && (await lockRow(tx, tx.schema.locks, row.id));
}

/** Who locked it, why and since when, as that person reads it. */
export function lockData(
  { directory }: Pick<FlowContext, 'directory'>,
  reader: string | Person,
  { app, environment, owner, reason, since }: LockRow,
) {
  return {
    app,
    environment,
    owner: directory.person(owner)?.name ?? owner,
    why: reason,
    since: momentFor(directory, reader, since),
  };
}

/** The command with the place filled in. */
export function usageIn(usage: string, { app, environment }: { app: string; environment: string }): string {
  return usage.replace('<app>', app).replace('<environment>', environment);
}

async function showOnCards({ tx }: FlowContext, where: { app: string; environment: string }): Promise<void> {
  for (const run of await openRunsIn(tx, where)) await wantPosts(tx, run, 'progress');
}
