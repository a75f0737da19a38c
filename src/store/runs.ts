import type { Phase, RunSnapshot } from '../domain/run.ts';
import type { Outcome } from '../domain/run-event.ts';
import type { Trouble } from '../domain/run-view.ts';
import type { Reader, Tx } from './database.ts';
import { and, asc, desc, eq, inArray, isNotNull, isNull, lt, sql } from './drizzle.ts';
import type { Schema } from './schema.ts';
import { statement } from './statement.ts';

export type RunRow = Schema['runs']['$inferSelect'];

const insert = statement((db, s, p) =>
  db
    .insert(s.runs)
    .values({
      engine: p('engine'),
      ref: p('ref'),
      key: p('key'),
      app: p('app'),
      environment: p('environment'),
      workflow: p('workflow'),
      parameters: p('parameters'),
      initiator: p('initiator'),
      initiatorName: p('initiatorName'),
      inbox: p('inbox'),
      restartOf: p('restartOf'),
      phase: p('phase'),
      observed: 0,
      snapshot: null,
      trouble: null,
      rollbackTo: p('rollbackTo'),
      author: p('author'),
      createdAt: p('createdAt'),
    })
    .returning({ id: s.runs.id }),
);

/** Inserts a run that is to be started, or that was seen running, and resolves with its number. */
export async function insertRun(
  tx: Tx,
  run: Pick<
    RunRow,
    | 'engine'
    | 'ref'
    | 'key'
    | 'app'
    | 'environment'
    | 'workflow'
    | 'parameters'
    | 'initiator'
    | 'initiatorName'
    | 'inbox'
    | 'phase'
    | 'createdAt'
  > &
    Partial<Pick<RunRow, 'rollbackTo' | 'restartOf' | 'author'>>,
): Promise<number> {
  const [row] = await insert(tx, {
    ...run,
    rollbackTo: run.rollbackTo ?? null,
    restartOf: run.restartOf ?? null,
    author: run.author ?? null,
  });
  if (row === undefined) throw new Error('the database returned no id for a new run');
  return row.id;
}

const byId = statement((db, s, p) =>
  db
    .select()
    .from(s.runs)
    .where(eq(s.runs.id, p('id'))),
);

export async function runById(tx: Reader, id: number): Promise<RunRow | undefined> {
  return (await byId(tx, { id }))[0];
}

const byRef = statement((db, s, p) =>
  db
    .select({ id: s.runs.id, observed: s.runs.observed })
    .from(s.runs)
    .where(and(eq(s.runs.engine, p('engine')), eq(s.runs.ref, p('ref')))),
);

/** Without the snapshot: whoever decides by it takes the row first. */
export async function runByRef(
  tx: Reader,
  engine: string,
  ref: string,
): Promise<Pick<RunRow, 'id' | 'observed'> | undefined> {
  return (await byRef(tx, { engine, ref }))[0];
}

const byKey = statement((db, s, p) =>
  db
    .select({ id: s.runs.id, engine: s.runs.engine, ref: s.runs.ref, inbox: s.runs.inbox })
    .from(s.runs)
    .where(eq(s.runs.key, p('key'))),
);

export async function runByKey(
  tx: Reader,
  key: string,
): Promise<Pick<RunRow, 'id' | 'engine' | 'ref' | 'inbox'> | undefined> {
  return (await byKey(tx, { key }))[0];
}

const bind = statement((db, s, p) =>
  db
    .update(s.runs)
    .set({ ref: p('ref') })
    .where(and(eq(s.runs.id, p('id')), isNull(s.runs.ref))),
);

/** Writes down what the engine calls this run; a run that has its name keeps it. */
export async function bindRun(tx: Tx, id: number, ref: string): Promise<void> {
  await bind(tx, { id, ref });
}

const saveState = statement((db, s, p) =>
  db
    .update(s.runs)
    .set({
      ref: p('ref'),
      phase: p('phase'),
      observed: p('observed'),
      snapshot: p('snapshot'),
      endedAt: p('endedAt'),
      outcome: p('outcome'),
    })
    .where(eq(s.runs.id, p('id'))),
);

/** Takes in a newer snapshot; the run is bound to the snapshot's ref. `end`: absent while it goes on. */
export async function saveSnapshot(
  tx: Tx,
  id: number,
  snapshot: RunSnapshot,
  end: { at: number; outcome: Outcome } | undefined,
): Promise<void> {
  await saveState(tx, {
    id,
    ref: snapshot.ref,
    phase: snapshot.phase,
    observed: snapshot.order,
    snapshot,
    endedAt: end?.at ?? null,
    outcome: end?.outcome ?? null,
  });
}

const before = statement((db, s, p) =>
  db
    .select({ outcome: s.runs.outcome })
    .from(s.runs)
    .where(
      and(
        eq(s.runs.engine, p('engine')),
        eq(s.runs.workflow, p('workflow')),
        lt(s.runs.id, p('id')),
        isNotNull(s.runs.outcome),
        sql`coalesce(${s.runs.app}, '') = ${p('app')}`,
        sql`coalesce(${s.runs.environment}, '') = ${p('environment')}`,
      ),
    )
    .orderBy(desc(s.runs.id))
    .limit(1),
);

/** How the newest run before this one ended, of the same workflow in the same place; undefined when none has. */
export async function outcomeBefore(
  tx: Reader,
  run: Pick<RunRow, 'id' | 'engine' | 'workflow' | 'app' | 'environment'>,
): Promise<Outcome | undefined> {
  const { id, engine, workflow, app, environment } = run;
  const place = { app: app ?? '', environment: environment ?? '' };
  const [row] = await before(tx, { id, engine, workflow, ...place });
  return row === undefined ? undefined : (row.outcome as Outcome);
}

const endedIn = statement((db, s, p) =>
  db
    .select({ id: s.runs.id, parameters: s.runs.parameters, outcome: s.runs.outcome })
    .from(s.runs)
    .where(
      and(
        eq(s.runs.engine, p('engine')),
        eq(s.runs.workflow, p('workflow')),
        isNotNull(s.runs.outcome),
        sql`coalesce(${s.runs.app}, '') = ${p('app')}`,
        sql`coalesce(${s.runs.environment}, '') = ${p('environment')}`,
      ),
    )
    .orderBy(desc(s.runs.id))
    .limit(p('limit')),
);

/** The newest runs of a workflow in a place that have ended, with how; the newest first. */
export async function endedRuns(
  tx: Reader,
  place: { engine: string; workflow: string; app: string; environment: string },
  limit: number,
): Promise<{ id: number; parameters: Readonly<Record<string, string>>; outcome: Outcome }[]> {
  const rows = await endedIn(tx, { ...place, limit });
  return rows.map(({ outcome, ...run }) => ({ ...run, outcome: outcome as Outcome }));
}

/** Runs in a place that are not over. */
export async function openRunsIn(
  tx: Reader,
  { app, environment }: { app: string; environment: string },
): Promise<number[]> {
  const { runs } = tx.schema;
  const rows = await tx
    .select({ id: runs.id })
    .from(runs)
    .where(and(inArray(runs.phase, OPEN_PHASES), eq(runs.app, app), eq(runs.environment, environment)))
    .orderBy(asc(runs.id));
  return rows.map(({ id }) => id);
}

/** Shows a trouble of the whole run. With `endedAt` the run is over: it never started. */
export async function setTrouble(
  tx: Tx,
  id: number,
  trouble: Trouble | null,
  endedAt?: number,
): Promise<void> {
  const ended = endedAt === undefined ? {} : { phase: 'failed', outcome: 'failed', endedAt };
  await tx
    .update(tx.schema.runs)
    .set({ trouble, ...ended })
    .where(eq(tx.schema.runs.id, id));
}

/** Who started it, when that was not known for certain before. */
export async function setInitiator(
  tx: Tx,
  id: number,
  who: Pick<RunRow, 'initiator' | 'initiatorName'>,
): Promise<void> {
  await tx.update(tx.schema.runs).set(who).where(eq(tx.schema.runs.id, id));
}

/** The newest runs first. */
export async function latestRuns(tx: Reader, limit: number): Promise<RunRow[]> {
  return await tx.select().from(tx.schema.runs).orderBy(desc(tx.schema.runs.id)).limit(limit);
}

const OPEN_PHASES = ['pending', 'running', 'suspended'] satisfies Phase[];

/** Runs of an engine that were not over when last seen and have a name there: to be looked at again after a start. */
export async function openRunRefs(tx: Reader, engine: string): Promise<string[]> {
  const { runs } = tx.schema;
  const rows = await tx
    .select({ ref: runs.ref })
    .from(runs)
    .where(and(eq(runs.engine, engine), inArray(runs.phase, OPEN_PHASES)));
  return rows.flatMap((row) => (row.ref === null ? [] : [row.ref]));
}

/** A run call of this engine and workflow whose outcome is not known yet: an unknown run may be its. */
export async function startInFlight(tx: Reader, engine: string, workflow: string): Promise<boolean> {
  const { runs, engineCalls } = tx.schema;
  const rows = await tx
    .select({ id: engineCalls.id })
    .from(engineCalls)
    .innerJoin(runs, eq(runs.id, engineCalls.run))
    .where(
      and(
        eq(runs.engine, engine),
        eq(runs.workflow, workflow),
        isNull(runs.ref),
        eq(engineCalls.kind, 'run'),
        inArray(engineCalls.state, ['owed', 'sent']),
      ),
    )
    .limit(1);
  return rows.length > 0;
}
