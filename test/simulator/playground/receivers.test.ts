import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createTransport } from 'nodemailer';
import { silentLog } from '../../../src/log.ts';
import { CAST } from '../../../src/simulator/playground/cast.ts';
import { createPlayground } from '../../../src/simulator/playground/playground.ts';
import { createReceivers } from '../../../src/simulator/playground/receivers.ts';
import { systemClock } from '../../../src/time.ts';

type Message = {
  id: string;
  receiver: string;
  calls: string[];
  kind: string;
  letter?: Record<string, unknown>;
  body?: unknown;
};
type Receivers = Awaited<ReturnType<typeof createReceivers>>;

const [{ receivers: ada }, { receivers: ben }] = [CAST[0].accounts, CAST[1].accounts];
const HTML = '<p><a href="http://127.0.0.1:1/decide/token">Decide</a></p><script>hacked = 1</script>';

let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'greenlight-receivers-'));
});

after(async () => {
  await rm(folder, { recursive: true });
});

async function withReceivers(
  work: (receivers: Receivers, variables: Record<string, string>) => Promise<void>,
): Promise<void> {
  const receivers = await createReceivers({ folder, clock: systemClock, log: silentLog });
  const variables = await receivers.start();
  try {
    await work(receivers, variables);
  } finally {
    await receivers.stop();
  }
}

function messages({ room }: Receivers): Message[] {
  return (room.view(ada) as { messages: Message[] }).messages;
}

async function say(url: string | undefined, text: string): Promise<void> {
  assert.ok(url);
  const body = JSON.stringify({ msgtype: 'markdown', markdown: { content: text } });
  const answer = (await (await fetch(url, { method: 'POST', body })).json()) as { errcode: number };
  assert.equal(answer.errcode, 0);
}

test('a letter lies in each mailbox, a message of a robot with the robot; everybody is told at once, and both outlive a restart', async () => {
  await withReceivers(async (receivers, variables) => {
    const told: unknown[] = [];
    const leave = receivers.room.follow(ben, (change) => told.push(change));
    const smtp = createTransport({
      host: '127.0.0.1',
      port: Number(variables.SMTP_PORT),
      ignoreTLS: true,
    });
    const from = { name: '绿灯', address: 'greenlight@playground.example' };
    await smtp.sendMail({ from, to: [ada, ben], subject: '请审批 #1', html: HTML, text: 'Decide' });
    await say(variables.WECOM_ROBOT_URL, 'hello <@BenOkafor>');
    assert.equal(told.length, 3);
    leave();
  });
  await withReceivers(async (receivers) => {
    const all = messages(receivers);
    assert.deepEqual(
      all.map(({ receiver, calls }) => [receiver, ...calls]),
      [
        [ada, ada],
        [ben, ben],
        ['wecom', 'BenOkafor'],
      ],
    );
    const [first] = all;
    assert.deepEqual(first?.letter, {
      subject: '请审批 #1',
      from: '绿灯 <greenlight@playground.example>',
      to: `${ada}, ${ben}`,
      text: 'Decide\r\n',
      html: true,
    });
    assert.match(receivers.room.html?.(first?.id ?? '') ?? '', /Decide/);
    assert.equal(receivers.room.html?.('another'), undefined);
  });
});

test('much for one receiver leaves what others got alone', async () => {
  await withReceivers(async (receivers, variables) => {
    const before = messages(receivers).filter(({ receiver }) => receiver !== 'zadig').length;
    const { ZADIG_WEBHOOK_URL: url = '', ZADIG_WEBHOOK_TOKEN: token = '' } = variables;
    const uuid = '00000000-0000-4000-8000-000000000000';
    const send = async (task: number): Promise<void> => {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-zadig-token': token,
          'x-zadig-event': 'workflow',
          'x-zadig-event-uuid': uuid,
          'x-zadig-webhook-uuid': uuid,
          'x-zadig-instance': 'http://127.0.0.1',
          'user-agent': 'test',
        },
        body: JSON.stringify({ object_kind: 'workflow', event: 'workflow', workflow: workflow(task) }),
      });
      assert.equal(response.status, 200, await response.text());
    };
    for (let task = 1; task <= 40; task += 1) await send(task);
    const zadig = messages(receivers).filter(({ receiver }) => receiver === 'zadig');
    assert.equal(zadig.length, 30);
    assert.match(JSON.stringify(zadig.at(-1)?.body), /"task_id":40/);
    assert.equal(messages(receivers).length - zadig.length, before);
  });
});

test('a letter is served for a frame: no script, no form, nothing from elsewhere, and its links open beside the page', async () => {
  await withReceivers(async (receivers) => {
    const page = createPlayground({
      clock: systemClock,
      log: silentLog,
      port: 0,
      about: { databaseFile: 'playground.db', version: '0.0.0' },
      people: CAST,
      hints: [],
      guide: [],
      rooms: [receivers.room],
    });
    const { url } = await page.start();
    try {
      const [letter] = messages(receivers);
      const response = await fetch(`${url}api/receivers/html?id=${letter?.id ?? ''}`);
      const policy = response.headers.get('content-security-policy')?.split('; ') ?? [];
      const sandbox = policy.find((one) => one.startsWith('sandbox')) ?? '';
      assert.ok(policy.includes("default-src 'none'") && policy.includes("form-action 'none'"));
      assert.match(sandbox, /allow-popups/);
      assert.doesNotMatch(sandbox, /allow-scripts|allow-forms|allow-top-navigation/);
      assert.doesNotMatch(policy.join(), /script-src/);
      assert.match(await response.text(), /^<!doctype html><base target="_blank">.*Decide/);
      assert.equal((await fetch(`${url}api/receivers/html?id=another`)).status, 404);
    } finally {
      await page.stop();
    }
  });
});

function workflow(task: number): Record<string, unknown> {
  const texts = [
    'task_creator',
    'task_creator_id',
    'task_creator_email',
    'task_creator_phone',
    'project_name',
    'workflow_name',
    'workflow_display_name',
    'status',
    'remark',
    'detail_url',
    'error',
  ];
  const times = { create_time: 1, start_time: 1, end_time: 1 };
  return { ...Object.fromEntries(texts.map((key) => [key, 'x'])), ...times, task_id: task, stages: null };
}
