import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createDirectory } from '../../src/domain/directory.ts';
import { NOBODY, type Policy } from '../../src/domain/policy.ts';
import type { HostileEngine } from '../fakes/hostile-engine.ts';
import { until } from '../until.ts';
import {
  approveOf,
  CHAT,
  cardsOf,
  click,
  command,
  type House,
  openHostile,
  openHouse,
  ROOM,
} from './harness.ts';
import { oneShop } from './one-shop.ts';

const POLICY: Policy = {
  ...NOBODY,
  id: 'two-levels',
  levels: [[{ count: 1, of: ['ben', 'ada'] }], [{ count: 2, of: ['chen', 'dana'] }]],
  expiresMs: 7_200_000,
};

const tag = { name: 'tag', required: true, type: 'string', sets: 'context.tag' } as const;

const directory = createDirectory({
  language: 'en',
  platforms: [{ id: CHAT, kind: 'memory', language: 'en' }],
  people: ['ada', 'ben', 'chen', 'dana'].map((id) => ({
    id,
    name: id,
    language: id === 'chen' ? 'zh' : 'en',
    accounts: { [CHAT]: `U-${id}` },
  })),
  apps: oneShop({ operators: ['ada', 'chen'], parameters: [tag], rooms: [{ room: ROOM, language: 'en' }] }),
  policies: [{ app: 'shop', policy: { ...POLICY, levels: POLICY.levels.slice(0, 1) } }],
  routes: [
    {
      id: 'ops',
      events: ['failed', 'succeeded'],
      where: { apps: ['shop'] },
      to: [{ outlet: CHAT, room: 'OPS' }],
      mention: [],
      mode: 'message',
    },
    { id: 'other', events: ['failed'], where: { apps: ['x'] }, to: [], mention: [], mode: 'message' },
  ],
});

let hostile: HostileEngine;
let house: House;

beforeEach(async () => {
  hostile = openHostile();
  house = await openHouse([hostile.engine], {}, undefined, () => directory);
});
afterEach(() => house.close());

/** Ada starts a run and Ben lets it through; resolves with its card. */
async function released(text: string, run: number) {
  assert.match(await command(house, 'ada', text), new RegExp(`^Run #${run} started`));
  const shown = await until(`the question of run ${run}`, () =>
    cardsOf(house.chat).find(
      ({ card }) => card.summary.includes(`#${run} `) && approveOf(card) !== undefined,
    ),
  );
  const approve = approveOf(shown.card);
  assert.ok(approve);
  assert.match(await click(house, 'ben', approve), /You approved/);
  await until('the end', () => shown.card.summary.includes('succeeded'));
  return shown.card;
}

test('releases are numbered, compared and returned to, and the cards say so', async () => {
  assert.match(JSON.stringify(await released('/deploy shop prod tag=v1', 1)), /"revision 1"/);
  await released('/deploy shop prod tag=v2', 2);
  assert.equal(
    await command(house, 'ada', '/flow diff shop prod 1'),
    'shop → prod, from revision 1 to revision 2:\n• tag: v1 → v2',
  );
  const card = await released('/rollback shop prod', 3);
  assert.match(JSON.stringify(card), /"Rollback to".*"revision 1".*"Result".*"revision 3".*"v1"/);
  const calls = await house.db.read.select().from(house.db.schema.engineCalls);
  const asked = calls.flatMap(({ payload }) => (payload.kind === 'run' ? payload.parameters : []));
  assert.deepEqual(
    asked.map(({ value }) => value),
    ['v1', 'v2', 'v1'],
  );
  assert.match(await command(house, 'chen', '/flow history shop prod'), /• 3：tag=v1，由 ada 回滚到版本 1，/);
});

test('a dry run says what would be done, whom it would ask and whom it would tell, and does nothing', async () => {
  const told = await command(house, 'ada', '/deploy shop prod tag=v1 --dry-run');
  assert.deepEqual(told.split('\n'), [
    'Nothing was done. To deploy shop to prod would run workflow one-gate:',
    '• tag = v1',
    '• step build (pass)',
    '• step go (gate)',
    '• “go”: policy two-levels, level 1 of 1',
    '• needs 1 of ben, ada; now can: ben',
    '• rejections until it ends: 1; now can: ben, ada',
    '• in 2 h 0 min it is rejected',
    '• step deploy (pass)',
    '• its card would appear in: chat/R1',
    '• route ops would tell chat/OPS of: failed, succeeded',
  ]);
  assert.match(
    await command(house, 'chen', '/deploy shop prod tag=v1 --dry-run'),
    /^未执行任何操作。.*one-gate：/,
  );
  assert.match(await command(house, 'ada', '/deploy shop prod --dry-run'), /needs a value for: tag/);
  assert.match(await command(house, 'ben', '/deploy shop prod tag=v1 --dry-run'), /You may not deploy/);
  const { runs, engineCalls, posts, notices } = house.db.schema;
  for (const table of [runs, engineCalls, posts, notices])
    assert.deepEqual(await house.db.read.select().from(table), []);
  assert.deepEqual(hostile.truth.calls, []);
});

test('a dry run says what goes where by which target, what no target takes, and which policies change it', async () => {
  const step = { title: 'go', type: 'deploy', path: 'go', depth: 0, gate: { kind: 'none' } } as const;
  const deploys = [
    { components: ['db', 'web'], environment: 'prod', target: 'east', place: 'e1/shop' },
    { components: ['web'], environment: 'live', target: 'rest' },
    { components: ['mail'], environment: 'prod', place: 'e1/shop' },
  ];
  hostile.engine.outline = () => [{ ...step, deploys, overrides: ['small', 'canary'] }];
  const told = async (person: string): Promise<string[]> =>
    (await command(house, person, '/deploy shop prod tag=v1 --dry-run')).split('\n').slice(2, 7);
  assert.deepEqual(await told('ada'), [
    '• step go (deploy)',
    '• deploys db, web to prod by target east, at e1/shop',
    '• deploys web to live by target rest',
    '• ⚠️ no target takes mail in prod: the step would fail',
    '• with what these policies change: small, canary',
  ]);
  assert.deepEqual(await told('chen'), [
    '• 步骤 go（deploy）',
    '• 由目标 east 将 db, web 部署到 prod，位置：e1/shop',
    '• 由目标 rest 将 web 部署到 live',
    '• ⚠️ prod 中没有目标接收 mail，该步骤会失败',
    '• 按以下策略修改组件：small, canary',
  ]);
});
