import type { TestContext } from 'node:test';
import type { Database, Tx } from '../../../src/store/database.ts';
import { eq } from '../../../src/store/drizzle.ts';
import { type Params, statement } from '../../../src/store/statement.ts';
import type { TestSchema } from '../../store/tables.ts';

export type TestDatabase = Database<TestSchema>;
export type TestTx = Tx<TestSchema>;
export type Open = () => Promise<TestDatabase>;

type Item = { name: string; data: unknown; flag: boolean; at: number };

export const ITEM: Item = { name: 'a', data: null, flag: false, at: 0 };

export const insertItem = statement((db, s: TestSchema, p: Params<Item>) =>
  db
    .insert(s.items)
    .values({ name: p('name'), data: p('data'), flag: p('flag'), at: p('at') })
    .returning({ id: s.items.id }),
);

export const itemsNamed = statement((db, s: TestSchema, p: Params<{ name: string }>) =>
  db
    .select()
    .from(s.items)
    .where(eq(s.items.name, p('name'))),
);

/** Names of the committed items, oldest first. */
export async function namesOf(db: TestDatabase): Promise<string[]> {
  const { items } = db.schema;
  const rows = await db.read.select({ name: items.name }).from(items).orderBy(items.id);
  return rows.map(({ name }) => name);
}

/** Opens a database for one test and closes it afterwards. */
export function opener(open: Open): (t: TestContext) => Promise<TestDatabase> {
  return async (t) => {
    const database = await open();
    t.after(() => database.close());
    return database;
  };
}
