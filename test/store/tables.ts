import { createRequire } from 'node:module';
import type { Columns, Dialect } from '../../src/store/columns.ts';
import { columnsOf } from '../../src/store/columns.ts';

const kit: typeof import('drizzle-kit/api') = createRequire(import.meta.url)('drizzle-kit/api');

type Tables = Readonly<Record<string, unknown>>;

/** The statements that lead from the tables of a drizzle-kit snapshot (none, when left out) to those of `defineSchema`. */
export async function statementsFor(
  dialect: Dialect,
  defineSchema: (columns: Columns) => Tables,
  snapshot?: unknown,
): Promise<string[]> {
  const tables = { ...defineSchema(columnsOf(dialect)) };
  if (dialect === 'sqlite') {
    const before = snapshot ?? (await kit.generateSQLiteDrizzleJson({}));
    type Snapshot = Parameters<typeof kit.generateSQLiteMigration>[0];
    return await kit.generateSQLiteMigration(before as Snapshot, await kit.generateSQLiteDrizzleJson(tables));
  }
  const before = snapshot ?? kit.generateDrizzleJson({});
  type Snapshot = Parameters<typeof kit.generateMigration>[0];
  return await kit.generateMigration(before as Snapshot, kit.generateDrizzleJson(tables));
}

/** Tables for the tests of the store: every kind of column, and what the races are about. */
export function defineTestSchema(c: Columns) {
  const questions = c.table('questions', {
    id: c.id('id'),
    needed: c.integer('needed').notNull(),
    state: c.text('state').notNull().default('open'),
  });
  const question = () => c.integer('question').references(() => questions.id);
  return {
    questions,
    items: c.table(
      'items',
      {
        id: c.id('id'),
        name: c.text('name').notNull(),
        note: c.text('note'),
        flag: c.bool('flag').notNull().default(false),
        at: c.instant('at').notNull().default(0),
        size: c.integer('size'),
        data: c.json<unknown>('data'),
      },
      (t) => [c.uniqueIndex('items_name').on(t.name), c.uniqueIndex('items_size_note').on(t.size, t.note)],
    ),
    votes: c.table(
      'votes',
      {
        id: c.id('id'),
        question: question().notNull(),
        person: c.text('person').notNull(),
      },
      (t) => [c.uniqueIndex('votes_person').on(t.question, t.person)],
    ),
    jobs: c.table('jobs', {
      id: c.id('id'),
      epoch: c.integer('epoch').notNull().default(0),
      holder: c.text('holder'),
    }),
    chain: c.table('chain', {
      id: c.id('id'),
      entry: c.text('entry').notNull(),
      previous: c.text('previous').notNull(),
      hash: c.text('hash').notNull(),
    }),
  };
}

export type TestSchema = ReturnType<typeof defineTestSchema>;
