import { type Answer, type AnswerCode, say } from '../domain/answer.ts';
import { lock } from '../store/lock.ts';
import { type ScheduleEnd, type ScheduleRow, settleSchedule } from '../store/schedules.ts';
import type { StartContext } from './context.ts';
import { deploy } from './deploy.ts';
import { notAllowedIn } from './not-allowed-in.ts';
import { scheduleData } from './schedule.ts';
import { startedIn } from './start-run.ts';
import { tellPerson } from './tell-person.ts';

/** What was to start while no server was there is started late up to this, in milliseconds; after that it may be the last thing that anybody wants. */
export const LATE_LIMIT_MS = 60 * 60_000;

/** Whether they may, or what holds it, depends on a group that cannot be read now. */
const UNREAD: ReadonlySet<AnswerCode> = new Set(['rights.unread', 'place.unread', 'freeze.unread']);

/** What stands for the origin of a run that was planned: no chat can have this key. */
const ORIGIN = '(schedule)';

/**
 * Starts what was planned, in the name of whoever planned it, by the rights and holds of this moment. The row is held until the unit ends, and the run carries its
 * number as key, so it is started once. `later`: whether they still may cannot be known now.
 */
export async function startScheduled(context: StartContext, id: number): Promise<'done' | 'later'> {
  const { tx, now, directory } = context;
  const row = await lock(tx, tx.schema.schedules, id);
  if (row === undefined || row.state !== 'planned' || row.at > now) return 'done';
  if (now - row.at > LATE_LIMIT_MS) {
    await end(context, row, 'missed', say('schedule.missed', 'bad', { minutes: LATE_LIMIT_MS / 60_000 }));
    return 'done';
  }
  const person = directory.peopleOf([row.person]).has(row.person) ? directory.person(row.person) : undefined;
  if (person === undefined) {
    if (!directory.knows([row.person], row.person)) return 'later';
    await end(context, row, 'refused', say('schedule.person-gone', 'bad'));
    return 'done';
  }
  const { app, environment, parameters, room } = row;
  const origin = { actor: { platform: ORIGIN, id: row.person }, key: String(id), room };
  const answer =
    notAllowedIn(context, person, 'schedule', { app, environment }) ??
    (await deploy(context, person, origin, { kind: 'deploy', app, environment, parameters }, null));
  if (answer.kind === 'say' && UNREAD.has(answer.code)) return 'later';
  const run = startedIn(answer);
  if (run === undefined) await end(context, row, 'refused', answer);
  else {
    await settleSchedule(tx, id, { state: 'started', at: now, run });
    audit(context, row, 'schedule.started', run);
  }
  // It was not a person who came: what they planned did.
  for (const entry of context.audit) entry.detail = { ...entry.detail, surface: 'schedule', schedule: id };
  return 'done';
}

async function end(
  context: StartContext,
  row: ScheduleRow,
  state: Extract<ScheduleEnd, 'refused' | 'missed'>,
  why: Answer,
): Promise<void> {
  if (why.kind !== 'say') throw new Error('a planned start came to an answer that is no sentence');
  await settleSchedule(context.tx, row.id, { state, at: context.now, note: why.code });
  audit(context, row, `schedule.${state}`, null, why.code);
  const says = [
    { code: 'schedule.refused', data: scheduleData(context, row.person, row) },
    { code: why.code, data: why.data },
  ] as const;
  const { platform } = row.room;
  await tellPerson(context, { person: row.person, platform, key: `schedule-${row.id}-${state}`, says });
}

function audit(
  context: StartContext,
  { id, app, environment, person, at }: ScheduleRow,
  action: 'schedule.started' | 'schedule.refused' | 'schedule.missed',
  run: number | null,
  because?: string,
): void {
  context.audit.push({
    at: context.now,
    actor: 'greenlight',
    action,
    run,
    detail: {
      schedule: id,
      app,
      environment,
      planner: person,
      planned: at,
      ...(because === undefined ? {} : { because }),
    },
  });
}
