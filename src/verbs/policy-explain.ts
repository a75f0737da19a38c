import { rmSync } from 'node:fs';
import type { Config } from '../config/config.ts';
import { createDirectory, type Directory, type Language, type Person } from '../domain/directory.ts';
import { nearest } from '../domain/nearest.ts';
import { gatesOf } from '../engine-parts.ts';
import { worldSince } from '../flows/world.ts';
import { readRosters } from '../intake/roster-once.ts';
import { silentLog } from '../log.ts';
import { createParts } from '../parts.ts';
import { explainPlace } from '../presenter/explain-place.ts';
import { explainQuestion } from '../presenter/explain-question.ts';
import { explained } from '../presenter/explain-words.ts';
import { type ApprovalRow, approvalsOfRun } from '../store/approvals.ts';
import type { Database } from '../store/database.ts';
import { linkedAccountsOn } from '../store/identities.ts';
import { questionOf } from '../store/question.ts';
import { runById } from '../store/runs.ts';
import { systemClock } from '../time.ts';
import { readConfig, type VerbOptions } from './configuration.ts';
import { openForALook, openForRuns } from './open-for-a-look.ts';

/** As it was written: `--as` is needed, and either `--run` or `--app` and `--environment`. */
export type ExplainWish = VerbOptions & {
  as: string | undefined;
  run: string | undefined;
  gate: string | undefined;
  app: string | undefined;
  environment: string | undefined;
  language: string | undefined;
};

/** What is wrong with the wish, in a sentence for the one who typed it. */
export type Mistake = { mistake: string };

/**
 * `greenlight policy explain`: why somebody may or may not decide, from the functions that decide. Reads the database beside a running server and
 * changes nothing.
 */
export async function policyExplain(wish: ExplainWish): Promise<Mistake | undefined> {
  if (wish.as === undefined) return { mistake: 'Say for whom: --as ben.' };
  const byRun = wish.run !== undefined;
  if (byRun === (wish.app !== undefined || wish.environment !== undefined))
    return { mistake: 'Say of what: --run 42, or --app shop --environment prod.' };
  if (wish.run !== undefined && !/^[1-9]\d{0,14}$/.test(wish.run))
    return { mistake: `“${wish.run}” is not the number of a run.` };
  const { language: asked } = wish;
  if (asked !== undefined && asked !== 'en' && asked !== 'zh')
    return { mistake: `There is no language “${asked}”: en or zh.` };

  const config = readConfig(wish);
  const people = config.people.map(({ id }) => id);
  const person = config.people.find(({ id }) => id === wish.as);
  if (person === undefined) return { mistake: unknown('person', wish.as, people) };
  const surroundings = { clock: systemClock, log: silentLog };
  const open = wish.run === undefined ? openForALook : openForRuns;
  const { db, folder } = await open(config, surroundings);
  try {
    // Who belongs to a group that a chat backs, only the chat knows: it is asked once, as the server asks it all the time.
    const backed = config.groups.some(({ sources }) => sources.length > 0);
    const parts = backed ? await createParts(config, db, surroundings) : undefined;
    const directory = parts?.directory ?? createDirectory(config);
    const linkedOn = (platform: string) => linkedAccountsOn(db.read, platform);
    const unread =
      parts === undefined
        ? []
        : await readRosters({ directory, ...parts.people, linkedOn, clock: systemClock });
    const reader: Reader = { db, config, directory, person, language: asked ?? person.language };
    const lines =
      wish.run === undefined
        ? await placeLines(reader, wish.app ?? '', wish.environment ?? '')
        : await runLines(reader, Number(wish.run), wish.gate);
    if ('mistake' in lines) return lines;
    const notes = unread.map((group) => explained('unreadable', reader.language, group));
    process.stdout.write(`${[...lines, ...notes].join('\n')}\n`);
    return undefined;
  } finally {
    await db.close();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

type Reader = { db: Database; config: Config; directory: Directory; person: Person; language: Language };

async function runLines(
  { db, directory, person, language }: Reader,
  id: number,
  gate: string | undefined,
): Promise<string[] | Mistake> {
  const run = await runById(db.read, id);
  if (run === undefined) return { mistake: `There is no run #${id} in this database.` };
  const all = await approvalsOfRun(db.read, id);
  const paths = [...new Set(all.map(({ gatePath }) => gatePath))];
  const approvals = chosen(all, gate);
  if (approvals.length === 0 && gate !== undefined && all.length > 0)
    return { mistake: unknown('step that asked', gate, paths) };
  if (approvals.length === 0) return [explained('noQuestion', language, { run: id })];
  const blocks: string[] = [];
  for (const approval of approvals) {
    const world = await worldSince({ tx: db.read, directory }, approval.openedAt);
    const question = await questionOf(db.read, approval, run);
    const moment = { question, at: systemClock.now(), world, directory, language };
    const asked = { run: id, title: approval.title, gate: approval.gatePath };
    const [heading = '', ...lines] = explainQuestion(moment, asked, person);
    blocks.push([heading, ...lines.map((line) => `  ${line}`)].join('\n'));
  }
  return blocks;
}

/** The open questions, of one gate where one is named; without any the last one, which says how it ended. */
function chosen(all: readonly ApprovalRow[], gate: string | undefined): readonly ApprovalRow[] {
  const fitting = all.filter(
    ({ gatePath }) => gate === undefined || gatePath === gate || gatePath.split('/').at(-1) === gate,
  );
  const open = fitting.filter(({ state }) => state === 'open');
  return open.length > 0 ? open : fitting.slice(-1);
}

async function placeLines(reader: Reader, app: string, environment: string): Promise<string[] | Mistake> {
  const { db, config, directory, person, language } = reader;
  const found = directory.app(app);
  const apps = directory.apps.map(({ id }) => id);
  if (found === undefined) return { mistake: unknown('app', app, apps) };
  const here = found.environments.find(({ id }) => id === environment);
  const environments = found.environments.map(({ id }) => id);
  if (here === undefined) return { mistake: unknown(`environment of ${app}`, environment, environments) };
  const { workflow } = here;
  const gates = await gatesOf(config, found.engine, workflow);
  const at = systemClock.now();
  const world = await worldSince({ tx: db.read, directory }, at);
  const [heading = '', ...lines] = explainPlace({ app, environment, workflow, gates }, person, {
    at,
    world,
    directory,
    language,
  });
  return [heading, ...lines.map((line) => `  ${line}`)];
}

function unknown(what: string, word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  const tail = near === undefined ? `There are: ${known.join(', ') || 'none'}.` : `Did you mean “${near}”?`;
  return `There is no ${what} “${word}”. ${tail}`;
}
