import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFinal } from '../../src/domain/run.ts';
import type { Engine } from '../../src/engines/engine.ts';
import { silentLog } from '../../src/log.ts';
import { createRing } from '../../src/ring.ts';
import { verifyAudit } from '../../src/store/audit.ts';
import { openPostgres } from '../../src/store/postgres/open.ts';
import { latestRuns } from '../../src/store/runs.ts';
import { defineSchema } from '../../src/store/schema.ts';
import { systemClock } from '../../src/time.ts';
import { AUDIT_KEYS } from '../fakes/audit-keys.ts';
import { createHostileEngine } from '../fakes/hostile-engine.ts';
import { createMemoryChannel } from '../fakes/memory-channel.ts';
import { startPostgres } from '../store/postgres-server.ts';
import { until } from '../until.ts';
import { approveOf, CHAT, cardsOf, click, command, openHouse, WORKFLOWS } from './harness.ts';
import { knowing } from './routes-house.ts';

const RUNS = 20;

test('two servers on one PostgreSQL share the work: nothing is started, decided, posted or told twice', async (t) => {
  const postgres = await startPostgres();
  t.after(() => postgres.stop());
  const url = await postgres.createDatabase();
  const openDatabase = () => openPostgres(defineSchema, { url, clock: systemClock, log: silentLog });
  const hostile = createHostileEngine({ id: 'hostile', seed: 5, clock: systemClock, workflows: WORKFLOWS });
  const robot = createMemoryChannel('robot');
  const directory = knowing([{ to: [{ outlet: 'robot' }, { outlet: CHAT, room: 'R2' }] }]);
  const channels = [robot.channel];
  const first = await openHouse([hostile.engine], {}, openDatabase, () => directory, { channels });
  // The second server tells nobody new of the engine's states; it has the same chat and asks the same engine.
  const quiet: Engine = { ...hostile.engine, start: async () => {}, stop: async () => {} };
  const db = await openDatabase();
  const second = createRing({
    db,
    clock: systemClock,
    log: silentLog,
    directory,
    platforms: [{ ...first.chat.platform, start: async () => {}, stop: async () => {} }],
    engines: [quiet],
    channels,
    auditKeys: AUDIT_KEYS,
  });
  await second.start();
  t.after(async () => {
    await second.stop();
    await db.close();
    await first.close();
  });
  const houses = [first, { ...first, ring: second }];
  await Promise.all(
    Array.from({ length: RUNS }, (_, i) =>
      command(houses[i % 2] ?? first, 'ada', '/deploy shop prod tag=v1'),
    ),
  );
  const clicked = new Set<string>();
  await until(
    'every run to end',
    async () => {
      for (const { card } of cardsOf(first.chat)) {
        const approve = approveOf(card);
        if (approve === undefined || clicked.has(approve.attempt)) continue;
        clicked.add(approve.attempt);
        const said = await Promise.all([
          click(first, 'ben', approve),
          click({ ...first, ring: second }, 'chen', approve),
        ]);
        assert.equal(said.filter((text) => /^You approved|^你批准/.test(text)).length, 1, said.join(' | '));
      }
      const runs = await latestRuns(db.read, 2 * RUNS);
      return (
        runs.length === RUNS && runs.every((run) => run.snapshot !== null && isFinal(run.snapshot.phase))
      );
    },
    30_000,
  );
  await until('every card to show the end', () =>
    cardsOf(first.chat)
      .filter(({ room }) => room.id !== 'R2')
      .every((one) => one.card.summary.includes('succeeded')),
  );
  const rows = await until('all said', async () => {
    const all = await db.read.select().from(db.schema.notices);
    return all.every(({ state }) => state !== 'owed') ? all : undefined;
  });
  // One card, and one message at the top of the other room.
  assert.equal(cardsOf(first.chat).length, 2 * RUNS);
  const told = Map.groupBy(robot.sent, ({ message }) => message.fact.type);
  for (const type of ['run.created', 'run.started', 'run.succeeded']) {
    const runs = told.get(type)?.map(({ message }) => message.fact.subject) ?? [];
    assert.equal(runs.length, RUNS, type);
    assert.equal(new Set(runs).size, RUNS, type);
  }
  assert.deepEqual(
    rows.filter(({ state }) => state === 'buried'),
    [],
  );
  assert.deepEqual(
    [...hostile.truth.started.values()].filter((times) => times !== 1),
    [],
  );
  assert.equal(hostile.truth.settled.length, RUNS);
  assert.equal((await verifyAudit(db, AUDIT_KEYS)).intact, true);
});
