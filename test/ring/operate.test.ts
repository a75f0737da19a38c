import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createDirectory } from '../../src/domain/directory.ts';
import { createLinks } from '../../src/domain/link.ts';
import { createEmbeddedEngine } from '../../src/engines/embedded/embedded-engine.ts';
import { silentLog } from '../../src/log.ts';
import { runView } from '../../src/store/run-view.ts';
import { systemClock } from '../../src/time.ts';
import { openPlace, type Place, script } from '../engines/embedded/bench.ts';
import { until } from '../until.ts';
import {
  approveOf,
  CHAT,
  cardsOf,
  click,
  command,
  directory as common,
  type House,
  openHouse,
} from './harness.ts';

const FILE = `apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: { name: ship }
spec:
  components: [{ name: a, type: holding }]
  workflow:
    steps:
      - { name: build, type: apply-component, properties: { component: a } }
      - { name: go, type: suspend }
      - { name: say, type: print-message-in-status, properties: { message: shipped } }`;

const known = createDirectory({
  language: 'en',
  platforms: [{ id: CHAT, kind: 'memory', language: 'en' }],
  people: common.people,
  apps: [
    {
      id: 'shop',
      title: 'Shop',
      engine: 'local',
      environments: [
        { id: 'prod', workflow: 'ship', operators: ['ada'], approvers: ['ben'], rooms: [], parameters: [] },
      ],
    },
  ],
});

let place: Place;
let house: House;

before(async () => {
  place = await openPlace({
    files: { 'ship.yaml': FILE },
    targets: [script('hold', { takes: ['holding'] })],
  });
  const { engine } = createEmbeddedEngine(place.options, {
    db: place.db,
    clock: systemClock,
    log: silentLog,
  });
  const links = createLinks({ publicUrl: 'https://g.example.com', secret: 'x'.repeat(32) });
  house = await openHouse(
    [engine],
    {},
    async () => place.db,
    () => known,
    { links },
  );
});
after(async () => {
  await house.close();
  await place[Symbol.asyncDispose]();
});

const phase = (run: number, is: string) =>
  until(`run ${run} to be ${is}`, async () => {
    const view = await runView(house.db.read, run);
    return view?.phase === is && view;
  });
const step = (run: number, path: string, is: string) =>
  until(`${path} of run ${run} to be ${is}`, async () => {
    const view = await runView(house.db.read, run);
    return view?.snapshot?.steps.some((one) => one.path === path && one.phase === is) && view;
  });

test('a run is held by hand, goes on, asks its people, is run once more, and its output is told to whoever may read it', async () => {
  await command(house, 'ada', '/deploy shop prod');
  await step(1, 'build', 'running');
  assert.match(await command(house, 'dana', '/flow suspend 1'), /You may not do that.*Those who may: Ada/);
  assert.match(await command(house, 'ben', '/flow resume 1'), /You may not do that/);
  assert.match(await command(house, 'ada', '/flow suspend 1 build'), /has begun already \(running\)/);
  assert.match(
    await command(house, 'ada', '/flow suspend 1 nowhere'),
    /no step “nowhere”\. It has: build, go, say/,
  );
  assert.match(await command(house, 'ada', '/flow suspend 1'), /is being suspended/);
  await until('the hold to be seen', async () => (await runView(house.db.read, 1))?.snapshot?.held);
  assert.match(await command(house, 'ada', '/flow suspend 1'), /suspended already, by Ada/);
  await writeFile(join(place.folder, 'release-1'), '');
  const held = await phase(1, 'suspended');
  assert.deepEqual([held.approvals, held.snapshot?.gates], [[], []], 'nobody is asked before it goes on');
  await until('the card to say so', () =>
    cardsOf(house.chat).some(({ card }) =>
      JSON.stringify(card).includes('Suspended by Ada: nothing new begins'),
    ),
  );
  assert.match(await command(house, 'ada', '/flow resume 1'), /goes on/);
  const asked = await until('the question', async () => {
    const view = await runView(house.db.read, 1);
    return view?.approvals.some(({ state }) => state === 'open') && view;
  });
  assert.equal(asked.snapshot?.held, undefined);
  assert.match(await command(house, 'ada', '/flow resume 1'), /Nobody has suspended.*\/flow who 1/);
  assert.equal((await runView(house.db.read, 1))?.approvals[0]?.state, 'open');
  assert.match(await command(house, 'ada', '/flow restart 1'), /is not over/);
  const button = await until('the button', () =>
    cardsOf(house.chat)
      .map(({ card }) => approveOf(card))
      .find(Boolean),
  );
  await click(house, 'ben', button);
  await phase(1, 'succeeded');

  const told = await command(house, 'ben', '/flow logs 1');
  assert.match(
    told,
    /^Run #1, the last lines of “build”:\nAll of it.*https:\/\/g\.example\.com\/runs\/\S+\n\{"held": true\}$/,
  );
  assert.match(await command(house, 'dana', '/flow logs 1'), /You may not see run #1/);
  assert.match(await command(house, 'ben', '/flow logs 1 say'), /Nothing is kept/);

  assert.match(await command(house, 'ben', '/flow restart 1'), /You may not do that/);
  await command(house, 'ada', '/flow restart 1');
  await writeFile(join(place.folder, 'release-2'), '');
  const again = await until('its question', async () => {
    const view = await runView(house.db.read, 2);
    return view?.approvals.some(({ state }) => state === 'open') && view;
  });
  assert.deepEqual([again.restartOf, again.initiator, again.workflow], [1, 'ada', 'ship']);
  assert.match(await command(house, 'ada', '/flow cancel 2'), /is being cancelled/);
  await phase(2, 'terminated');
  // What keeps a deploy from starting keeps a restart too.
  const lock = {
    app: 'shop',
    environment: 'prod',
    owner: 'ben',
    platform: CHAT,
    reason: 'the fair',
    since: 0,
  };
  await house.db.tx((tx) => tx.insert(tx.schema.locks).values(lock));
  assert.match(await command(house, 'ada', '/flow restart 1'), /Ben.*the fair|the fair.*Ben/);
  assert.equal(await runView(house.db.read, 3), undefined);
});
