import { type Answer, type ListLine, say } from '../domain/answer.ts';
import type { Person } from '../domain/directory.ts';
import { isFinal, type Phase } from '../domain/run.ts';
import { openQuestions } from '../store/open-questions.ts';
import { runView } from '../store/run-view.ts';
import { latestRuns, type RunRow } from '../store/runs.ts';
import type { FlowContext } from './context.ts';
import { worldOf } from './for-person.ts';
import { mayReadAsked, mayReadView } from './may-read.ts';
import { whoIsMissing } from './missing.ts';
import { tellHolds } from './tell-holds.ts';
import { standsAt, tellAllStanding } from './tell-standing.ts';
import { notReadable, permits } from './world.ts';

/** How many runs a list shows. */
const LIST_RUNS = 10;
/** Among so many of the latest runs those are looked for that the person may see. */
const LOOKED_AT = 200;

/** `/flow list`; before the runs it may say more. */
export async function tellRuns(
  context: FlowContext,
  person: Person,
  more: readonly ListLine[] = [],
): Promise<Answer> {
  const runs = (await readable(context, person)).slice(0, LIST_RUNS);
  const held = [...(await tellHolds(context, person)), ...more];
  if (runs.length === 0 && held.length === 0) return say('run.none', 'neutral');
  const lines = runs.map((run): ListLine => {
    const data = {
      run: run.id,
      app: run.app ?? run.workflow,
      environment: run.environment ?? '–',
      phase: run.phase,
    };
    return { code: 'line.run', data };
  });
  const heading = more.length === 0 ? 'list.runs' : 'list.now';
  return { kind: 'list', heading, data: {}, lines: [...held, ...lines] };
}

async function readable(context: FlowContext, { id: person }: Person): Promise<RunRow[]> {
  const latest = await latestRuns(context.tx, LOOKED_AT);
  const byRole = new Set(
    latest.filter((place) => permits(context, person, { action: 'read', place }).allowed).map(({ id }) => id),
  );
  if (byRole.size === latest.length) return latest;
  const asked = await openQuestions(context.tx);
  const world = await worldOf(context, asked);
  return latest.filter((run) => {
    if (byRole.has(run.id)) return true;
    const questions = asked.filter((put) => put.run.id === run.id).map(({ question }) => question);
    return mayReadAsked(context, person, run, { questions, at: context.now, world }).allowed;
  });
}

/** `/flow status [run]`: one run in words, and what its environment stands at; without a number the list, and what environments stand at. */
export async function tellStatus(
  context: FlowContext,
  person: Person,
  id: number | undefined,
): Promise<Answer> {
  if (id === undefined) return await tellRuns(context, person, await tellAllStanding(context, person));
  const view = await runView(context.tx, id);
  if (view === undefined) return say('run.unknown', 'bad', { run: id });
  const permission = mayReadView(context, person.id, view, context.now);
  if (!permission.allowed) return notReadable(permission, id);
  const world = context.directory.world(view.delegations);
  const lines: ListLine[] = [];
  for (const { title, phase, message, says = [] } of view.snapshot?.steps ?? []) {
    if (message === undefined || message === '' || !isFinal(phase))
      lines.push({ code: 'line.step', data: { title, step: phase } });
    else lines.push({ code: 'line.step-said', data: { title, step: phase, message: { message, says } } });
  }
  for (const approval of view.approvals) {
    if (approval.state !== 'open') continue;
    const who = whoIsMissing(context, approval.question, world, context.now);
    lines.push({ code: 'line.gate', data: { title: approval.title, who } });
  }
  lines.push(...(await standing(context, person, view)));
  if (view.trouble !== null) lines.push({ code: view.trouble.code, data: view.trouble.data });
  const data = {
    run: view.id,
    app: view.app ?? view.workflow,
    environment: view.environment ?? '–',
    phase: view.phase satisfies Phase,
  };
  return { kind: 'list', heading: 'list.status', data, lines };
}

/** Where the environment of a run stands, for those who may see it by a role: not for whoever is only asked about the run. */
async function standing(
  context: FlowContext,
  person: Person,
  { app, environment }: { app: string | null; environment: string | null },
): Promise<ListLine[]> {
  const place = app === null ? undefined : context.directory.app(app);
  if (app === null || place?.environments.some(({ id }) => id === environment) !== true) return [];
  const where = { app, environment: environment ?? '' };
  return permits(context, person.id, { action: 'read', place: where }).allowed
    ? await standsAt(context, person, where)
    : [];
}
