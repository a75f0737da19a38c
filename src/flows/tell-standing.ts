/** Where environments stand: the revision that each has, what holds it, what runs there and what is to start. */
import type { Answer, ListLine } from '../domain/answer.ts';
import type { Command } from '../domain/command.ts';
import type { App, Environment, Person } from '../domain/directory.ts';
import { latestRevisions, type RevisionRow, standingRevisions } from '../store/revisions.ts';
import { openRunsIn, runById } from '../store/runs.ts';
import { placeFor, placesFor } from './app-place.ts';
import type { FlowContext } from './context.ts';
import { scheduleLines } from './schedule.ts';
import { revisionData } from './tell-history.ts';
import { tellHolds } from './tell-holds.ts';
import { permits } from './world.ts';

/** How many environments a list shows beside the runs. */
const LIST_ROWS = 10;
/** How many open runs of one environment are shown. */
const RUNS_ROWS = 5;

/** `/flow status <app> [environment]`: one environment, or all of the app that the person may see. */
export async function tellStanding(
  context: FlowContext,
  person: Person,
  command: Extract<Command, { kind: 'standing' }>,
): Promise<Answer> {
  const found = environmentsMeant(context, person, command);
  if ('refusal' in found) return found.refusal;
  const { app, environments } = found;
  const lines: ListLine[] = [];
  for (const { id: environment } of environments) {
    const place = { app: app.id, environment };
    lines.push(
      ...(await standsAt(context, person, place)),
      ...(await tellHolds(context, person, place)),
      ...(await openLines(context, place)),
      ...(await scheduleLines(context, person, place)),
    );
  }
  return { kind: 'list', heading: 'list.standing', data: { app: app.id }, lines };
}

/** What the environments that the person may see stand at, those that changed last first: for the list of all. */
export async function tellAllStanding(context: FlowContext, person: Person): Promise<ListLine[]> {
  const seen = (await standingRevisions(context.tx)).filter(({ app, environment }) => {
    const isThere = context.directory.app(app)?.environments.some(({ id }) => id === environment) ?? false;
    return isThere && sees(context, person, { app, environment });
  });
  return seen.slice(0, LIST_ROWS).map((revision) => lineOf(context, person, revision));
}

/** The line of one environment of the configuration. */
export async function standsAt(
  context: FlowContext,
  person: Person,
  place: { app: string; environment: string },
): Promise<[ListLine]> {
  const [newest] = await latestRevisions(context.tx, place, 1);
  return [
    newest === undefined ? { code: 'line.stands-nowhere', data: place } : lineOf(context, person, newest),
  ];
}

function lineOf(context: FlowContext, person: Person, revision: RevisionRow): ListLine {
  const { app, environment, rollbackTo } = revision;
  const data = { app, environment, ...revisionData(context, person, revision) };
  if (rollbackTo === null) return { code: 'line.stands', data };
  return { code: 'line.stands-back', data: { ...data, to: rollbackTo } };
}

function environmentsMeant(
  context: FlowContext,
  person: Person,
  { kind, app, environment }: Extract<Command, { kind: 'standing' }>,
): { app: App; environments: readonly Environment[] } | { refusal: Answer } {
  if (environment === undefined) return placesFor(context, person, app, 'read');
  const place = placeFor(context, person, { kind, app, environment }, 'read');
  return 'refusal' in place ? place : { app: place.app, environments: [place.environment] };
}

function sees(context: FlowContext, { id }: Person, place: { app: string; environment: string }): boolean {
  return permits(context, id, { action: 'read', place }).allowed;
}

async function openLines(
  { tx }: FlowContext,
  place: { app: string; environment: string },
): Promise<ListLine[]> {
  const lines: ListLine[] = [];
  for (const id of (await openRunsIn(tx, place)).slice(-RUNS_ROWS)) {
    const run = await runById(tx, id);
    if (run !== undefined) lines.push({ code: 'line.run', data: { ...place, run: id, phase: run.phase } });
  }
  return lines;
}
