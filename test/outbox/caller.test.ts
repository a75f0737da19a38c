import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Engine } from '../../src/engines/engine.ts';
import { systemClock } from '../../src/time.ts';
import { createHostileEngine } from '../fakes/hostile-engine.ts';
import { command, openHouse, WORKFLOWS } from '../ring/harness.ts';
import { until } from '../until.ts';

test('a run whose start is unknown is not started again because the look for it failed', async () => {
  const hostile = createHostileEngine({ id: 'hostile', seed: 1, clock: systemClock, workflows: WORKFLOWS });
  // Without keys only a look can tell what an earlier call has done.
  const engine: Engine = { ...hostile.engine, can: { ...hostile.engine.can, keys: false } };
  const house = await openHouse([engine]);
  hostile.inject('run', 'lost');
  hostile.inject('find', 'unreachable');
  await command(house, 'ada', '/deploy shop prod');
  await until(
    'the second look',
    () => hostile.truth.calls.filter(({ method }) => method === 'find').length >= 2,
  );
  await until('the end of the call', async () =>
    (await house.db.read.select().from(house.db.schema.engineCalls)).every(
      ({ state }) => state === 'accepted',
    ),
  );
  assert.equal(hostile.truth.calls.filter(({ method }) => method === 'run').length, 1);
  await house.close();
});
