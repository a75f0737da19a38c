import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunSnapshot } from '../../../src/domain/run.ts';
import { createEmbeddedEngine } from '../../../src/engines/embedded/embedded-engine.ts';
import { silentLog } from '../../../src/log.ts';
import { request } from '../../contracts/engine.ts';
import { createHandClock } from '../../fakes/hand-clock.ts';
import { until } from '../../until.ts';
import { openPlace } from './bench.ts';

const files = {
  'w.yaml': `
apiVersion: core.oam.dev/v1alpha1
kind: Workflow
metadata: { name: w }
steps: [{ name: ask, type: suspend }]
`,
};

test('a state that the observer did not take is told again, and one that it took is not', async () => {
  const clock = createHandClock();
  await using place = await openPlace({ files, clock });
  const { engine } = createEmbeddedEngine(place.options, { db: place.db, clock, log: silentLog });
  const told: RunSnapshot[] = [];
  let broken = true;
  await engine.start(async (snapshot) => {
    told.push(snapshot);
    if (broken) throw new Error('the database is full');
  });
  const { ref } = await engine.run(request('w'), 'k');
  await until('the first telling', () => told.length === 1);
  broken = false;
  await clock.turn(20_000);
  await until('the second telling', () => told.length === 2);
  assert.deepEqual(
    told.map((s) => [s.ref, s.order]),
    [
      [ref, 1],
      [ref, 1],
    ],
  );
  await clock.turn(60_000);
  await engine.stop();

  const again = createEmbeddedEngine(place.options, { db: place.db, clock, log: silentLog }).engine;
  await again.start(async (snapshot) => void told.push(snapshot));
  await clock.turn(60_000);
  await again.stop();
  assert.equal(told.length, 2);
});

test('a state that was committed when the server died is told by the next one', async () => {
  const clock = createHandClock();
  await using place = await openPlace({ files, clock });
  const first = createEmbeddedEngine(place.options, { db: place.db, clock, log: silentLog }).engine;
  // This observer never comes back, as if the process had died over it.
  await first.start(() => new Promise(() => {}));
  const { ref } = await first.run(request('w'), 'k');

  const told: RunSnapshot[] = [];
  const second = createEmbeddedEngine(place.options, { db: place.db, clock, log: silentLog }).engine;
  await second.start(async (snapshot) => void told.push(snapshot));
  await clock.turn(1000);
  await until('the state', () => told.some((s) => s.ref === ref));
  await second.stop();
});

test('while the observer is slow only the newest state waits for it', async () => {
  await using place = await openPlace({ files });
  const clock = createHandClock();
  const { engine } = createEmbeddedEngine(place.options, { db: place.db, clock, log: silentLog });
  const orders: number[] = [];
  let letGo = (): void => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await engine.start(async (snapshot) => {
    orders.push(snapshot.order);
    if (orders.length === 1) await held;
  });
  const { ref } = await engine.run(request('w'), 'k');
  for (let i = 0; i < 3; i += 1) {
    await engine.act(ref, 'cancel', { name: 'Ada' }, `c${i}`);
    await engine.act(ref, 'retry', { name: 'Ada' }, `r${i}`);
  }
  letGo();
  await until('the newest', () => orders.at(-1) === 7);
  assert.deepEqual(orders, [1, 7]);
  await engine.stop();
});
