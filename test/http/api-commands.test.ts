import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Event } from '../../src/domain/event.ts';
import { API_PLATFORM } from '../../src/domain/platform-ability.ts';
import { like } from '../../src/store/drizzle.ts';
import { insertIdentity } from '../../src/store/identities.ts';
import { deferEvent, type InboxRow, storeEvent } from '../../src/store/inbox.ts';
import { cardsOf, eventOf, perform } from '../ring/harness.ts';
import { until } from '../until.ts';
import { type ApiHouse, openApi, TEAM } from './api-house.ts';

let api: ApiHouse;

before(async () => {
  api = await openApi();
});

after(async () => {
  await api.close();
});

async function rowOf(entry: unknown): Promise<InboxRow> {
  const { db } = api.house;
  const row = (await db.read.select().from(db.schema.inbox)).find(({ id }) => id === entry);
  assert.ok(row);
  return row;
}

async function runs() {
  const { db } = api.house;
  return await db.read.select().from(db.schema.runs);
}

/** A run whose gate asks. */
async function asked(): Promise<number> {
  const { body } = await api.command('ada', 'deploy shop prod tag=v1');
  const run = Number(body.run);
  await until('the question', async () => {
    const { body: now } = await read('ada', run);
    return (now.approvals as unknown[] | undefined)?.length === 1;
  });
  return run;
}

async function read(owner: 'ada' | 'dana', run: number | string) {
  const headers = { authorization: `Bearer ${api.tokens[owner]}` };
  return await api.send(`/api/v1/runs/${run}`, { headers });
}

async function auditOf(run: number) {
  const { db } = api.house;
  return (await db.read.select().from(db.schema.audit)).filter((entry) => entry.run === run);
}

/** An older thing of the same program that another server works on: what comes after it waits. */
async function holdUp(event: Event): Promise<() => Promise<void>> {
  const { db } = api.house;
  const now = Date.now();
  const older = {
    ...event,
    key: `${event.key}-older`,
    deed: { kind: 'command', name: 'flow', text: 'help' },
  } as const;
  const id = await db.tx((tx) => storeEvent(tx, older, now, now + 60_000));
  assert.ok(id);
  return async () => await db.tx((tx) => deferEvent(tx, { id, leaseEpoch: 1 }, 0, 0));
}

test('a program deploys and another one approves: the card is in the rooms of the environment, and all of it says API', async () => {
  const run = await asked();
  const { chat } = api.house;
  const card = await until('the card', () => cardsOf(chat).find(({ room }) => room.id === TEAM));
  const { db } = api.house;
  const posts = await db.read.select().from(db.schema.posts);
  assert.deepEqual([...new Set(posts.map(({ platform, room }) => `${platform}/${room}`))], [`chat/${TEAM}`]);

  const { status, body } = await api.command('ben', `approve ${run} because the tests are green`);
  assert.deepEqual([status, body.outcome], [200, 'good'], String(body.answer));
  await until('the end', async () => (await read('ada', run)).body.phase === 'succeeded');
  await until('the card to say so', () => JSON.stringify(card.card).includes('Ben · API · '));

  const [decision] = (await db.read.select().from(db.schema.decisions)).slice(-1);
  assert.deepEqual([decision?.person, decision?.surface, decision?.platform], ['ben', 'api', API_PLATFORM]);
  const details = new Map((await auditOf(run)).map((entry) => [entry.action, entry]));
  for (const [action, person] of [
    ['run.requested', 'ada'],
    ['approval.approved', 'ben'],
  ] as const) {
    const entry = details.get(action);
    const detail = entry?.detail as Record<string, unknown>;
    assert.deepEqual([entry?.actor, detail.surface, detail.token], [person, 'api', `${person}-ci`]);
  }
  assert.deepEqual(chat.answers, []);
});

test('a program has the rights of its person and no others', async () => {
  const run = await asked();
  for (const [owner, text] of [
    ['dana', `approve ${run}`],
    ['dana', 'deploy shop prod'],
    ['dana', `cancel ${run}`],
    ['ben', 'deploy shop prod'],
  ] as const) {
    const { status, body } = await api.command(owner, text);
    assert.deepEqual([status, body.outcome], [200, 'bad'], text);
  }
  const refused = (await auditOf(run)).find(({ action }) => action === 'approval.refused-vote');
  assert.equal((refused?.detail as Record<string, unknown> | undefined)?.surface, 'api');
  assert.equal((await read('ada', run)).body.phase, 'suspended');
});

test('the same key is one thing: twice at once, later, and after a restart; with other words it is refused', async () => {
  const before = (await runs()).length;
  const told = await Promise.all([
    api.command('ada', 'deploy shop prod tag=v7', 'job 7'),
    api.command('ada', '/deploy shop prod tag=v7', 'job 7'),
  ]);
  told.push(await api.command('ada', 'deploy shop prod tag=v7', 'job 7'));
  await api.restart();
  told.push(await api.command('ada', 'deploy shop prod tag=v7', 'job 7'));
  for (const { status, body } of told) assert.deepEqual([status, body], [200, told[0]?.body]);
  assert.equal((await runs()).length, before + 1);

  const other = await api.command('ada', 'deploy shop prod tag=v8', 'job 7');
  assert.deepEqual([other.status, other.body.error], [409, 'key-taken']);
  assert.equal((await runs()).length, before + 1);
  // The key is the token's own.
  assert.equal((await api.command('ben', 'whoami', 'job 7')).status, 200);
});

test('what takes long is stored and answered with 202; the same key has the answer later', async () => {
  const { body } = await api.command('ada', 'whoami');
  const release = await holdUp((await rowOf(body.entry)).event);
  const early = await api.command('ada', 'deploy shop prod tag=v9', 'slow');
  assert.deepEqual([early.status, early.body.outcome], [202, 'neutral']);
  assert.match(String(early.body.answer), /^Received\./);
  assert.equal(early.headers.get('retry-after'), '1');
  assert.equal((await api.command('ada', 'deploy shop prod tag=v9', 'slow')).status, 202);
  await release();
  const late = await until('the answer', async () => {
    const told = await api.command('ada', 'deploy shop prod tag=v9', 'slow');
    return told.status === 200 ? told : undefined;
  });
  assert.equal(late.body.entry, early.body.entry);
  assert.equal(typeof late.body.run, 'number');
});

test('a process that ends between storing and answering loses nothing, and owes no chat an answer', async () => {
  const { body } = await api.command('ada', 'whoami');
  const { event } = await rowOf(body.entry);
  await holdUp(event);
  const early = await api.command('ada', 'deploy shop prod tag=v11', 'crash');
  assert.equal(early.status, 202);
  // The next server takes over what the last one held.
  await api.restart();
  const row = await until('the command', async () => {
    const now = await rowOf(early.body.entry);
    return now.state === 'done' ? now : undefined;
  });
  assert.equal(row.replyState, 'none');
  const late = await api.command('ada', 'deploy shop prod tag=v11', 'crash');
  assert.equal(late.status, 200);
  assert.equal((await runs()).filter(({ id }) => id === late.body.run).length, 1);
  assert.deepEqual(api.house.chat.answers, []);
});

test('a token that was taken out is nobody at once, also for what waits in the inbox', async () => {
  const before = (await runs()).length;
  const { body } = await api.command('ada', 'whoami');
  await holdUp((await rowOf(body.entry)).event);
  const early = await api.command('ada', 'deploy shop prod tag=v12', 'gone');
  assert.equal(early.status, 202);
  const old = { authorization: `Bearer ${api.tokens.ada}` };
  api.renew('ada');
  await api.restart();
  assert.equal((await api.command('ada', 'deploy shop prod tag=v12', 'gone', old)).status, 401);
  const row = await until('the command', async () => {
    const now = await rowOf(early.body.entry);
    return now.state === 'done' ? now : undefined;
  });
  assert.match(row.reply?.kind === 'text' ? row.reply.text : '', /not valid any more/);
  assert.equal((await runs()).length, before);
  // The new token has nothing to do with the old one, nor with its keys.
  const { status, body: told } = await api.command('ada', 'deploy shop prod tag=v12', 'gone');
  assert.deepEqual([status, typeof told.run], [200, 'number']);
});

test('no chat can speak as a program, and nobody joins a program to a person', async () => {
  const { body } = await api.command('ada', 'whoami');
  const { actor } = (await rowOf(body.entry)).event;
  assert.equal(actor.platform, API_PLATFORM);
  const deploy = { kind: 'command', name: 'deploy', text: 'shop prod' } as const;
  const before = (await runs()).length;
  // What an adapter says is on its own platform, whatever it calls the account.
  for (const id of [actor.id, `${API_PLATFORM}/${actor.id}`, 'ada']) {
    const event = { ...eventOf('ada', deploy), actor: { platform: 'chat', id } };
    const { reply } = await perform(api.house, event);
    assert.match(reply.kind === 'text' ? reply.text : '', /I do not know you here/);
  }
  // A token that is not configured, though somebody wrote a row that joins it.
  const stranger = { platform: API_PLATFORM, id: 'ada/0123456789abcdef' };
  const { db } = api.house;
  await db.tx((tx) => insertIdentity(tx, stranger, 'ada', 1));
  const { reply } = await perform(api.house, { ...eventOf('ada', deploy), actor: stranger });
  assert.match(reply.kind === 'text' ? reply.text : '', /not valid any more/);
  assert.equal((await runs()).length, before);
});

test('a key that the inbox has forgotten starts no second run, and no other command gets the old one’s number', async () => {
  const first = await api.command('ada', 'deploy shop prod tag=v21', 'job 21');
  const listed = await api.command('ada', 'list', 'job 21');
  assert.equal(listed.status, 409);
  const { db } = api.house;
  const forget = () =>
    db.tx(async (tx) => await tx.delete(tx.schema.inbox).where(like(tx.schema.inbox.key, '%:job 21')));
  const count = (await runs()).length;

  await forget();
  const again = await api.command('ada', 'deploy shop prod tag=v22', 'job 21');
  assert.deepEqual([again.status, again.body.outcome, again.body.run], [200, 'bad', undefined]);
  assert.match(
    String(again.body.answer),
    new RegExp(`started run #${String(first.body.run)} some time ago; nothing was done`),
  );
  await forget();
  const chinese = await api.command('ada', 'deploy shop prod tag=v22', 'job 21', { 'accept-language': 'zh' });
  assert.match(String(chinese.body.answer), /此前已启动运行/);
  await forget();
  const other = await api.command('ada', 'list', 'job 21');
  assert.deepEqual([other.status, other.body.run], [200, undefined]);
  assert.equal((await runs()).length, count);
});

test('what cannot be stored is not answered as done: 503, and the same key then counts once', async () => {
  const before = (await runs()).length;
  api.breakStorage(true);
  const failed = await api
    .command('ada', 'deploy shop prod tag=v13', 'disk')
    .finally(() => api.breakStorage(false));
  assert.deepEqual([failed.status, failed.headers.get('retry-after')], [503, '10']);
  assert.ok(!failed.text.includes('no space left'));
  assert.match(api.logged.join('\n'), /no space left/);
  assert.ok(!api.logged.join('\n').includes(api.tokens.ada));
  assert.equal((await api.command('ada', 'deploy shop prod tag=v13', 'disk')).status, 200);
  assert.equal((await runs()).length, before + 1);
});

test('a run is told whole to those who may read it: votes, and what can still happen', async () => {
  const run = await asked();
  const { status, body } = await read('ada', run);
  assert.equal(status, 200);
  assert.deepEqual(
    [body.run, body.app, body.environment, body.initiator, body.phase],
    [run, 'shop', 'prod', 'ada', 'suspended'],
  );
  const [approval] = body.approvals as {
    gate: string;
    state: string;
    nextSteps: { kind: string; people?: string[] }[];
  }[];
  assert.deepEqual([approval?.gate, approval?.state], ['go', 'open']);
  assert.deepEqual(approval?.nextSteps.find(({ kind }) => kind === 'approve')?.people, ['ben', 'chen']);
  assert.equal((body.snapshot as { workflow: string }).workflow, 'one-gate');
  for (const unknown of ['999999', 'x', '-1', '1e3']) assert.equal((await read('ada', unknown)).status, 404);
  const refused = await read('dana', run);
  assert.deepEqual([refused.status, refused.body.error], [403, 'forbidden']);
  assert.equal((await api.send(`/api/v1/runs/${run}`, {})).status, 401);
});
