import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import type { Fault } from '../../../src/simulator/feishu/faults.ts';
import { until } from '../../until.ts';
import { ADA, approvalCard, openTenant, type Refusal, ROOM, refusalOf, type Tenant } from './tenant.ts';

function say({ client }: Tenant, uuid: string): Promise<Refusal> {
  return refusalOf(
    client.im.message.create({
      params: { receive_id_type: 'chat_id' },
      data: { receive_id: ROOM, msg_type: 'text', content: '{"text":"x"}', uuid },
    }),
  );
}

test('a request can be lost before, or its answer after the work; the uuid tells them apart', async () => {
  await using tenant = await openTenant();
  const { feishu } = tenant;
  feishu.faults.next('im.message.create', { kind: 'drop' });
  await assert.rejects(say(tenant, 'a'));
  assert.equal(feishu.messages(ROOM).length, 0);
  feishu.faults.next('im.message.create', { kind: 'apply_then_fail' });
  await assert.rejects(say(tenant, 'a'));
  assert.equal(feishu.messages(ROOM).length, 1);
  assert.equal((await say(tenant, 'a')).code, 0);
  assert.equal(feishu.messages(ROOM).length, 1);
  const creates = feishu.calls.filter((one) => one.method === 'im.message.create');
  assert.deepEqual(
    creates.map((one) => [one.outcome, one.applied]),
    [
      ['drop', false],
      ['apply_then_fail', true],
      ['ok', true],
    ],
  );
});

const answers: [Fault, Partial<Refusal>][] = [
  [{ kind: 'status', status: 503 }, { status: 503 }],
  [{ kind: 'apply_then_fail', answer: 500 }, { status: 500 }],
  [
    { kind: 'ratelimited', resetSeconds: 4 },
    { status: 429, code: 99991400 },
  ],
  [
    { kind: 'error', code: 230006 },
    { status: 400, code: 230006 },
  ],
  [
    { kind: 'error', code: 230006, status: 200 },
    { status: 200, code: 230006 },
  ],
];

for (const [fault, wanted] of answers) {
  test(`a call can be answered with ${JSON.stringify(fault)}`, async () => {
    await using tenant = await openTenant();
    tenant.feishu.faults.next('im.message.create', fault);
    const { status, code, headers } = await say(tenant, 'a');
    assert.equal(status, wanted.status);
    if (wanted.code !== undefined) assert.equal(code, wanted.code);
    if (fault.kind === 'ratelimited') assert.equal(headers['x-ogw-ratelimit-reset'], '4');
    assert.equal(tenant.feishu.throttled(), 0, 'what was injected is not the app’s own fault');
  });
}

test('the same seed brings the same bad luck', async () => {
  const lucks: string[][] = [];
  for (let i = 0; i < 2; i++) {
    await using tenant = await openTenant({ limits: { perChat: { count: 100, perMs: 1_000 } } });
    tenant.feishu.faults.rate(7, { drop: 0.3, status500: 0.3 });
    for (let j = 0; j < 12; j++) await say(tenant, `u${j}`).catch(() => undefined);
    const creates = tenant.feishu.calls.filter((one) => one.method === 'im.message.create');
    lucks.push(creates.map((one) => one.outcome));
    tenant.feishu.faults.clear();
    assert.equal((await say(tenant, 'last')).code, 0);
  }
  assert.deepEqual(lucks[0], lucks[1]);
  assert.deepEqual([...new Set(lucks[0])].toSorted(), ['drop', 'ok', 'status']);
});

test('hooks see each stage of calls and pushes, and are waited for', async () => {
  await using tenant = await openTenant();
  const { feishu } = tenant;
  const stages: string[] = [];
  const off = feishu.onCall((method, _args, stage) => {
    if (method === 'im.message.create') stages.push(`${stage} ${feishu.messages(ROOM).length}`);
  });
  feishu.onPush(async (push, stage) => {
    await Promise.resolve();
    stages.push(`${push.kind} ${stage}`);
  });
  await tenant.connect({ 'card.action.trigger': () => ({}) });
  const id = await tenant.send(approvalCard());
  await until('the answer', () => stages.length === 3);
  off();
  await feishu.people.click(ADA, id, 'approve');
  await tenant.send(approvalCard());
  assert.deepEqual(stages, [
    'received 0',
    'applied 1',
    'answered 1',
    'card sending',
    'card sent',
    'card acked',
  ]);
});

test('events of any kind and age can be sent', async () => {
  await using tenant = await openTenant();
  const heard: unknown[] = [];
  await tenant.connect({ 'im.chat.disbanded_v1': (data) => void heard.push(data) });
  const opts = { eventId: 'e-1', createTime: 1_700_000_000_000 };
  tenant.feishu.sendEvent('im.chat.disbanded_v1', { chat_id: ROOM }, opts);
  const [event] = (await until('the event', () => heard.length > 0 && heard)) as Record<string, unknown>[];
  assert.equal(event?.event_id, 'e-1');
  assert.equal(event?.create_time, '1700000000000');
  assert.equal(event?.chat_id, ROOM);
});

test('odd card callbacks can be sent as they are', async () => {
  await using tenant = await openTenant();
  const { feishu } = tenant;
  const id = await tenant.send(approvalCard());
  const heard: Record<string, unknown>[] = [];
  await tenant.connect({
    'card.action.trigger': (data) => {
      heard.push(data);
      return { toast: { type: 'warning', content: 'who are you?' } };
    },
  });
  const outcome = await feishu.sendCallback(
    {
      operator: { union_id: 'on_stranger' },
      action: { tag: 'button', value: '{"verdict":"approve"}' },
      context: { open_message_id: id, open_chat_id: ROOM },
    },
    { eventId: 'e-7' },
  );
  assert.deepEqual(outcome.acked && outcome.toast, { type: 'warning', content: 'who are you?' });
  assert.equal(heard[0]?.event_id, 'e-7');
  assert.deepEqual(heard[0]?.action, { tag: 'button', value: '{"verdict":"approve"}' });
});

test('only the machine itself is answered', async () => {
  await using tenant = await openTenant();
  const { port } = new URL(tenant.base);
  const status = (headers: Record<string, string>): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const path = '/open-apis/bot/v3/info';
      const req = request({ host: '127.0.0.1', port, path, headers }, (res) => {
        res.resume();
        resolve(res.statusCode);
      });
      req.on('error', reject).end();
    });
  assert.equal(await status({}), 400);
  assert.equal(await status({ host: `localhost:${port}` }), 400);
  assert.equal(await status({ host: 'evil.example' }), 403);
  assert.equal(await status({ origin: 'https://evil.example' }), 403);
});

test('what is remembered is bounded', async () => {
  await using tenant = await openTenant({
    limits: { recordsKept: 10, messagesKept: 10, perChat: { count: 100, perMs: 1_000 } },
  });
  for (let i = 0; i < 25; i++) await say(tenant, `u${i}`);
  assert.ok(tenant.feishu.calls.length <= 10);
  assert.ok(tenant.feishu.messages(ROOM).length <= 10);
});
