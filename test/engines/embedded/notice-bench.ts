import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EmbeddedOptions, Target } from '../../../src/engines/embedded/options.ts';
import type { Database } from '../../../src/store/database.ts';
import { claimNotices, closeNotice, type NoticeRow } from '../../../src/store/notices.ts';
import { insertRun } from '../../../src/store/runs.ts';
import { wakeExecution } from '../../../src/store/step-notices.ts';
import type { Clock } from '../../../src/time.ts';
import { request } from '../../contracts/engine.ts';
import { createHandClock, type HandClock } from '../../fakes/hand-clock.ts';
import { newRun } from '../../store/new-run.ts';
import { openPlace, type Running, startEngine } from './bench.ts';

/** An engine with a workflow (steps of `w`, or a whole file) and a clock turned by hand; the tests are the ones who send. */
export type NoticeBench = Running & {
  db: Database;
  clock: HandClock;
  /** Of the run with key `k`. */
  run: number;
  /** The engine's name for the run with key `k`. */
  start(workflow?: string): Promise<string>;
  /** Does this while no engine runs. */
  stopped(work: () => Promise<void>): Promise<void>;
  /** Starts anew with a configuration that has no secrets, and a workflow that wants none. */
  withoutSecrets(): Promise<void>;
  /** Somebody begins to send it. */
  claim(row: NoticeRow): Promise<void>;
};

type Options = {
  secrets?: NonNullable<EmbeddedOptions['secrets']>;
  /** Of the run, as YAML. */
  context?: string;
  targets?: readonly Target[];
};

export async function openNotices(
  steps: string,
  { secrets = {}, context = '{}', targets = [] }: Options = {},
): Promise<NoticeBench> {
  const clock = createHandClock();
  const workflow = (text: string): string =>
    `apiVersion: core.oam.dev/v1alpha1\nkind: WorkflowRun\nmetadata: { name: w }\nspec:\n  context: ${context}\n  workflowSpec:\n    steps:\n${text.replace(/^/gm, '      ')}`;
  const text = steps.startsWith('apiVersion:') || steps.startsWith('#') ? steps : workflow(steps);
  const place = await openPlace({ files: { 'w.yaml': text }, secrets, targets, clock });
  const { db } = place;
  const run = await db.tx((tx) => insertRun(tx, newRun('k', { engine: 'local' })));
  let running = await startEngine(place, clock);
  const restart = async (options: EmbeddedOptions = place.options): Promise<void> => {
    running = await startEngine({ ...place, options }, clock);
  };
  return {
    get engine() {
      return running.engine;
    },
    get told() {
      return running.told;
    },
    db,
    clock,
    run,
    start: async (name = 'w') => (await running.engine.run(request(name), 'k')).ref,
    wake: () => running.wake(),
    restart: () => running.restart(),
    async stopped(work) {
      await running[Symbol.asyncDispose]();
      await work();
      await restart();
    },
    async withoutSecrets() {
      await running[Symbol.asyncDispose]();
      await writeFile(join(place.options.workflows, 'w.yaml'), workflow('- { type: suspend }'));
      await restart({ ...place.options, secrets: {} });
    },
    async claim(row) {
      const until = clock.now() + 30_000;
      await db.tx((tx) => claimNotices(tx, [row.id], clock.now(), until));
    },
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
    },
  };
}

export async function rowsOf({ db }: Pick<NoticeBench, 'db'>): Promise<NoticeRow[]> {
  return await db.read.select().from(db.schema.notices).orderBy(db.schema.notices.id);
}

/** What the outbox writes when a message has come to its end. */
export async function close(
  { db, clock }: { db: Database; clock: Clock },
  { id }: NoticeRow,
  state: 'sent' | 'dropped',
  note: string | null = null,
): Promise<void> {
  const now = clock.now();
  await db.tx(async (tx) => {
    const { notices } = tx.schema;
    const [row] = (await tx.select().from(notices)).filter((one) => one.id === id);
    if (row === undefined) throw new Error(`there is no notice ${id}`);
    await closeNotice(tx, row, { state, note, at: now });
    if (row.subject.kind === 'step') await wakeExecution(tx, row.subject.engine, row.subject.ref, now);
  });
}

export async function closeAll(bench: NoticeBench, state: 'sent' | 'dropped', note?: string): Promise<void> {
  for (const row of await rowsOf(bench)) if (row.state === 'owed') await close(bench, row, state, note);
}
