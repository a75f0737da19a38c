/** Runs that are to start by themselves: planning them, listing them, taking them back. */
import { type Answer, type ListLine, say } from '../domain/answer.ts';
import type { Person } from '../domain/directory.ts';
import type { Event } from '../domain/event.ts';
import { HOLD_USAGE, type HoldCommand } from '../domain/hold-command.ts';
import { PLAN_AHEAD_MS, parseStart } from '../domain/time-of-start.ts';
import { lock } from '../store/lock.ts';
import {
  countPlanned,
  insertSchedule,
  plannedSchedules,
  type ScheduleRow,
  settleSchedule,
} from '../store/schedules.ts';
import { findPlace } from './app-place.ts';
import type { FlowContext, StartContext } from './context.ts';
import { frozenFor, notAllowedBeyond, through } from './held-back.ts';
import { notAllowedIn } from './not-allowed-in.ts';
import { otherPlaces, stepsOf } from './other-places.ts';
import { readParameters } from './read-parameters.ts';
import { runPayload } from './start-run.ts';
import { momentFor, tellPerson } from './tell-person.ts';
import { permits } from './world.ts';

/** How many starts one person may have planned. */
const MAX_PLANNED = 50;
/** How many a list shows. */
const LIST_ROWS = 20;
/** Among so many those are looked for that the person may see. */
const LOOKED_AT = 500;

type Command<Kind extends HoldCommand['kind']> = Extract<HoldCommand, { kind: Kind }>;

/** `/flow schedule … at …`. Whoever plans it needs the rights to plan and to deploy, now and when it starts. */
export async function schedule(
  context: StartContext,
  person: Person,
  event: Pick<Event, 'room'>,
  command: Command<'schedule'>,
): Promise<Answer> {
  const { tx, now, directory } = context;
  const found = findPlace(context, person, command, 'schedule');
  if ('refusal' in found) return found.refusal;
  const { app, environment } = found;
  const where = { app: app.id, environment: environment.id };
  const refused =
    notAllowedIn(context, person, 'schedule', where) ?? notAllowedIn(context, person, 'deploy', where);
  if (refused !== undefined) return refused;
  const values = readParameters(app, environment, command.parameters);
  if ('refusal' in values) return values.refusal;
  const at = parseStart(command.at, now, person.zone ?? directory.zone);
  if (at === undefined)
    return say('schedule.bad-time', 'bad', { value: command.at.slice(0, 60), usage: HOLD_USAGE.schedule });
  const when = momentFor(directory, person, at);
  if (at <= now) return say('schedule.past', 'bad', { when });
  if (at - now > PLAN_AHEAD_MS)
    return say('schedule.too-far', 'bad', { when, days: PLAN_AHEAD_MS / 86_400_000 });
  const payload = runPayload(person, { app, environment, given: values.given });
  const others = otherPlaces(app, environment, stepsOf(context.outline(app.engine, payload)));
  for (const other of others) {
    const kept = notAllowedBeyond(context, person, { app, environment: other }, { kind: 'deploy' });
    if (kept !== undefined) return through(kept, environment);
  }
  for (const one of [environment, ...others]) {
    const frozen = frozenFor(context, person, { app: app.id, environment: one.id }, at);
    if (frozen?.code !== 'freeze.holds') continue;
    const { data } = one === environment ? frozen : through(frozen, environment);
    return say('schedule.frozen', 'bad', { ...data, when });
  }
  if ((await countPlanned(tx, person.id)) >= MAX_PLANNED)
    return say('schedule.too-many', 'bad', { count: MAX_PLANNED });
  const { parameters } = command;
  const { room } = event;
  const id = await insertSchedule(tx, { ...where, parameters, person: person.id, room, at, createdAt: now });
  const detail = { schedule: id, ...where, parameters: Object.fromEntries(parameters), starts: at };
  context.audit.push({ at: now, actor: person.id, action: 'schedule.planned', run: null, detail });
  const usage = HOLD_USAGE.unschedule.replace('<number>', String(id));
  return say('schedule.done', 'good', { ...where, schedule: id, when, usage });
}

/** `/flow schedule list`: what is to start where the person may see runs, and what they planned themselves. */
export async function tellSchedules(context: FlowContext, person: Person): Promise<Answer> {
  const planned = (await plannedSchedules(context.tx, LOOKED_AT)).filter((row) => {
    const { app, environment } = row;
    const place = { app, environment };
    return row.person === person.id || permits(context, person.id, { action: 'read', place }).allowed;
  });
  if (planned.length === 0) return say('schedule.none', 'neutral');
  const lines = planned.slice(0, LIST_ROWS).map((row) => lineOf(context, person, row));
  return { kind: 'list', heading: 'list.schedules', data: {}, lines };
}

/** What is to start in a place, for somebody who may see runs there. */
export async function scheduleLines(
  context: FlowContext,
  person: Person,
  place: { app: string; environment: string },
): Promise<ListLine[]> {
  const planned = (await plannedSchedules(context.tx, LOOKED_AT)).filter(
    ({ app, environment }) => app === place.app && environment === place.environment,
  );
  return planned.slice(0, LIST_ROWS).map((row) => lineOf(context, person, row));
}

/** `/flow schedule cancel`: one's own, or by the right to plan another one's, which its owner is told. */
export async function unschedule(context: FlowContext, person: Person, id: number): Promise<Answer> {
  const { tx, now } = context;
  const row = await lock(tx, tx.schema.schedules, id);
  const place = row && { app: row.app, environment: row.environment };
  const seen =
    row?.person === person.id ||
    (place !== undefined && permits(context, person.id, { action: 'read', place }).allowed);
  // Whoever may not see it is told nothing of it.
  if (row === undefined || place === undefined || !seen)
    return say('schedule.unknown', 'bad', { schedule: id });
  const refused = notAllowedIn(context, person, 'schedule', place, row.person);
  if (refused !== undefined) return refused;
  if (row.state !== 'planned') return say('schedule.over', 'bad', { schedule: id });
  await settleSchedule(tx, id, { state: 'cancelled', at: now });
  context.audit.push({
    at: now,
    actor: person.id,
    action: 'schedule.cancelled',
    run: null,
    detail: { schedule: id, ...place, planner: row.person },
  });
  if (row.person !== person.id) {
    const data = { ...scheduleData(context, row.person, row), by: person.name };
    const { platform } = row.room;
    const says = [{ code: 'schedule.cancelled-by', data }] as const;
    await tellPerson(context, { person: row.person, platform, key: `schedule-${id}-cancelled`, says });
  }
  return say('schedule.cancelled', 'good', { schedule: id, ...place });
}

function lineOf(context: FlowContext, person: Person, row: ScheduleRow): ListLine {
  const by = context.directory.person(row.person)?.name ?? row.person;
  return { code: 'line.schedule', data: { ...scheduleData(context, person, row), by } };
}

/** What was planned, as that person reads it. */
export function scheduleData(
  { directory }: Pick<FlowContext, 'directory'>,
  reader: string | Person,
  { id, app, environment, parameters, at }: ScheduleRow,
) {
  const values = parameters.map(([name, value]) => ` ${name}=${value}`).join('');
  return { schedule: id, app, environment, values, when: momentFor(directory, reader, at) };
}
