import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createDirectory, type Directory } from '../../src/domain/directory.ts';
import type { Freeze } from '../../src/domain/freeze.ts';
import { systemClock } from '../../src/time.ts';
import { createHostileEngine } from '../fakes/hostile-engine.ts';
import { until } from '../until.ts';
import { CHAT, cardsOf, command, type House, openHouse, WORKFLOWS } from './harness.ts';

/** Ada and Ben may do everything in shop; Dana may see it; Carl owns nothing and may nothing. */
function directoryWith(freezes: readonly Freeze[] = []): Directory {
  const tag = { name: 'tag', required: false, type: 'string', sets: 'context.tag' } as const;
  const note = { ...tag, name: 'note', sets: 'context.note' };
  const place = { operators: ['ada', 'ben'], approvers: ['ben'], rooms: [] };
  return createDirectory({
    language: 'en',
    zone: 'Asia/Shanghai',
    platforms: [{ id: CHAT, kind: 'memory', language: 'en' }],
    people: ['ada', 'ben', 'carl', 'dana'].map((id) => ({
      id,
      name: id[0]?.toUpperCase() + id.slice(1),
      language: id === 'dana' ? 'zh' : 'en',
      accounts: { [CHAT]: `U-${id}` },
    })),
    roles: [{ id: 'readers', allow: ['read'], who: ['dana'] }],
    freezes,
    apps: [
      {
        id: 'shop',
        title: 'Shop',
        engine: 'hostile',
        environments: [
          { ...place, id: 'staging', workflow: 'quick', parameters: [tag] },
          { ...place, id: 'flaky', workflow: 'fails-once', parameters: [tag] },
          { ...place, id: 'prod', workflow: 'one-gate', parameters: [tag, note] },
          {
            ...place,
            id: 'late',
            workflow: 'quick',
            parameters: [tag, note],
            after: { environment: 'staging' },
          },
          {
            ...place,
            id: 'later',
            workflow: 'quick',
            parameters: [tag],
            after: { environment: 'flaky', same: [] },
          },
        ],
      },
    ],
  });
}

async function open(t: TestContext, known: () => Directory = directoryWith): Promise<House> {
  const workflows = { ...WORKFLOWS, quick: [{ name: 'deploy', kind: 'pass' }] } as const;
  const engine = createHostileEngine({ id: 'hostile', seed: 1, clock: systemClock, workflows });
  const house = await openHouse([engine.engine], {}, undefined, known);
  t.after(() => house.close());
  return house;
}

/** What somebody was told by direct message, in the order of sending. */
function toldTo(house: House, person: string): string[] {
  return house.chat.messages.filter(({ room }) => room.id === `@U-${person}`).map(({ card }) => card.summary);
}

async function ended(house: House, run: number): Promise<string> {
  return await until(`run ${run} to end`, async () => {
    const [row] = (await house.db.read.select().from(house.db.schema.runs)).filter(({ id }) => id === run);
    return row?.outcome ?? undefined;
  });
}

test('a locked environment takes no deploy, says who, why and since when, and tells those who wait when it is free: once', async (t) => {
  const house = await open(t);
  const say = (person: string, text: string) => command(house, person, text);
  assert.match(await say('ada', '/deploy shop prod tag=v1'), /started/);
  assert.match(await say('ben', '/flow lock shop prod'), /^Say why/);
  assert.match(
    await say('ben', '/flow lock shop prod because DB <!channel> migration'),
    /^shop → prod is locked/,
  );
  const refused = await say('ada', '/deploy shop prod tag=v2');
  assert.match(
    refused,
    /^shop → prod is locked by Ben since \d{4}-\d\d-\d\d \d\d:\d\d UTC\+08:00 \(Asia\/Shanghai\): DB <!channel> migration\. Nothing was started\. To be told when it is free: \/flow wait shop prod$/,
  );
  assert.match(
    await say('ben', '/deploy shop prod tag=v2'),
    /locked .* yourself .* \/flow unlock shop prod$/,
  );
  assert.match(await say('ada', '/flow lock shop prod because mine'), /locked already, by Ben/);
  assert.match(await say('ada', '/flow list'), /🔒 shop → prod is locked by Ben .*\n• #1/);
  assert.match(await say('dana', '/flow list'), /🔒 shop → prod 自 .* 起被 Ben 锁定/);
  assert.doesNotMatch(await say('carl', '/flow list'), /🔒/);

  // The run that is under way says so, and goes on.
  await until('the card to show the lock', async () =>
    cardsOf(house.chat).some(({ card }) => JSON.stringify(card).includes('Locked for new runs by Ben')),
  );
  assert.match(await say('ben', '/flow approve 1'), /approve|pproved|quiet|none/i);

  for (const person of ['ada', 'ada', 'dana']) await say(person, '/flow wait shop prod');
  assert.match(await say('carl', '/flow wait shop prod'), /You may not/);
  assert.match(
    await say('carl', '/flow unlock shop prod'),
    /You may not do that in shop → prod: it needs the right “unlock”/,
  );
  await house.restart();
  assert.match(await say('ben', '/flow unlock shop prod'), /is free/);
  await until(
    'both to be told',
    async () => toldTo(house, 'ada').length > 0 && toldTo(house, 'dana').length > 0,
  );
  assert.match(await say('ben', '/flow unlock shop prod'), /is not locked/);
  assert.match(await say('ada', '/flow wait shop prod'), /is not locked: go ahead/);
  assert.match(await say('ada', '/deploy shop prod tag=v2'), /started/);
  assert.deepEqual(toldTo(house, 'ada'), [
    '🔓 shop → prod is free again: Ben unlocked it. You asked to be told.',
  ]);
  assert.deepEqual(toldTo(house, 'dana'), ['🔓 shop → prod 已由 Ben 解锁，可以部署了。这是你要求的通知。']);
  await until('the card to show none', async () =>
    cardsOf(house.chat).every(({ card }) => !JSON.stringify(card).includes('Locked for new runs')),
  );
});

test('whoever breaks another one’s lock is told on to its owner', async (t) => {
  const house = await open(t);
  await command(house, 'ada', '/flow lock shop staging because a look at the data');
  assert.match(await command(house, 'ben', '/flow unlock shop staging'), /is free/);
  await until('ada to be told', async () => toldTo(house, 'ada').length > 0);
  assert.match(
    toldTo(house, 'ada').join('\n'),
    /^🔓 Ben unlocked shop → staging, which you had locked since .*: a look at the data\.$/,
  );
  const { audit } = house.db.schema;
  const entries = (await house.db.read.select().from(audit)).map(
    ({ actor, action }) => `${action} by ${actor}`,
  );
  assert.deepEqual(entries, ['environment.locked by ada', 'environment.unlocked by ben']);
});

test('a freeze refuses deploys with its name, reason and end; runs under way go on, and the excepted may', async (t) => {
  const end = Date.parse('2099-01-02T01:00:00Z');
  const christmas: Freeze = {
    id: 'christmas',
    span: { kind: 'once', from: 0, until: end },
    environments: ['prod'],
    except: ['ben'],
    reason: 'No releases',
  };
  let freezes: Freeze[] = [];
  const house = await open(t, () => directoryWith(freezes));
  assert.match(await command(house, 'ada', '/deploy shop prod tag=v1'), /started/);
  await until(
    'the gate',
    async () => (await house.db.read.select().from(house.db.schema.approvals)).length === 1,
  );
  freezes = [christmas];
  await house.restart();
  assert.equal(
    await command(house, 'ada', '/deploy shop prod tag=v2'),
    'shop → prod is frozen by christmas (No releases) until 2099-01-02 09:00 UTC+08:00 (Asia/Shanghai). Nothing was started.',
  );
  assert.match(await command(house, 'ada', '/deploy shop staging tag=v2'), /started/);
  assert.match(
    await command(house, 'ada', '/flow list'),
    /❄️ christmas \(No releases\) until .*: shop → prod\n/,
  );
  assert.match(
    await command(house, 'ada', '/flow schedule shop prod at 23:59'),
    /^At .* shop → prod is frozen by christmas/,
  );
  await command(house, 'ben', '/flow approve 1');
  assert.equal(await ended(house, 1), 'succeeded');
  assert.match(await command(house, 'ben', '/deploy shop prod tag=v2'), /started/);
});

test('production comes after staging: the newest run there with the same values must have ended well', async (t) => {
  const house = await open(t);
  assert.equal(
    await command(house, 'ada', '/deploy shop late tag=v1 note=x'),
    'late of shop comes after staging, and no run there has ended with the same values (tag=v1). First: /deploy shop staging tag=v1',
  );
  await command(house, 'ada', '/deploy shop staging tag=v1');
  await ended(house, 1);
  assert.match(await command(house, 'ada', '/deploy shop late tag=v2'), /no run there has ended/);
  assert.match(await command(house, 'ada', '/deploy shop late tag=v1 note="x y"'), /started/);

  await command(house, 'ada', '/deploy shop flaky tag=v1');
  assert.equal(await ended(house, 3), 'failed');
  assert.match(
    await command(house, 'ada', '/deploy shop later tag=v9'),
    /newest run there with the same values \(–\), #3, failed\. First: \/deploy shop flaky$/,
  );
  await command(house, 'ada', '/flow retry 3');
  await until('the retry to end well', async () => {
    const rows = await house.db.read.select().from(house.db.schema.runs);
    return rows.find(({ id }) => id === 3)?.outcome === 'succeeded';
  });
  assert.match(await command(house, 'ada', '/deploy shop later tag=v9'), /started/);
});
