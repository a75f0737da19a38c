import type { Reader, Tx } from './database.ts';
import { and, desc, eq, lt, sql } from './drizzle.ts';
import type { Schema } from './schema.ts';
import { statement } from './statement.ts';

export type RevisionRow = Schema['revisions']['$inferSelect'];

/** The next number, in one statement: on PostgreSQL the row is locked until the unit ends, so two units never get the same. */
const count = statement((db, s, p) =>
  db
    .insert(s.revisionNumbers)
    .values({ app: p('app'), environment: p('environment'), newest: 1 })
    .onConflictDoUpdate({
      target: [s.revisionNumbers.app, s.revisionNumbers.environment],
      set: { newest: sql`${s.revisionNumbers.newest} + 1` },
    })
    .returning({ newest: s.revisionNumbers.newest }),
);

const insert = statement((db, s, p) =>
  db.insert(s.revisions).values({
    app: p('app'),
    environment: p('environment'),
    number: p('number'),
    run: p('run'),
    workflow: p('workflow'),
    parameters: p('parameters'),
    images: p('images'),
    commits: p('commits'),
    by: p('by'),
    byName: p('byName'),
    rollbackTo: p('rollbackTo'),
    at: p('at'),
  }),
);

const mark = statement((db, s, p) =>
  db
    .update(s.runs)
    .set({ revision: p('number') })
    .where(eq(s.runs.id, p('run'))),
);

/** Gives the release the next number of its environment, which its run then carries; resolves with it. */
export async function insertRevision(tx: Tx, revision: Omit<RevisionRow, 'id' | 'number'>): Promise<number> {
  const { app, environment, run } = revision;
  const [row] = await count(tx, { app, environment });
  if (row === undefined) throw new Error('the database returned no number for a new revision');
  const number = row.newest;
  await insert(tx, { ...revision, number });
  await mark(tx, { run, number });
  return number;
}

/** The revision with this number; undefined when there is none. */
export async function revisionByNumber(
  tx: Reader,
  place: { app: string; environment: string },
  number: number,
): Promise<RevisionRow | undefined> {
  const { revisions } = tx.schema;
  const [row] = await tx
    .select()
    .from(revisions)
    .where(
      and(
        eq(revisions.app, place.app),
        eq(revisions.environment, place.environment),
        eq(revisions.number, number),
      ),
    );
  return row;
}

/** The newest revision of each environment; what changed last comes first. */
export async function standingRevisions(tx: Reader): Promise<RevisionRow[]> {
  const { revisions, revisionNumbers } = tx.schema;
  const rows = await tx
    .select({ revision: revisions })
    .from(revisionNumbers)
    .innerJoin(
      revisions,
      and(
        eq(revisions.app, revisionNumbers.app),
        eq(revisions.environment, revisionNumbers.environment),
        eq(revisions.number, revisionNumbers.newest),
      ),
    )
    .orderBy(desc(revisions.at), desc(revisions.id));
  return rows.map(({ revision }) => revision);
}

/** The newest revisions first; only those before the number `before` where it is given. */
export async function latestRevisions(
  tx: Reader,
  place: { app: string; environment: string },
  limit: number,
  before?: number,
): Promise<RevisionRow[]> {
  const { revisions } = tx.schema;
  return await tx
    .select()
    .from(revisions)
    .where(
      and(
        eq(revisions.app, place.app),
        eq(revisions.environment, place.environment),
        before === undefined ? undefined : lt(revisions.number, before),
      ),
    )
    .orderBy(desc(revisions.number))
    .limit(limit);
}
