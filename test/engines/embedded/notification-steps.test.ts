import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isFinal, type RunSnapshot } from '../../../src/domain/run.ts';
import { sayingText } from '../../../src/presenter/saying-text.ts';
import { insertRun } from '../../../src/store/runs.ts';
import { request } from '../../contracts/engine.ts';
import { newRun } from '../../store/new-run.ts';
import { until } from '../../until.ts';
import { close, closeAll, type NoticeBench, openNotices, rowsOf } from './notice-bench.ts';

/** What the first step says to a Chinese reader. */
const inChinese = ({ steps }: RunSnapshot): string | undefined => sayingText(steps[0] ?? {}, 'zh');

const SECRETS = {
  slack: { url: 'https://hooks.slack.example/services/T0/B0/secret' },
  mail: { password: 'mailSecret' },
};

const FOUR = `- name: tell
  type: notification
  properties:
    slack:
      url: { secretRef: { name: slack, key: url } }
      message: { text: "gone out", attachments: { color: "#36a64f" } }
    lark:
      url: { value: "https://open.feishu.example/hook/x" }
      message: { msg_type: interactive, content: '{"elements": []}' }
    dingding:
      url: { value: "https://oapi.dingtalk.example/robot/send?access_token=x" }
      message: { text: { content: "gone out" }, at: { isAtAll: true } }
    email:
      from: { address: bot@example.com, alias: Bot, password: { secretRef: { name: mail, key: password } }, host: smtp.example.com }
      to: [ada@example.com, ben@example.com, Ada@example.com]
      content: { subject: Deployed, body: "<b>gone out</b>" }
- name: after
  type: print-message-in-status
  properties: { message: done }`;

async function state(bench: NoticeBench, ref: string, is: (s: RunSnapshot) => boolean): Promise<RunSnapshot> {
  return await until(`a state of run ${ref}`, async () => {
    const snapshot = await bench.engine.look(ref);
    return snapshot !== undefined && is(snapshot) && snapshot;
  });
}

const ended = ({ phase }: RunSnapshot): boolean => isFinal(phase);
const phases = ({ steps }: RunSnapshot): string[] => steps.map(({ phase }) => phase);

test('each channel that a step names gets one message, each address of a letter its own, and the step waits for all of them', async () => {
  await using bench = await openNotices(FOUR, { secrets: SECRETS });
  const ref = await bench.start();
  const running = await bench.engine.look(ref);
  assert.deepEqual(running && phases(running), ['running', 'pending']);
  const rows = await rowsOf(bench);
  const attempt = rows[0]?.subject.kind === 'step' ? rows[0].subject.attempt : '';
  const head = { kind: 'step', engine: 'local', ref, attempt };
  const server = {
    host: 'smtp.example.com',
    port: 587,
    user: 'bot@example.com',
    password: { secretRef: { name: 'mail', key: 'password' } },
    name: 'Bot',
  };
  const letter = {
    ...head,
    outlet: 'email',
    server,
    message: { subject: 'Deployed', body: '<b>gone out</b>' },
  };
  const messages = (all: readonly [string, string, object][]): object[] =>
    all.map(([outlet, name, subject]) => ({
      platform: `(step:${outlet})`,
      key: `k-${attempt}-${name}`,
      run: bench.run,
      post: null,
      subject,
    }));
  assert.deepEqual(
    rows.map(({ platform, key, run, post, subject }) => ({ platform, key, run, post, subject })),
    messages([
      [
        'lark',
        'lark',
        {
          ...head,
          outlet: 'lark',
          url: { value: 'https://open.feishu.example/hook/x' },
          message: { msg_type: 'interactive', card: { elements: [] } },
        },
      ],
      [
        'dingding',
        'dingding',
        {
          ...head,
          outlet: 'dingding',
          url: { value: 'https://oapi.dingtalk.example/robot/send?access_token=x' },
          message: { msgtype: 'text', text: { content: 'gone out' }, at: { isAtAll: true } },
        },
      ],
      [
        'slack',
        'slack',
        {
          ...head,
          outlet: 'slack',
          url: { secretRef: { name: 'slack', key: 'url' } },
          message: { text: 'gone out', attachments: [{ color: '#36a64f' }] },
        },
      ],
      ['email', 'email-0', { ...letter, to: 'ada@example.com' }],
      ['email', 'email-1', { ...letter, to: 'ben@example.com' }],
    ]),
  );
  const rooms = rows.map(({ room }) => room);
  assert.equal(rooms[3], rooms[4], 'letters of one account are paced together');
  assert.equal(new Set(rooms).size, 4);
  assert.ok(rooms.every((room) => /^[0-9a-f]{16}$/.test(room)));

  const [first, ...others] = rows;
  assert.ok(first);
  await close(bench, first, 'sent');
  await bench.clock.turn(2000);
  const still = await bench.engine.look(ref);
  assert.deepEqual(still && phases(still), ['running', 'pending']);
  assert.equal(still?.order, running?.order, 'there is nothing new to show while others are on their way');
  for (const row of others) await close(bench, row, 'sent');
  await bench.clock.turn(1000);
  const end = await state(bench, ref, ended);
  assert.deepEqual(phases(end), ['succeeded', 'succeeded']);
  assert.equal(end.steps[0]?.message, 'sent to lark, dingding, slack, email');
  assert.equal((await rowsOf(bench)).length, 5);
});

test('a message that is not sent fails the step once the others are through, and says which, why and what to do', async () => {
  await using bench = await openNotices(FOUR, { secrets: SECRETS });
  const ref = await bench.start();
  const [lark, dingding, slack, ada, ben] = await rowsOf(bench);
  assert.ok(lark && dingding && slack && ada && ben);
  await close(bench, dingding, 'dropped', 'credentials-refused');
  await close(bench, ada, 'dropped', 'hook-gone');
  await bench.clock.turn(2000);
  assert.equal((await bench.engine.look(ref))?.phase, 'running', 'the others are still to be sent');
  for (const row of [lark, slack, ben]) await close(bench, row, 'sent');
  await bench.clock.turn(1000);
  const end = await state(bench, ref, ended);
  assert.deepEqual(phases(end), ['failed', 'skipped']);
  const message = end.steps[0]?.message ?? '';
  assert.match(message, /^dingding: not sent \(credentials-refused\): 310000, its keyword or IP list/);
  assert.match(message, /; email to ada@example\.com: not sent \(hook-gone\)/);
  assert.match(message, /; sent to lark, slack, email$/);
  assert.equal(
    inChinese(end),
    'dingding：未发送（credentials-refused）：310000，被机器人的关键词或 IP 白名单拦截，或机器人要求加签（步骤不支持加签）；发给 ada@example.com 的邮件未发送（hook-gone）：没有这个服务器或邮箱，请核对主机、端口和地址；已发送至 lark, slack, email',
  );
});

test('a retry is another attempt and sends anew; the same run asked for twice sends once', async () => {
  await using bench = await openNotices(FOUR, { secrets: SECRETS });
  const ref = await bench.start();
  assert.equal(await bench.start(), ref);
  const first = await rowsOf(bench);
  assert.equal(first.length, 5);
  await closeAll(bench, 'dropped', 'card-refused');
  await bench.clock.turn(1000);
  await state(bench, ref, ended);
  const outcome = await bench.engine.act(ref, 'retry', { name: 'Ada' }, 'again');
  assert.deepEqual(outcome, { kind: 'accepted' });
  const rows = await rowsOf(bench);
  assert.equal(rows.length, 10);
  assert.equal(new Set(rows.map(({ key }) => key)).size, 10);
  // What comes late of the first attempt does not count for the second.
  await closeAll(bench, 'sent');
  await bench.clock.turn(1000);
  assert.equal((await state(bench, ref, ended)).phase, 'succeeded');
});

test('a server that ends after the rows were written, or after they were sent, goes on where it was and sends nothing twice', async () => {
  await using bench = await openNotices(FOUR, { secrets: SECRETS });
  const ref = await bench.start();
  const before = await rowsOf(bench);
  await bench.restart();
  await bench.clock.turn(2000);
  assert.deepEqual(await rowsOf(bench), before);
  await bench.stopped(async () => {
    await closeAll(bench, 'sent');
  });
  await bench.clock.turn(1000);
  assert.equal((await state(bench, ref, ended)).phase, 'succeeded');
  assert.equal((await rowsOf(bench)).length, 5);
});

for (const [name, act, message] of [
  ['takes too long', async (bench: NoticeBench) => bench.clock.turn(60_000), 'not finished within 60 s'],
  [
    'is cancelled',
    async (bench: NoticeBench, ref: string) =>
      void (await bench.engine.act(ref, 'cancel', { name: 'Ada' }, 'c')),
    'cancelled by Ada',
  ],
] as const) {
  test(`a step that ${name} sends nothing any more but what is on its way`, async () => {
    await using bench = await openNotices(FOUR.replace('notification', 'notification\n  timeout: 1m'), {
      secrets: SECRETS,
    });
    const ref = await bench.start();
    const [sent, begun] = await rowsOf(bench);
    assert.ok(sent && begun);
    await close(bench, sent, 'sent');
    await bench.claim(begun);
    await act(bench, ref);
    const end = await state(bench, ref, ended);
    assert.equal(
      end.steps[0]?.message,
      `${message}; dingding: not sent (unknown): it may have arrived, look there before you retry; slack: not sent (step-over); email to ada@example.com: not sent (step-over); email to ben@example.com: not sent (step-over); sent to lark`,
    );
    assert.match(inChinese(end) ?? '', /消息可能已送达.*已发送至 lark$/);
    assert.deepEqual(
      (await rowsOf(bench)).map((row) => [row.state, row.note]),
      [
        ['sent', null],
        ['owed', null],
        ['dropped', 'step-over'],
        ['dropped', 'step-over'],
        ['dropped', 'step-over'],
      ],
    );
    const { order } = end;
    await close(bench, begun, 'sent');
    await bench.clock.turn(2000);
    assert.equal((await bench.engine.look(ref))?.order, order, 'what comes late changes nothing');
  });
}

test('an input fills in the text, where the file has no message at all', async () => {
  const steps = `- name: slack-message
  type: webhook-notification
  inputs: [{ name: context.words, parameterKey: properties.slack.message.text }]
  properties:
    slack: { url: "https://hooks.slack.example/services/x" }`;
  await using bench = await openNotices(steps, { context: '{ words: 工作流运行完成 }' });
  const ref = await bench.start();
  const [row] = await rowsOf(bench);
  assert.deepEqual(row?.subject.kind === 'step' && row.subject.message, { text: '工作流运行完成' });
  await closeAll(bench, 'sent');
  await bench.clock.turn(1000);
  assert.equal((await state(bench, ref, ended)).phase, 'succeeded');
});

test('an address of the older type may be said in the words of KubeVela 1.2', async () => {
  const steps = `- name: say
  type: webhook-notification
  properties:
    dingding: { url: { address: "https://oapi.dingtalk.example/robot" }, message: { msgtype: text, text: { content: x } } }
    slack: { url: { fromSecret: { name: slack, key: url } }, message: { text: x } }`;
  await using bench = await openNotices(steps, { secrets: SECRETS });
  await bench.start();
  assert.deepEqual(
    (await rowsOf(bench)).map(({ subject }) => subject.kind === 'step' && 'url' in subject && subject.url),
    [{ value: 'https://oapi.dingtalk.example/robot' }, { secretRef: { name: 'slack', key: 'url' } }],
  );
});

/** KubeVela's own example of the older type, with its placeholders and a line of the message written as a comment. */
const OLDER = `apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: { name: first-vela-workflow, namespace: default }
spec:
  components:
  - name: express-server
    type: webservice
    properties: { image: crccheck/hello-world, port: 8000 }
    traits:
    - type: ingress
      properties: { domain: testsvc.example.com, http: { /: 8000 } }
  workflow:
    steps:
      - name: dingtalk-message
        type: webhook-notification
        properties:
          dingding:
            url: <your dingding url>
            message:
              msgtype: text
              text:
                content: 开始运行工作流
      - name: application
        type: apply-component
        properties:
          component: express-server
        outputs:
          - from: app-status
            valueFrom: output.status.conditions[0].message + "工作流运行完成"
      - name: slack-message
        type: webhook-notification
        inputs:
          - name: app-status
            parameterKey: properties.slack.message.text
        properties:
          slack:
            url: <your slack url>
            # message:
            #   text: condition message
`;

const EXAMPLE = new URL('../../../examples/notifications/workflows/before-and-after.yaml', import.meta.url);

for (const [name, text, workflow] of [
  ["KubeVela's own example", OLDER, 'first-vela-workflow'],
  ['our own example', await readFile(EXAMPLE, 'utf8'), 'before-and-after'],
] as const) {
  test(`${name} tells before and after a component is applied`, async () => {
    const argv = [
      process.execPath,
      fileURLToPath(new URL('../../../examples/targets/place.mjs', import.meta.url)),
    ];
    const folder = await mkdtemp(join(tmpdir(), 'greenlight-place-'));
    const environment = { PATH: process.env.PATH ?? '', PLACE_DIR: folder, REPLICA_MS: '1' };
    const targets = [{ name: 'machine', command: { argv, environment } }];
    const secrets = {
      placeholders: {
        'your slack url': 'https://hooks.slack.example/services/x',
        'your dingding url': 'https://oapi.dingtalk.example/robot/send?access_token=x',
      },
      slack: { url: 'https://hooks.slack.example/services/x' },
      dingding: { url: 'https://oapi.dingtalk.example/robot/send?access_token=x' },
    };
    try {
      await using bench = await openNotices(text, { targets, secrets });
      const ref = await bench.start(workflow);
      await closeAll(bench, 'sent');
      await bench.clock.turn(1000);
      const rows = await until('the second message', async () => {
        const all = await rowsOf(bench);
        return all.length === 2 && all;
      });
      assert.deepEqual(
        rows.map(({ platform, subject }) => [platform, subject.kind === 'step' && subject.message]).at(0),
        ['(step:dingding)', { msgtype: 'text', text: { content: '开始运行工作流' } }],
      );
      const last = rows[1]?.subject;
      assert.ok(last?.kind === 'step' && last.outlet === 'slack');
      assert.match(String(last.message['text']), /^1 of 1 replicas run latest, .* ?工作流运行完成$/);
      await closeAll(bench, 'sent');
      await bench.clock.turn(1000);
      assert.deepEqual(phases(await state(bench, ref, ended)), ['succeeded', 'succeeded', 'succeeded']);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

test('what an input fills in must be what the message takes', async () => {
  for (const [words, key, problem] of [
    ['7', 'slack.message.text', '"text" of "message" of "slack" of the step is a number; it must be a text'],
    ['""', 'slack.message.text', '"message" of "slack" of the step needs "text", a text'],
    ['"no address"', 'slack.url.value', /"value" of "url" of "slack" of the step is not an address/],
  ] as const) {
    const steps = `- name: tell
  type: notification
  inputs: [{ from: context.words, parameterKey: ${key} }]
  properties:
    slack: { url: { value: "https://hooks.slack.example/x" }, message: { text: x } }
- { name: after, type: print-message-in-status, if: status.tell.reason == "ProcessParameter", properties: { message: x } }`;
    await using bench = await openNotices(steps, { context: `{ words: ${words} }` });
    const end = await state(bench, await bench.start(), ended);
    assert.deepEqual(phases(end), ['failed', 'succeeded']);
    if (typeof problem === 'string') assert.equal(end.steps[0]?.message, problem);
    else assert.match(end.steps[0]?.message ?? '', problem);
    assert.deepEqual(await rowsOf(bench), []);
  }
});

test('a secret that was taken away while the run waited fails the step', async () => {
  const steps = `- { name: wait, type: suspend, properties: { duration: 1m } }\n${FOUR}`;
  await using bench = await openNotices(steps, { secrets: SECRETS });
  const ref = await bench.start();
  await bench.withoutSecrets();
  await bench.clock.turn(61_000);
  const end = await state(bench, ref, ended);
  assert.match(end.steps[1]?.message ?? '', /the secret "slack" with key "url" is not known here/);
  assert.deepEqual(await rowsOf(bench), []);
});

test('an engine that is told of it goes on at once', async () => {
  await using bench = await openNotices(FOUR, { secrets: SECRETS });
  const ref = await bench.start();
  await bench.clock.turn(1500);
  await closeAll(bench, 'sent');
  await bench.clock.turn(1);
  assert.equal((await bench.engine.look(ref))?.phase, 'running');
  bench.wake();
  await bench.clock.turn(1);
  assert.equal((await state(bench, ref, ended)).phase, 'succeeded');
});

test('a run that is not in the list of runs sends nothing, nor one with the key of another engine', async () => {
  await using bench = await openNotices(FOUR, { secrets: SECRETS });
  await bench.db.tx((tx) => insertRun(tx, newRun('another key', { engine: 'elsewhere' })));
  const { ref } = await bench.engine.run(request('w'), 'another key');
  const end = await state(bench, ref, ended);
  assert.equal(end.steps[0]?.message, 'nothing is sent for a run that nobody asked for here');
  assert.equal(inChinese(end), '此运行不是从这里发起的，不发送任何消息');
});
