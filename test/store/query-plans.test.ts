import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import Sqlite from 'better-sqlite3';
import { openWorld } from '../../bench/world.ts';

/**
 * What the ring asks must not take longer with every run that is over. Whole tables are read by nothing but the newest audit entry, which
 * stops at its first row; whole indexes only where they hold nothing but rows that wait.
 */
const READ_FROM_ONE_END = ['SCAN audit'];
const WAITING_ROWS = [
  'approvals_open',
  'engine_calls_due',
  'inbox_reply',
  'inbox_waiting',
  'notices_due',
  'posts_due',
];

const statements = new Set<string>();
const world = await openWorld({ onStatement: (sql) => void statements.add(sql) });
after(() => world.remove());
await world.run(3, 3);
await world.close();

const native = new Sqlite(world.file, { readonly: true });
after(() => native.close());

function planOf(sql: string): string[] {
  const nothing = Array.from({ length: sql.split('?').length - 1 }, () => null);
  return native
    .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...nothing)
    .map((row) => row.detail);
}

const queries = [...statements].filter((sql) => /^(select|insert|update|delete) /.test(sql));

test('a trip round the ring asks what the plans below are about', () => {
  for (const table of ['runs', 'posts', 'notices', 'engine_calls', 'inbox', 'executions', 'audit'])
    assert.ok(
      queries.some((sql) => sql.includes(`"${table}"`)),
      table,
    );
});

test('no query reads a whole table', () => {
  const bad = queries.flatMap((sql) =>
    planOf(sql)
      .filter((detail) => detail.startsWith('SCAN ') && !READ_FROM_ONE_END.includes(detail))
      .filter((detail) => !WAITING_ROWS.some((index) => detail.endsWith(` INDEX ${index}`)))
      .map((detail) => `${detail}: ${sql}`),
  );
  assert.deepEqual(bad, []);
});

test('no query goes by what most rows have in common', () => {
  const common = /\((engine|state|phase|platform)=\?\)/;
  const bad = queries.flatMap((sql) =>
    planOf(sql)
      .filter((detail) => common.test(detail))
      .map((detail) => `${detail}: ${sql}`),
  );
  assert.deepEqual(bad, []);
});
