import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDirectory, type Environment } from '../../src/domain/directory.ts';
import { createEmbeddedEngine } from '../../src/engines/embedded/embedded-engine.ts';
import { silentLog } from '../../src/log.ts';
import { runView } from '../../src/store/run-view.ts';
import { systemClock } from '../../src/time.ts';
import { openPlace, script } from '../engines/embedded/bench.ts';
import { until } from '../until.ts';
import { CHAT, command, directory as common, openHouse } from './harness.ts';

/** Asks before it goes on from the test environment to the live one. */
const FILE = `apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: { name: ship }
spec:
  components: [{ name: web, type: webservice, properties: { image: 'shop:v1' } }]
  policies:
    - { name: envs, type: env-binding, properties: { envs: [{ name: test }, { name: live }] } }
  workflow:
    steps:
      - { name: to-test, type: deploy2env, properties: { env: test } }
      - { name: go, type: suspend }
      - { name: to-live, type: deploy2env, properties: { env: live } }`;

const place = { operators: ['ada', 'ben'], approvers: ['ben'], rooms: [], parameters: [], workflow: 'ship' };
const environments: Environment[] = [
  { ...place, id: 'test' },
  { ...place, id: 'live', operators: ['ada'], after: { environment: 'test' } },
];
const known = createDirectory({
  language: 'en',
  platforms: [{ id: CHAT, kind: 'memory', language: 'en' }],
  people: common.people,
  apps: [{ id: 'shop', title: 'Shop', engine: 'local', environments }],
});

test('a run of one environment that goes on to another is held back by what holds there, also when it is run once more', async (t) => {
  const bench = await openPlace({
    files: { 'ship.yaml': FILE },
    targets: [script('append', { takes: ['webservice'] })],
  });
  const surroundings = { db: bench.db, clock: systemClock, log: silentLog };
  const { engine } = createEmbeddedEngine(bench.options, surroundings);
  const house = await openHouse(
    [engine],
    {},
    async () => bench.db,
    () => known,
  );
  t.after(async () => {
    await house.close();
    await bench[Symbol.asyncDispose]();
  });
  const says = (person: string, text: string) => command(house, person, text);

  assert.match(
    await says('ben', '/deploy shop test'),
    /^You may not do that in shop → live \(the workflow of test/,
  );
  await says('ada', '/flow lock shop live because of the fair');
  assert.match(
    await says('ada', '/deploy shop test'),
    /^You have locked shop → live \(the workflow of test deploys/,
  );
  assert.match(
    await says('ada', '/deploy shop test --dry-run'),
    /You have locked shop → live .*\n• it deploys to live too/,
  );
  await says('ada', '/flow unlock shop live');
  await says('ada', '/deploy shop test');
  await until('the question', async () => (await runView(house.db.read, 1))?.approvals[0]?.state === 'open');
  // What is under way goes on; it is stopped here before it comes to the live one.
  await says('ada', '/flow lock shop live because of the fair');
  await says('ada', '/flow cancel 1');
  await until('the end', async () => (await runView(house.db.read, 1))?.phase === 'terminated');
  assert.match(
    await says('ada', '/flow restart 1'),
    /^You have locked shop → live \(the workflow of test deploys/,
  );
  assert.match(await says('ben', '/flow restart 1'), /^You may not do that in shop → live/);
  assert.equal(await runView(house.db.read, 2), undefined);
  await says('ada', '/flow unlock shop live');
  await says('ada', '/flow restart 1');
  await until('the run once more', async () => (await runView(house.db.read, 2))?.phase === 'suspended');
});
