import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { promisify } from 'node:util';
import type { OutlineOf } from '../../../src/domain/outline.ts';
import { UpstreamError } from '../../../src/errors.ts';
import { deleteRun } from '../../../src/store/old-runs.ts';
import { command } from '../../ring/harness.ts';
import { until } from '../../until.ts';
import { GITHUB, openCi, SECRET } from './ci-house.ts';

const DEPLOY = { app: 'shop', environment: 'prod', parameters: { tag: 'v7' }, key: 'job-1' };

test('a signed request starts a run in the name of the hook’s person, once for each key', async (t) => {
  const { send, house, url } = await openCi(t);
  const answers = await Promise.all(
    [1, 2, 3, 4].map(() => send({ ...DEPLOY, commit: 'c0ffee', author: 'Caro' })),
  );
  assert.deepEqual(
    answers.map(({ status }) => status),
    [202, 202, 202, 202],
  );
  assert.deepEqual(new Set(answers.map(({ body }) => body['run'])), new Set([1]));
  assert.equal(answers.filter(({ body }) => body['again'] === false).length, 1);
  assert.match(String(answers[0]?.body['page']), /^https:\/\/gl\.example\.com\//);
  const runs = await until('the run to start', async () => {
    const rows = await house.db.read.select().from(house.db.schema.runs);
    return rows.every(({ ref }) => ref !== null) && rows;
  });
  assert.deepEqual(
    runs.map(({ app, environment, initiator, parameters }) => ({ app, environment, initiator, parameters })),
    [{ app: 'shop', environment: 'prod', initiator: 'ada', parameters: { tag: 'v7' } }],
  );
  const [entry] = await house.db.read.select().from(house.db.schema.audit);
  assert.deepEqual(
    [entry?.actor, entry?.action, entry?.detail],
    [
      'ada',
      'run.requested',
      {
        app: 'shop',
        environment: 'prod',
        workflow: 'one-gate',
        parameters: { tag: 'v7' },
        surface: 'hook',
        hook: 'github',
        commit: 'c0ffee',
        author: 'Caro',
      },
    ],
  );
  const metrics = await (await fetch(`${url}/metrics`)).text();
  assert.match(metrics, /greenlight_ci_requests_total\{hook="github",status="202"\} 4/);
});

test('nothing is read of what is not signed, and nothing is told of it', async (t) => {
  const { send, house, url } = await openCi(t);
  const body = JSON.stringify(DEPLOY);
  const now = Math.floor(Date.now() / 1000);
  for (const [signed, error] of [
    [{ secret: `${SECRET}.` }, 'unauthorized'],
    [{ body: body.replace('v7', 'v8') }, 'unauthorized'],
    [{ seconds: now - 301 }, 'stale'],
    [{ seconds: now + 330 }, 'stale'],
  ] as const) {
    const answer = await send(body, signed);
    assert.deepEqual([answer.status, answer.body['error']], [401, error]);
  }
  assert.equal((await send('{', { secret: 'x'.repeat(32) })).status, 401);
  for (const headers of [
    {},
    { 'x-greenlight-timestamp': String(now), 'x-greenlight-signature': 'sha256=' },
  ]) {
    const response = await fetch(`${url}/hooks/ci/github`, { method: 'POST', headers, body });
    assert.equal(response.status, 401);
  }
  assert.equal((await fetch(`${url}/hooks/ci/github`)).status, 405);
  const other = await send(body, { path: 'gitlab' });
  assert.equal(other.status, 404);
  assert.ok(!JSON.stringify(other.body).includes('github'));
  assert.deepEqual(await house.db.read.select().from(house.db.schema.runs), []);
});

test('a signed body that is wrong is told what is wrong with it', async (t) => {
  const { send } = await openCi(t);
  const paths = async (body: unknown): Promise<unknown> => {
    const answer = await send(body);
    assert.equal(answer.status, 400);
    return (answer.body['problems'] as { path: string }[]).map(({ path }) => path).toSorted();
  };
  assert.deepEqual(await paths('{"app":'), ['']);
  assert.deepEqual(await paths([]), ['']);
  assert.deepEqual(await paths({ app: '', environment: 3 }), ['app', 'environment', 'key']);
  assert.deepEqual(await paths({ ...DEPLOY, key: 'a\n', parameters: { tag: null } }), [
    'key',
    'parameters.tag',
  ]);
  assert.deepEqual(await paths({ ...DEPLOY, parameters: { tag: 'x'.repeat(257) } }), ['parameters.tag']);
  assert.deepEqual(await paths({ ...DEPLOY, prameters: {} }), ['']);
  for (const commit of ['beef', ''])
    assert.deepEqual(
      await paths({ ...DEPLOY, commit: 'c0ffee', parameters: { commit } }),
      ['commit'],
      commit,
    );
  const raw = JSON.stringify(DEPLOY);
  assert.deepEqual(await paths(raw.replace('"tag":', '"__proto__":')), ['']);
  assert.deepEqual(await paths(raw.replace('{', '{"__proto__":{},')), ['']);
  assert.deepEqual(await paths(raw.replace('"tag":', '"tag":"v6","t\\u0061g":')), ['parameters.tag']);
  assert.deepEqual(await paths(raw.replace('{', '{"app":"shop", "key" : "1",')), ['app', 'key']);
});

test('what is refused says why: by the hook, by the rights, by a lock, by what does not fit', async (t) => {
  const { send, house } = await openCi(t, {
    hooks: [
      GITHUB,
      { ...GITHUB, id: 'ofdana', person: 'dana' },
      { ...GITHUB, id: 'gone', person: 'nobody' },
      { ...GITHUB, id: 'none', apps: [] },
    ],
  });
  const refused = async (change: object, path = 'github') => {
    const { status, body } = await send({ ...DEPLOY, ...change }, { path });
    return `${status} ${String(body['error'])}`;
  };
  assert.equal(await refused({ environment: 'closed' }), '403 out-of-scope');
  assert.equal(await refused({}, 'none'), '403 out-of-scope');
  assert.equal(await refused({}, 'ofdana'), '403 deploy.not-allowed');
  assert.equal(await refused({}, 'gone'), '403 nobody');
  assert.equal(await refused({ parameters: { tag: 'latest' } }), '422 deploy.bad-pattern');
  assert.equal(await refused({ parameters: { colour: 'red' } }), '422 deploy.unknown-parameter');
  await command(house, 'ada', '/flow lock shop prod because of a look');
  const locked = await send(DEPLOY);
  assert.deepEqual([locked.status, locked.body['error']], [409, 'lock.own']);
  await command(house, 'ada', '/flow unlock shop prod');
  // What was refused has used up no key.
  assert.equal((await send(DEPLOY)).status, 202);
  assert.equal(await refused({ parameters: { tag: 'v8' } }), '409 key-taken');
  assert.equal(await refused({ environment: 'long' }), '409 key-taken');
  assert.equal((await send({ ...DEPLOY, key: 'job-2' })).body['run'], 2);
});

test('a key starts no second run when its run is not kept any more', async (t) => {
  const { send, house } = await openCi(t);
  assert.equal((await send(DEPLOY)).status, 202);
  await until('the run to be cancelled', async () =>
    /being cancelled/.test(await command(house, 'ada', '/flow cancel 1')),
  );
  const now = Date.now();
  await until(
    'the run to end and to go',
    async () => await house.db.tx((tx) => deleteRun(tx, 1, now + 60_000, now)),
  );
  const again = await send(DEPLOY);
  assert.deepEqual([again.status, again.body], [202, { run: 1, again: true }]);
  const other = await send({ ...DEPLOY, parameters: { tag: 'v8' } });
  assert.deepEqual([other.status, other.body['error']], [409, 'key-taken']);
  assert.match(String(other.body['message']), /run #1;/);
  assert.equal((await send({ ...DEPLOY, key: 'job-2' })).body['run'], 2);
});

test('what the workflow deploys to beside is refused with its name; while the engine does not run nothing is started', async (t) => {
  let told: ReturnType<OutlineOf> | 'stopped' = 'stopped';
  const { send, house } = await openCi(t, {
    outline: () => {
      if (told === 'stopped') throw new UpstreamError('unreachable', 'engine-stopped', 'it does not run');
      return told;
    },
  });
  const stopped = await send(DEPLOY);
  assert.deepEqual([stopped.status, stopped.body['error']], [503, 'not-running']);
  const step = { path: 'on', title: 'on', type: 'deploy', depth: 0, gate: { kind: 'none' } } as const;
  told = { steps: [{ ...step, deploysTo: ['closed'] }] };
  const beyond = await send(DEPLOY);
  assert.deepEqual([beyond.status, beyond.body['error']], [403, 'out-of-scope']);
  assert.match(String(beyond.body['message']), /deploys to closed too/);
  told = { steps: [{ ...step, deploysTo: ['long'] }] };
  await command(house, 'ada', '/flow lock shop long because of a look');
  const locked = await send(DEPLOY);
  assert.deepEqual([locked.status, locked.body['error']], [409, 'lock.own']);
  assert.match(String(locked.body['message']), /shop → long \(the workflow of prod deploys there too\)/);
  await command(house, 'ada', '/flow unlock shop long');
  assert.equal((await send(DEPLOY)).body['run'], 1);
});

test('a hook that is called without end is held back', async (t) => {
  const { send } = await openCi(t);
  const statuses = new Set<number>();
  for (let i = 0; i < 62; i += 1) statuses.add((await send({ ...DEPLOY, environment: 'closed' })).status);
  assert.deepEqual([...statuses], [403, 429]);
});

test('the example of the documentation works as it stands', async (t) => {
  const { url, house } = await openCi(t);
  const page = await readFile(new URL('../../../docs/locks-and-schedules.md', import.meta.url), 'utf8');
  const script = /```sh\n(body=[\s\S]*?)```/.exec(page)?.[1];
  assert.ok(script, 'the page has no script that begins with body=');
  const env = {
    ...process.env,
    GREENLIGHT_URL: url,
    CI_HOOK_SECRET: SECRET,
    TAG: 'v7',
    JOB: 'job-77',
  };
  const { stdout } = await promisify(execFile)('sh', ['-euc', script], { env });
  assert.equal((JSON.parse(stdout) as { run: number }).run, 1);
  const [run] = await house.db.read.select().from(house.db.schema.runs);
  assert.deepEqual([run?.initiator, run?.parameters], ['ada', { tag: 'v7' }]);
});

test('whoever the CI system names as the author may not approve it, and its revision can be returned to', async (t) => {
  const { send, house } = await openCi(t);
  const deployed = await send({ ...DEPLOY, author: 'Ben <ben@example.com>' });
  assert.equal(deployed.status, 202);
  await until(
    'the gate',
    async () => (await house.db.read.select().from(house.db.schema.approvals)).length === 1,
  );
  assert.match(await command(house, 'ben', '/flow approve 1'), /you started it or wrote what it deploys/);
  await command(house, 'chen', '/flow approve 1');
  await until(
    'the revision',
    async () => (await house.db.read.select().from(house.db.schema.revisions)).length === 1,
  );
  await command(house, 'ada', '/flow lock shop prod because of a look');
  assert.match(await command(house, 'ada', '/rollback shop prod 1'), /You have locked/);
  await command(house, 'ada', '/flow unlock shop prod');
  assert.match(await command(house, 'ada', '/rollback shop prod 1'), /#2/);
  const [, back] = await house.db.read.select().from(house.db.schema.runs);
  assert.deepEqual(back?.parameters, { tag: 'v7' });
});
