import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createApiToken } from '../../src/domain/api-token.ts';
import { type ApiHouse, openApi } from './api-house.ts';

let api: ApiHouse;

before(async () => {
  api = await openApi();
});

after(async () => {
  await api.close();
});

const PATH = '/api/v1/commands';
const BODY = JSON.stringify({ text: 'whoami', key: 'one' });

/** Headers of a request in Ben's name. */
const ben = (): Record<string, string> => ({
  authorization: `Bearer ${api.tokens.ben}`,
  'content-type': 'application/json',
});

async function rows(): Promise<number> {
  const { db } = api.house;
  return (await db.read.select().from(db.schema.inbox)).length;
}

test('a command is answered in words, for nobody to keep and for no page of a browser to read', async () => {
  const { status, headers, body } = await api.command('ben', '/flow whoami');
  assert.equal(status, 200);
  assert.match(String(body.answer), /Ben/);
  assert.equal(body.outcome, 'neutral');
  assert.equal(typeof body.entry, 'number');
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.equal(headers.get('access-control-allow-origin'), null);
});

test('it speaks the language that is asked for, else the one of the person', async () => {
  const answer = async (owner: 'ben' | 'chen', header?: string): Promise<string> => {
    const headers = header === undefined ? undefined : { 'accept-language': header };
    return String((await api.command(owner, 'status 999999', undefined, headers)).body.answer);
  };
  assert.equal(await answer('ben'), 'There is no run #999999.');
  assert.equal(await answer('chen'), '没有编号为 #999999 的运行。');
  assert.equal(await answer('ben', 'zh-CN,en;q=0.5'), '没有编号为 #999999 的运行。');
  assert.equal(await answer('chen', 'en'), 'There is no run #999999.');
});

test('no token, no Bearer, an unknown one, a misspelled one and an expired one get the same answer, and nothing is read', async () => {
  const before = await rows();
  const headers: Record<string, string>[] = [
    {},
    { authorization: '' },
    { authorization: 'Bearer' },
    { authorization: `Basic ${api.tokens.ben}` },
    { authorization: api.tokens.ben },
    { authorization: `Bearer ${createApiToken()}` },
    { authorization: `Bearer ${api.tokens.ben}x` },
    { authorization: `Bearer ${api.tokens.ben} ${api.tokens.ben}` },
    { cookie: `token=${api.tokens.ben}` },
  ];
  const told = [];
  for (const one of headers)
    told.push(
      await api.send(PATH, { method: 'POST', headers: { ...one, 'content-type': 'x/y' }, body: 'not JSON' }),
    );
  told.push(await api.send(`${PATH}?access_token=${api.tokens.ben}`, { method: 'POST', body: BODY }));
  api.turn(86_400_000);
  told.push(await api.send(PATH, { method: 'POST', headers: ben(), body: BODY }));
  for (const { status, headers: answered, text } of told) {
    assert.equal(status, 401);
    assert.equal(answered.get('www-authenticate'), 'Bearer realm="greenlight"');
    assert.equal(text, told[0]?.text);
  }
  assert.equal(await rows(), before);
  await api.close();
  api = await openApi();
});

test('what cannot be read is refused with its place, and nothing is stored', async () => {
  const before = await rows();
  const problems = async (body: unknown): Promise<unknown> => {
    const told = await api.send(PATH, { method: 'POST', headers: ben(), body: JSON.stringify(body) });
    assert.equal(told.status, 400);
    assert.equal(told.body.error, 'bad-request');
    return (told.body.problems as { path: string }[]).map(({ path }) => path);
  };
  assert.deepEqual(await problems({ text: 1 }), ['text', 'key']);
  assert.deepEqual(await problems({ text: ' ', key: 'k' }), ['text']);
  assert.deepEqual(await problems({ text: 'x'.repeat(4001), key: 'k' }), ['text']);
  assert.deepEqual(await problems({ text: 'status \0', key: 'k' }), ['text']);
  assert.deepEqual(await problems({ text: 'status \ud800', key: 'k' }), ['text']);
  assert.deepEqual(await problems({ text: 'help', key: '' }), ['key']);
  assert.deepEqual(await problems({ text: 'help', key: 'k'.repeat(101) }), ['key']);
  assert.deepEqual(await problems({ text: 'help', key: 'tab\t' }), ['key']);
  assert.deepEqual(await problems([]), ['']);
  assert.deepEqual(await problems(null), ['']);
  const empty = await api.send(PATH, { method: 'POST', headers: ben() });
  assert.equal(empty.status, 400);
  assert.equal(await rows(), before);
});

test('a command that is written wrong is refused in words, and its key is free', async () => {
  const told = await api.command('ben', 'deploy shop', 'typo');
  assert.equal(told.status, 400);
  assert.equal(told.body.error, 'bad-command');
  assert.match(String(told.body.message), /\/deploy <app> <environment>/);
  const unknown = await api.command('ben', 'make coffee', 'typo', { 'accept-language': 'zh' });
  assert.equal(unknown.status, 400);
  assert.match(String(unknown.body.message), /[\u4e00-\u9fff]/);
  assert.equal((await api.command('ben', 'list', 'typo')).status, 200);
});

test('only JSON of a decent size is taken, only by POST', async () => {
  const post = async (body: string, headers: Record<string, string> = {}) =>
    await api.send(PATH, { method: 'POST', headers: { ...ben(), ...headers }, body });
  const broken = await post(`{"text": "${api.tokens.ben}`);
  assert.equal(broken.status, 400);
  assert.ok(!broken.text.includes(api.tokens.ben));
  assert.equal((await post(BODY, { 'content-type': 'text/plain' })).status, 415);
  assert.equal((await post(BODY, { 'content-type': 'application/x-www-form-urlencoded' })).status, 415);
  assert.equal((await post(JSON.stringify({ text: 'x'.repeat(33_000), key: 'k' }))).status, 413);
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    const told = await api.send(PATH, { method, headers: ben() });
    assert.deepEqual([told.status, told.headers.get('allow')], [405, 'POST']);
  }
  const preflight = await api.send(PATH, { method: 'OPTIONS', headers: { origin: 'https://example.com' } });
  assert.equal(preflight.status, 401);
  assert.equal(preflight.headers.get('access-control-allow-origin'), null);
});

test('accounts of chats are joined in chats only', async () => {
  for (const text of ['link', 'link ABCDEFGHJK', 'link ABCDEFGHJK confirm', 'unlink chat']) {
    const { status, body } = await api.command('ada', text);
    assert.deepEqual([status, body.outcome], [200, 'bad']);
    assert.match(String(body.answer), /not over the API/);
  }
  const { db } = api.house;
  assert.deepEqual(await db.read.select().from(db.schema.identities), []);
});

test('a program that runs wild is held back, and no other one', async () => {
  let last = await api.command('dana', 'help', 'again');
  for (let sent = 1; last.status !== 429; sent += 1) {
    assert.ok(sent < 500);
    assert.equal(last.status, 200);
    last = await api.command('dana', 'help', 'again');
  }
  assert.equal(last.headers.get('retry-after'), '1');
  assert.equal((await api.command('ada', 'help')).status, 200);
  api.turn(1000);
  assert.equal((await api.command('dana', 'help', 'again')).status, 200);
});

test('answers to programs are counted by status', async () => {
  const { text } = await api.send('/metrics', {});
  for (const status of [200, 400, 401, 405, 413, 415, 429])
    assert.match(text, new RegExp(`greenlight_api_requests_total\\{status="${status}"\\} [1-9]`));
});

test('no token is in the log or in the database', async () => {
  const { db } = api.house;
  const stored = JSON.stringify(await db.read.select().from(db.schema.inbox));
  for (const token of Object.values(api.tokens)) {
    assert.ok(!stored.includes(token.slice(4)));
    assert.ok(!api.logged.join('\n').includes(token.slice(4)));
  }
});

test('without a token in the configuration there is no API', async () => {
  await api.restart([]);
  for (const init of [
    { method: 'POST', headers: ben(), body: BODY },
    { method: 'GET' },
    { method: 'OPTIONS' },
  ]) {
    const { status, body } = await api.send(PATH, init);
    assert.deepEqual([status, body.error], [404, 'not-found']);
  }
  const run = await api.send('/api/v1/runs/1', { headers: ben() });
  assert.deepEqual([run.status, run.body.error], [404, 'not-found']);
  await api.restart();
});
