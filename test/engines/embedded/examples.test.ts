import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Phase } from '../../../src/domain/run.ts';
import { type Acts, flat, openStage, type Stage } from './examples/stage.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage[Symbol.asyncDispose]());

/** How an example ends: its phase, the steps that do not succeed, and what some of its steps say. */
type End = { acts?: Acts; phase: Phase; others?: Record<string, Phase>; says?: Record<string, RegExp> };

const ENDS: Readonly<Record<string, End>> = {
  'express-server': {
    phase: 'succeeded',
    says: {
      begin: /^开始运行工作流$/,
      finished: /^1 of 1 replicas run latest, ready after .* 工作流运行完成$/,
    },
  },
  'manual-approval': { phase: 'succeeded', says: { 'manual-approval': /^approved by Ben$/ } },
  'before-and-after': { phase: 'succeeded', says: { after: /^sent to slack$/ } },
  'before-and-after-webhook': { phase: 'succeeded', says: { end: /^sent to slack, email$/ } },
  'health-checks': { phase: 'succeeded', others: { unwell: 'skipped' }, says: { version: /^v41$/ } },
  'build-and-test': { phase: 'succeeded', says: { say: /^all tests of registry\.example\/shop:v7 pass$/ } },
  'rollback-on-failure': {
    phase: 'failed',
    others: { migrate: 'failed', release: 'skipped', 'gave-up': 'skipped' },
    says: {
      migrate: /exit code 3: column shop\.price is missing$/,
      tell: /^sent to slack$/,
      'never-released': /^nothing was released$/,
      always: /^steps back: 3, node$/,
    },
  },
  'two-regions': { phase: 'succeeded' },
  'test-then-live': { phase: 'succeeded', says: { say: /^3 of 3 replicas run v1/ } },
  'clusters-by-label': {
    phase: 'succeeded',
    says: {
      'on-trial': /^no cluster has the labels .*: nothing was deployed$/,
      'looks-right': /^approved by Ben$/,
    },
  },
  'same-app-smaller': { phase: 'succeeded' },
  'no-workflow-of-its-own': { phase: 'succeeded' },
  'hand-over-an-address': { phase: 'succeeded' },
  'in-their-order': { phase: 'succeeded' },
  'one-per-target': { phase: 'succeeded' },
  'checks-together': { phase: 'succeeded', says: { 'checks/enough': /^more than forty/ } },
  'ordered-group': { phase: 'succeeded', others: { never: 'skipped', 'never/page': 'skipped' } },
  'cool-down': { phase: 'succeeded', says: { 'cool-down': /^the time to wait is over$/ } },
  'approve-in-time': {
    acts: { says: { approve: 'leave' } },
    phase: 'failed',
    others: { approve: 'failed', release: 'skipped', refused: 'skipped' },
    says: { approve: /^not finished within 90 min$/, 'too-late': /^nobody answered in time$/ },
  },
  'tell-everybody': { phase: 'succeeded', says: { tell: /^sent to lark, dingding, slack, email$/ } },
  'message-formats': { phase: 'succeeded' },
  'call-other-systems': { phase: 'succeeded' },
  'change-record': { phase: 'succeeded' },
  'error-rate': {
    phase: 'succeeded',
    others: { well: 'skipped' },
    says: { unwell: /^1\.51 % of 2450 requests failed, most of them at \/cart \(30\)$/ },
  },
  'star-count': {
    phase: 'succeeded',
    others: { 'nothing-heard': 'skipped' },
    says: { say: /^3457 more make it 10,000$/, tell: /^sent to slack$/ },
  },
  'release-notes': {
    phase: 'succeeded',
    says: {
      say: /^V2\.4\.0: 2 changes 1\. Faster search 2\. Larger pictures$/,
      announce: /^sent to lark$/,
    },
  },
  'who-am-i': {
    phase: 'succeeded',
    says: { 'production-only': /^who-am-i in releases, step self$/, 'which-group': /^group$/ },
  },
  'ask-before-deploy': {
    acts: { answers: { ticket: 'OPS-7' } },
    phase: 'succeeded',
    says: { record: /^registry\.example\/shop:v6$/ },
  },
  'change-ticket': {
    acts: { answers: { ticket: 'OPS-7', window: 'now' } },
    phase: 'succeeded',
    says: { say: /^OPS-7$/ },
  },
  'backup-first': { phase: 'failed', others: { 'step-1': 'failed', last: 'skipped' } },
  'shop-prod': {
    acts: { parameters: [{ sets: 'components.shop.properties.tag', value: 'v2' }] },
    phase: 'succeeded',
    says: { summary: /^4 of 4 replicas run v2, .* Production is up to date\.$/ },
  },
  'shop-staging': {
    acts: { environment: 'staging' },
    phase: 'succeeded',
    says: { summary: /Staging is up to date\.$/ },
  },
  'billing-prod': { acts: { answers: { ticket: 'CHG-1' } }, phase: 'succeeded', says: { record: /CHG-1$/ } },
};

test('every example is here', async () => {
  const offers = await stage.running.engine.offers();
  assert.deepEqual(offers.map(({ workflow }) => workflow).sort(), Object.keys(ENDS).sort());
});

for (const [workflow, { acts, phase, others = {}, says = {} }] of Object.entries(ENDS)) {
  test(`${workflow} runs to its end`, async () => {
    const end = await stage.play(workflow, acts);
    const steps = flat(end.steps);
    assert.equal(end.phase, phase, JSON.stringify(steps));
    assert.deepEqual(
      Object.fromEntries(
        steps.filter((step) => step.phase !== 'succeeded').map((step) => [step.path, step.phase]),
      ),
      others,
    );
    for (const [path, words] of Object.entries(says))
      assert.match(steps.find((step) => step.path === path)?.message ?? '', words, path);
  });
}

test('what the examples put in place is there', async () => {
  const { run: _run, ...replica } = (await stage.placed('deployed/prod/express-server/replica-1.json')) as {
    run: string;
  };
  assert.deepEqual(replica, { image: 'crccheck/hello-world', tag: 'latest', port: 8000, number: 1 });
  for (const place of ['blue', 'green']) {
    const shop = await stage.placed(`deployed/prod/${place}/shop/replica-1.json`);
    assert.deepEqual((shop as { env?: unknown }).env, { DATABASE: 'orders-db' });
  }
  for (const [file, image, replicas] of [
    ['asia/prod/tokyo/shop/shop', 'shop:v9', 3],
    ['asia/prod/tokyo/shop/database', 'database:v9', 1],
    ['asia/prod/seoul/shop/shop', 'shop:v9', 3],
    ['prod/shop-home/shop', 'shop:v9', 1],
    ['asia/prod/tokyo/shop/status-page', 'status-page:v9', 2],
    ['asia/prod/seoul/shop/status-page', 'status-page:v9', 2],
    ['prod/shop-home/status-page', 'status-page:v9', 2],
    ['prod/preview/front', 'front:v3', 1],
    ['prod/preview/front-admin', 'admin:v4', 1],
    ['prod/preview/payments', 'fake-payments:v1', 1],
    ['prod/front', 'front:v3', 2],
    ['prod/reports', 'reports:v3', 2],
    ['prod/search', 'search:v2', 1],
    ['prod/shop-east/shop', 'shop:v1', 1],
    ['prod/shop-west/shop', 'shop:v1', 2],
    ['test/shop', 'shop:v1', 1],
    ['live/shop', 'shop:v1', 3],
    ['live/mailer', 'mailer:v1', 1],
    ['prod/cleanup', 'cleanup:v2', 1],
    ['prod/database', 'database:v8', 1],
    ['staging/shop', 'shop:v1', 1],
  ] as const) {
    const { run: _by, ...state } = (await stage.placed(
      `deployed${file.startsWith('asia') ? '-' : '/'}${file}/state.json`,
    )) as { run: string };
    assert.deepEqual(state, { image: `registry.example/${image}`, replicas }, file);
  }
  for (const [namespace, replicas] of [
    ['test', 1],
    ['production', 2],
  ] as const) {
    const state = await stage.placed(`deployed/prod/${namespace}/hello/state.json`);
    assert.equal((state as { replicas: number }).replicas, replicas, namespace);
  }
});

test('what the examples ask and tell other systems arrives', () => {
  const body = (path: string): unknown => stage.calls.find((call) => call.path === path)?.body;
  assert.deepEqual(body('/inventory'), {
    source: 'greenlight',
    release: { images: ['registry.example/shop:v4'], replicas: 1 },
  });
  assert.deepEqual(body('/ping'), {});
  const archived = body('/archive') as { kind: string; spec: { components: { name: string }[] } };
  assert.deepEqual([archived.kind, archived.spec.components[0]?.name], ['Application', 'shop']);
  assert.deepEqual(body('/reports'), { service: 'shop', failed: 37, before: 0, more: 37 });
  assert.deepEqual(body('/changes'), { title: 'shop v5', team: 'shop', kind: 'standard' });
  assert.deepEqual(body('/changes/close'), { state: 'closed', change: 'CHG-7' });
  const opened = stage.calls.find(({ path }) => path === '/changes');
  assert.deepEqual(
    ['x-source', 'x-label', 'x-key'].map((name) => opened?.header(name)),
    ['greenlight', 'second', 't0psecret'],
  );
  assert.deepEqual(stage.calls.map(({ method, path }) => `${method} ${path}`).sort(), [
    'DELETE /lock',
    'GET /health/api',
    'GET /health/queue',
    'GET /metrics/shop',
    'GET /repos/shop',
    'GET /smoke',
    'POST /archive',
    'POST /changes',
    'POST /inventory',
    'POST /ping',
    'POST /reports',
    'PUT /changes/close',
  ]);
});

test('what the examples tell people is what they say', async () => {
  const sent = await stage.sent();
  const to = (outlet: string): string[] =>
    sent.filter((one) => one.outlet === outlet).map(({ message }) => JSON.stringify(message));
  assert.ok(to('dingding').some((message) => message.includes('开始部署')));
  assert.ok(to('slack').some((message) => /1 of 1 replicas run latest.*部署完成/.test(message)));
  assert.ok(to('lark').some((message) => message.includes('"card":{"header"')));
  assert.ok(to('lark').some((message) => message.includes('shop-v2.4.0 is out (signed)')));
  assert.ok(to('slack').some((message) => message.includes('The shop has 6543 stars')));
  assert.equal(to('email').length, 3);
});

test('a bad tag fails with what the target says, and what the approver fills in says whether it goes', async () => {
  const tag = [{ sets: 'components.shop.properties.tag', value: 'v2; rm -rf /' }];
  const bad = await stage.play('shop-staging', { environment: 'staging', parameters: tag });
  assert.equal(bad.phase, 'failed');
  assert.equal(
    bad.steps[1]?.message,
    'the command ended with exit code 1: component shop: "v2; rm -rf /" is no tag',
  );
  assert.equal(bad.steps[3]?.phase, 'skipped');

  const later = await stage.play('change-ticket', { answers: { ticket: 'OPS-8', window: 'tonight' } });
  assert.deepEqual(
    later.steps.map(({ phase }) => phase),
    ['succeeded', 'skipped', 'succeeded'],
  );
  assert.equal(later.steps.at(-1)?.message, 'OPS-8');

  const refused = await stage.play('approve-in-time', { says: { approve: 'reject' } });
  assert.equal(refused.phase, 'terminated');
  assert.equal(refused.steps.at(-1)?.message, 'somebody said no');
});
