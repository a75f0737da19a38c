import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type App, createDirectory, type Environment } from '../../src/domain/directory.ts';
import { startByHook } from '../../src/flows/start-by-hook.ts';
import { insertRevision } from '../../src/store/revisions.ts';
import { runById } from '../../src/store/runs.ts';
import { OPENED, openTellHouse, type TellHouse } from './tell-house.ts';

const parameter = { pattern: /^[a-z0-9]*$/, required: false, type: 'string', sets: 'context.x' } as const;

function shop(prod: Partial<Environment> = {}): App[] {
  const parameters = [
    { ...parameter, name: 'tag', required: true },
    { ...parameter, name: 'commit' },
    { ...parameter, name: 'replicas', default: '2' },
  ];
  const environment = {
    id: 'prod',
    workflow: 'ship',
    operators: ['ida'],
    approvers: [],
    rooms: [],
    parameters,
  };
  const closed = { ...environment, id: 'closed', operators: [] };
  return [
    { id: 'shop', title: 'Shop', engine: 'engine', environments: [{ ...environment, ...prod }, closed] },
  ];
}

let runs = 1000;

/** Somebody's release; its run is not kept any more. */
async function released(
  { db }: TellHouse,
  parameters: Record<string, string> | null,
  other: Partial<Parameters<typeof insertRevision>[1]> = {},
): Promise<number> {
  runs += 1;
  const place = { app: 'shop', environment: 'prod', workflow: 'ship', run: runs };
  const by = { by: 'ada', byName: 'Ada of then', rollbackTo: null, at: OPENED };
  return await db.tx((tx) =>
    insertRevision(tx, { ...place, ...by, parameters, images: [], commits: [], ...other }),
  );
}

test('a rollback is a new run with the parameters of that revision', async () => {
  await using house = await openTellHouse({ apps: shop() });
  await released(house, { tag: 'v1', replicas: '7' });
  await released(house, { tag: 'v2', commit: 'c0ffee' });
  await released(house, { tag: 'v3' });
  assert.equal(
    await house.says('ida', 'rollback shop prod 1'),
    'Run #1 started: shop → prod goes back to revision 1.',
  );
  const run = await runById(house.db.read, 1);
  assert.deepEqual(run?.parameters, { tag: 'v1', replicas: '7' });
  assert.equal(run?.rollbackTo, 1);
  const calls = await house.db.read.select().from(house.db.schema.engineCalls);
  const [call] = calls.map(({ payload }) => payload);
  assert.deepEqual(call?.kind === 'run' && call.parameters.map(({ value }) => value), ['v1', '7']);
});

test('without a number it is the revision before the newest; a parameter that came since has its default', async () => {
  await using house = await openTellHouse({ apps: shop() });
  assert.match(await house.says('ida', 'rollback shop prod'), /has no revision yet/);
  await released(house, { tag: 'v1' });
  assert.match(await house.says('ida', 'rollback shop prod'), /one revision only, 1/);
  await released(house, { tag: 'v2' });
  assert.match(await house.says('ida', 'rollback shop prod 3'), /has no revision 3\. The newest is 2/);
  assert.match(await house.says('ida', 'rollback shop prod', OPENED, 'zh'), /^运行 #1 .*回滚到版本 1。$/);
  assert.deepEqual((await runById(house.db.read, 1))?.parameters, { tag: 'v1', replicas: '2' });
});

test('a rollback that could not be what it was is refused, and starts nothing', async () => {
  await using house = await openTellHouse({ apps: shop() });
  await released(house, { tag: 'v1', gone: 'x' });
  await released(house, { tag: 'V 1' });
  await released(house, { commit: 'beef' });
  await released(house, null);
  assert.equal(
    await house.says('ida', 'rollback shop prod 1'),
    'Revision 1 was deployed with gone=x, and shop → prod takes no parameter “gone” any more (it takes: tag, commit, replicas). Nothing was started. Deploy it without that: /deploy shop prod tag=v1, or let an operator put gone back under “parameters” in greenlight.yaml.',
  );
  assert.match(
    await house.says('ida', 'rollback shop prod 2'),
    /^Revision 2 was deployed with tag="V 1", which .*: tag has to fit \^\[a-z0-9\]\*\$\..*: \/deploy shop prod tag=…, or/,
  );
  assert.match(
    await house.says('ida', 'rollback shop prod 3'),
    /^Revision 3 has no value for tag, .*: \/deploy shop prod tag=… commit=beef, or/,
  );
  assert.match(
    await house.says('ida', 'rollback shop prod 1', OPENED, 'zh'),
    /gone=x.*不带该参数部署：\/deploy shop prod tag=v1，/,
  );
  assert.match(await house.says('ida', 'rollback shop prod 4'), /#\d+ was started elsewhere/);
  assert.equal(await runById(house.db.read, 1), undefined);
});

test('to roll back is a right of its own', async () => {
  const roles = [
    { id: 'back', allow: ['rollback'], who: ['ben'] },
    { id: 'forth', allow: ['deploy', 'read'], who: ['dana'] },
  ] as const;
  await using house = await openTellHouse({ apps: shop(), roles });
  await released(house, { tag: 'v1' });
  assert.match(
    await house.says('dana', 'rollback shop prod 1'),
    /You may not roll back shop in prod.*ben, ida/,
  );
  assert.match(await house.says('ben', 'rollback shop prod 1'), /^Run #1 started/);
  assert.match(await house.says('ben', 'deploy shop prod tag=v1'), /You may not deploy/);
  assert.match(await house.says('ben', 'history shop prod'), /You may not see the runs of shop in prod/);
  assert.match(await house.says('ben', 'diff shop prod 1'), /You may not see the runs/);
  assert.match(
    await house.says('ben', 'rollback shop nowhere'),
    /no environment “nowhere”\. It has: prod, closed\./,
  );
  assert.match(await house.says('eve', 'rollback nothing prod'), /no app “nothing”\. Apps here: –\./);
  assert.match(await house.says('ben', 'help'), /\/rollback <app>/);
  assert.doesNotMatch(await house.says('dana', 'help'), /\/rollback/);
  assert.match(await house.says('dana', 'help'), /\/flow history.*\n.*\/flow diff/);
});

test('the history says what was deployed when, by whom, and in which run', async () => {
  await using house = await openTellHouse({ apps: shop() });
  const history = (text = '', language: 'en' | 'zh' = 'en'): Promise<string> =>
    house.says('ida', `history shop prod ${text}`, OPENED, language);
  assert.match(await history(), /no revision yet/);
  await released(house, { tag: 'v1' }, { run: 7, images: ['registry/shop:v1'] });
  const id = 'c0ffee00c0ffee00';
  await released(
    house,
    { tag: 'v2', commit: id },
    { run: 8, by: 'nobody-now', commits: [{ id, repository: 'shop' }] },
  );
  await released(house, null, { run: 9, by: null, byName: null, rollbackTo: 1 });
  assert.deepEqual((await history()).split('\n'), [
    'Revisions of shop → prod:',
    '• 3: –, back to revision 1 by – at 2026-12-01 09:00 UTC, run #9',
    '• 2: tag=v2 · shop@c0ffee00c0ff, by Ada of then at 2026-12-01 09:00 UTC, run #8',
    '• 1: tag=v1 · registry/shop:v1, by ada at 2026-12-01 09:00 UTC, run #7',
  ]);
  assert.deepEqual((await history('1', 'zh')).split('\n'), [
    'shop → prod 的版本：',
    '• 3：–，由 – 回滚到版本 1，2026-12-01 09:00 UTC，运行 #9',
  ]);
  assert.match(await house.says('ida', 'history shop closed'), /You may not see/);
  for (let i = 0; i < 40; i += 1) await released(house, { tag: `v${i}` });
  assert.equal((await history('99')).split('\n').length, 31);
});

test('the status says what each environment stands at: commit, by whom, when', async () => {
  const roles = [{ id: 'watch', allow: ['read'], who: ['eve'], environments: ['closed'] }] as const;
  await using house = await openTellHouse({ apps: shop(), roles });
  const says = (person: string, text: string, language: 'en' | 'zh' = 'en'): Promise<string> =>
    house.says(person, text, OPENED, language);
  assert.match(await says('ida', 'status shop prod'), /📦 shop → prod has no revision yet$/);
  assert.equal(await says('ida', 'status'), 'There is no run yet.');
  await released(house, { tag: 'v1', commit: 'c0ffee' }, { run: 7, commits: [{ id: 'c0ffee' }] });
  await released(house, { tag: 'v9' }, { run: 8, environment: 'closed' });
  const stands =
    '• 📦 shop → prod stands at revision 1: tag=v1 · c0ffee, by ada at 2026-12-01 09:00 UTC, run #7';
  assert.deepEqual((await says('ida', 'status shop prod')).split('\n'), ['Where shop stands:', stands]);
  // Where they may not see runs there is nothing to be told.
  for (const text of ['status', 'status shop'])
    assert.equal((await says('ida', text)).split('\n')[1], stands);
  assert.doesNotMatch(await says('ida', 'status shop'), /closed/);
  assert.match(await says('eve', 'status shop'), /^Where shop stands:\n• 📦 shop → closed .*tag=v9[^\n]*$/);
  assert.match(await says('eve', 'status shop prod'), /You may not see the runs/);
  assert.match(await says('ben', 'status shop'), /There is no app “shop”\. Apps here: –/);
  assert.doesNotMatch(await says('ida', 'list'), /stands/);

  await released(house, { tag: 'v1', commit: 'c0ffee' }, { run: 9, rollbackTo: 1 });
  assert.match(
    await says('ida', 'status shop prod', 'zh'),
    /^shop 的现状：\n• 📦 shop → prod 当前为版本 2：.*由 ada 回滚到版本 1/,
  );
  await says('ida', 'deploy shop prod tag=v2');
  assert.match(await says('ida', 'status 1'), /^Run #1: .*\n• 📦 shop → prod stands at revision 2/);
  await says('ida', 'lock shop prod because of a look');
  await says('ida', 'schedule shop prod tag=v3 at 23:00');
  assert.match(
    await says('ida', 'status shop prod'),
    /revision 2: .*\n• 🔒 .*: of a look\n• #1  shop → prod  starting\n• ⏰ #1  shop → prod tag=v3 {2}at /,
  );
});

test('a difference is told between two revisions, or with the newest', async () => {
  await using house = await openTellHouse({ apps: shop() });
  const diff = (text: string, language: 'en' | 'zh' = 'en'): Promise<string> =>
    house.says('ida', `diff shop prod ${text}`, OPENED, language);
  assert.match(await diff('1'), /no revision yet/);
  await released(house, { tag: 'v1', commit: '' }, { images: ['shop:v1'] });
  await released(house, { tag: 'v2' }, { images: ['shop:v2'], commits: [{ id: 'beef' }], workflow: 'other' });
  await released(house, { tag: 'v2' }, { images: ['shop:v2'], commits: [{ id: 'beef' }], workflow: 'other' });
  await released(house, null, { run: 99 });
  assert.deepEqual((await diff('1 2')).split('\n'), [
    'shop → prod, from revision 1 to revision 2:',
    '• workflow: ship → other',
    '• commit: "" → –',
    '• tag: v1 → v2',
    '• − image shop:v1',
    '• + image shop:v2',
    '• + commit beef',
  ]);
  assert.match(await diff('2 1', 'zh'), /从版本 2 到版本 1：\n.*工作流：other → ship\n[^]*− 提交 beef/);
  assert.match(await diff('2 3'), /deploy the same/);
  assert.match(await diff('3'), /to revision 4:\n• the parameters of revision 4 are not known: its run #99/);
  assert.match(await diff('1 5'), /has no revision 5\. The newest is 4/);
});

test('a CI system names the commit as a command does, where the app takes one', async () => {
  await using house = await openTellHouse();
  const [app] = shop();
  const hook = { id: 'ci', person: 'ida', apps: ['shop'], environments: ['prod'] };
  const directory = createDirectory({
    language: 'en',
    platforms: [],
    people: [{ id: 'ida', name: 'Ida', language: 'en', accounts: {} }],
    apps: app === undefined ? [] : [app],
  });
  const sent = async (key: string, parameters: [string, string][], commit = 'c0ffee') =>
    await house.db.tx(async (tx) => {
      const context = {
        tx,
        now: OPENED,
        directory,
        engines: new Map(),
        platforms: new Map(),
        outline: () => undefined,
        audit: [],
      };
      const asked = { app: 'shop', environment: 'prod', parameters, key, commit };
      const outcome = await startByHook(context, hook, asked);
      return outcome.kind === 'started' ? outcome.run.parameters['commit'] : outcome.kind;
    });
  assert.equal(await sent('1', [['tag', 'v1']]), 'c0ffee');
  const other = await sent('2', [
    ['tag', 'v1'],
    ['commit', 'beef'],
  ]);
  assert.equal(other, 'beef', 'what is written out goes before');
  const again = async (commit: string) => await sent('1', [['tag', 'v1']], commit);
  assert.equal(await again('c0ffee11'), 'c0ffee', 'the whole hash of the same commit');
  assert.equal(await again('beef'), 'key-taken', 'another commit is another deploy');
});

test('a command names its commit by an option only where the app takes one', async () => {
  await using house = await openTellHouse({ apps: shop() });
  assert.match(await house.says('ida', 'deploy shop prod tag=v1 --commit c0ffee'), /^Run #1 started/);
  assert.equal((await runById(house.db.read, 1))?.parameters['commit'], 'c0ffee');
  await using other = await openTellHouse();
  assert.match(await other.says('ida', 'deploy shop prod --commit c0ffee'), /takes no parameter “commit”/);
});
