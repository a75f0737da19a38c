import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Answer } from '../../src/domain/answer.ts';
import { parseCommand } from '../../src/domain/command.ts';
import { createDirectory, type Environment, type Person } from '../../src/domain/directory.ts';
import type { Freeze } from '../../src/domain/freeze.ts';
import type { OutlineOf } from '../../src/domain/outline.ts';
import { createRosterHolder } from '../../src/domain/roster.ts';
import { handle } from '../../src/flows/handle.ts';
import { type MayCall, mayCall } from '../../src/flows/may-call.ts';
import { otherPlaces } from '../../src/flows/other-places.ts';
import { type CiOutcome, startByHook } from '../../src/flows/start-by-hook.ts';
import { startScheduled } from '../../src/flows/start-scheduled.ts';
import { replyOf } from '../../src/presenter/reply.ts';
import type { EngineCallRow } from '../../src/store/engine-calls.ts';
import { insertRevision } from '../../src/store/revisions.ts';
import { insertSchedule } from '../../src/store/schedules.ts';
import { openProduct } from '../store/product.ts';
import { directEvent, NOW } from './flow-unit.ts';
import { unit } from './hold-arena.ts';

const tag = { name: 'tag', required: false, type: 'string', sets: 'x' } as const;
const environment = { approvers: [], rooms: [], parameters: [tag] };
const test_: Environment = { ...environment, id: 'test', workflow: 'to-both', operators: ['ada', 'ben'] };
const prod: Environment = { ...environment, id: 'prod', workflow: 'to-prod', operators: ['ada', 'carl'] };

const stage: Environment = { ...environment, id: 'stage', workflow: 'to-stage', operators: [] };

/** The workflow of `test` goes on to prod in a step of a group that may not run; `elsewhere` is no environment of the app. */
const outline: OutlineOf = (_engine, { workflow }) => {
  const step = { title: 'x', type: 'deploy2env', depth: 0, gate: { kind: 'none' } } as const;
  if (workflow !== 'to-both') return undefined;
  return {
    steps: [
      { ...step, path: 'a', deploysTo: ['test'] },
      { ...step, path: 'b/c', deploysTo: ['elsewhere', 'prod'], condition: 'false' },
    ],
  };
};

type House = Awaited<ReturnType<typeof open>>;

async function open(
  t: TestContext,
  {
    prod: change = {},
    more = [],
    freezes = [],
    unread = false,
  }: Partial<{ prod: Partial<Environment>; more: Environment[]; freezes: Freeze[]; unread: boolean }> = {},
) {
  const db = await openProduct();
  t.after(() => db.close());
  const environments = [test_, { ...prod, ...change }, ...more];
  const app = { id: 'shop', title: 'Shop', engine: 'engine', environments };
  const directory = createDirectory(
    {
      language: 'en',
      freezes,
      platforms: [{ id: 'chat', kind: 'memory', language: 'en' }],
      people: ['ada', 'ben', 'carl'].map((id): Person => {
        return { id, name: id, language: 'en', accounts: { chat: `U-${id}` } };
      }),
      groups: unread ? [{ id: 'sre', people: [], sources: [{ platform: 'chat', group: 'G' }] }] : [],
      apps: [app],
    },
    createRosterHolder(),
  );
  let events = 0;
  const does = async (person: string, text: string): Promise<Answer> => {
    events += 1;
    assert.notEqual(parseCommand('flow', text).kind, 'mistake', text);
    const event = directEvent(person, { key: `e${events}`, deed: { kind: 'command', name: 'flow', text } });
    const row = { id: events, storedAt: NOW };
    return await unit(
      db,
      directory,
      (context) => handle(context, event, row, directory.person(person)),
      NOW,
      outline,
    );
  };
  return {
    db,
    app,
    directory,
    does,
    /** The code of the answer, and the environments that it is about. */
    async code(person: string, text: string): Promise<string> {
      const answer = await does(person, text);
      if (answer.kind !== 'say') return answer.kind;
      const { environment: place, through } = answer.data;
      return [answer.code, place, ...(through === undefined ? [] : ['by', through])].map(String).join(' ');
    },
    async text(person: string, text: string, language: 'en' | 'zh' = 'en'): Promise<string> {
      const reply = replyOf(await does(person, text), language);
      return reply.kind === 'text' ? reply.text : reply.kind;
    },
  };
}

async function runsOf({ db }: House): Promise<(string | null)[]> {
  return (await db.read.select().from(db.schema.runs)).map(({ environment: place }) => place);
}

test('what the workflow of an environment deploys to beside is named by its steps, groups included', () => {
  const app = { id: 'shop', title: 'Shop', engine: 'engine', environments: [prod, test_] };
  const names = (...steps: Parameters<typeof otherPlaces>[2]): string[] =>
    otherPlaces(app, test_, steps).map(({ id }) => id);
  assert.deepEqual(names({ deploysTo: ['test'] }, {}), []);
  assert.deepEqual(names({ children: [{ deploysTo: ['nowhere', 'prod'] }] }, { deploysTo: ['prod'] }), [
    'prod',
  ]);
});

test('a lock holds back whatever deploys there, and says by which workflow', async (t) => {
  const house = await open(t);
  await house.does('carl', 'lock shop prod because of a look');
  assert.match(
    await house.text('ada', 'deploy shop test tag=v1'),
    /^shop → prod \(the workflow of test deploys there too\) is locked by carl since .*: of a look\. Nothing was started\. .*: \/flow wait shop prod$/,
  );
  assert.match(
    await house.text('ada', 'deploy shop test', 'zh'),
    /^shop → prod（test 的工作流也会部署到那里） 自 .* 起被 carl 锁定/,
  );
  assert.match(
    await house.text('ada', 'deploy shop test tag=v1 --dry-run'),
    /\n• shop → prod \(the workflow of test deploys there too\) is locked by carl .*\n• it deploys to prod too: the locks, freezes/,
  );
  assert.deepEqual(await runsOf(house), []);
  await house.does('carl', 'unlock shop prod');
  assert.equal(await house.code('ada', 'deploy shop test tag=v1'), 'deploy.started test');
  const { audit } = house.db.schema;
  const entry = (await house.db.read.select().from(audit)).find(({ action }) => action === 'run.requested');
  assert.ok(entry);
  assert.deepEqual((entry.detail as { deploysTo: string[] }).deploysTo, ['prod']);
});

test('whoever may not deploy there may not deploy what goes there, nor roll back to it, nor plan it', async (t) => {
  const house = await open(t);
  const revision = {
    app: 'shop',
    environment: 'test',
    workflow: 'to-both',
    run: 90,
    parameters: { tag: 'v0' },
  };
  const nothing = { images: [], commits: [], by: null, byName: null, rollbackTo: null, at: NOW };
  await house.db.tx((tx) => insertRevision(tx, { ...revision, ...nothing }));
  for (const text of ['deploy shop test', 'rollback shop test 1', 'schedule shop test at 23:00'])
    assert.equal(await house.code('ben', text), 'place.not-allowed prod by test', text);
  assert.match(
    await house.text('ben', 'deploy shop test'),
    /^You may not do that in shop → prod \(the workflow of test deploys there too\): it needs the right “deploy”.*: ada, carl\.$/,
  );
  assert.match(
    await house.text('ben', 'deploy shop test --dry-run'),
    /\n• You may not do that in shop → prod/,
  );
  assert.deepEqual(await runsOf(house), []);
  assert.equal(await house.code('ada', 'rollback shop test 1'), 'rollback.started test');
  const refused = (await house.db.read.select().from(house.db.schema.audit)).map(({ action }) => action);
  assert.equal(refused.filter((action) => action === 'command.refused').length, 5);
});

test('while nobody can say who may deploy there nothing starts, and a plan waits', async (t) => {
  const house = await open(t, { prod: { operators: ['sre'] }, unread: true });
  assert.equal(await house.code('ada', 'deploy shop test'), 'place.unread prod by test');
  const plan = { app: 'shop', environment: 'test', parameters: [], person: 'ada', at: NOW, createdAt: 0 };
  const room = { platform: 'chat', id: 'R' };
  const id = await house.db.tx((tx) => insertSchedule(tx, { ...plan, room }));
  const { db, directory } = house;
  assert.equal(await unit(db, directory, (context) => startScheduled(context, id), NOW, outline), 'later');
});

test('a freeze there holds it back at its time, and a plan for that time', async (t) => {
  const freeze: Freeze = {
    id: 'fair',
    span: { kind: 'once', from: NOW + 3_600_000, until: NOW + 100 * 3_600_000 },
    environments: ['prod'],
    except: [],
  };
  const house = await open(t, { freezes: [freeze] });
  assert.equal(await house.code('ada', 'schedule shop test at 23:59'), 'schedule.frozen prod by test');
  assert.equal(await house.code('ada', 'deploy shop test'), 'deploy.started test');
  const now = await open(t, { freezes: [{ ...freeze, span: { kind: 'once', from: 0, until: NOW + 1 } }] });
  assert.equal(await now.code('ada', 'deploy shop test'), 'freeze.holds prod by test');
});

test('the order of environments counts there, but a workflow that goes on from the environment before does not wait for itself', async (t) => {
  const held = await open(t, { prod: { after: { environment: 'stage' } }, more: [stage] });
  assert.equal(await held.code('ada', 'deploy shop test tag=v1'), 'order.never prod by test');
  const free = await open(t, { prod: { after: { environment: 'test' } } });
  assert.equal(await free.code('ada', 'deploy shop test tag=v1'), 'deploy.started test');
  assert.equal(await free.code('ada', 'deploy shop prod tag=v1'), 'order.never prod');
});

test('a plan is held back by the other environment when it starts', async (t) => {
  const house = await open(t);
  assert.match(await house.code('ada', 'schedule shop test at 23:00'), /^schedule\.done/);
  await house.does('carl', 'lock shop prod because of a look');
  const { db, directory } = house;
  const [row] = await db.read.select().from(db.schema.schedules);
  assert.ok(row);
  await unit(db, directory, (context) => startScheduled(context, row.id), row.at, outline);
  const [after] = await db.read.select().from(db.schema.schedules);
  assert.deepEqual([after?.state, after?.note], ['refused', 'lock.locked']);
});

test('a hook is bound to its environments also in what a workflow deploys to beside', async (t) => {
  const house = await open(t);
  const { db, directory } = house;
  const asked = { app: 'shop', environment: 'test', parameters: [], key: 'k' };
  const ask = async (environments: string[]): Promise<CiOutcome> => {
    const hook = { id: 'ci', person: 'ada', apps: ['shop'], environments };
    return await unit(db, directory, (context) => startByHook(context, hook, asked), NOW, outline);
  };
  assert.deepEqual(await ask(['test']), { kind: 'out-of-scope', environment: 'prod' });
  await house.does('carl', 'lock shop prod because of a look');
  const locked = await ask(['test', 'prod']);
  assert.equal(locked.kind === 'refused' && locked.answer.code, 'lock.locked');
  await house.does('carl', 'unlock shop prod');
  assert.equal((await ask(['test', 'prod'])).kind, 'started');
});

test('an engine is asked to start it only while whoever asked may deploy there', async (t) => {
  const house = await open(t);
  await house.does('ada', 'deploy shop test');
  const { db, directory } = house;
  const [call] = await db.read.select().from(db.schema.engineCalls);
  assert.ok(call);
  const may = async (known = directory): Promise<MayCall> =>
    await db.tx((tx) => mayCall({ tx, directory: known, outline }, call as EngineCallRow));
  assert.equal(await may(), 'yes');
  assert.equal(await may((await open(t, { prod: { operators: ['carl'] } })).directory), 'no');
  assert.equal(
    await may((await open(t, { prod: { operators: ['sre'] }, unread: true })).directory),
    'unread',
  );
});
