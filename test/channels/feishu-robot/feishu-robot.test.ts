import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFeishuRobot } from '../../../src/channels/feishu-robot/feishu-robot.ts';
import { sign } from '../../../src/channels/feishu-robot/signature.ts';
import { type FeishuHookSettings, openFeishuHook } from '../../../src/simulator/channels/feishu-hook.ts';
import { json } from '../../../src/simulator/channels/hook-server.ts';
import { failureOf, messageOf, signal } from '../../contracts/channel/message.ts';
import { type ChannelBench, channelContract, type OpenOptions } from '../../contracts/channel.ts';
import { clocks, hookBench, REQUEST_MS } from '../hook-bench.ts';

const SECRET = 'feishuSignatureSecret';

type Options = OpenOptions & { settings?: FeishuHookSettings; keyword?: string };

async function open(options: Options = {}): Promise<ChannelBench> {
  const { clock, ours } = clocks(options);
  const hook = await openFeishuHook(clock, options.settings ?? { secret: SECRET });
  const config = {
    id: 'feishu-hook',
    url: hook.url,
    secret: options.wrongSecret ? 'anotherSecret' : SECRET,
    requestMs: options.requestMs ?? REQUEST_MS,
    ...(options.keyword === undefined ? {} : { keyword: options.keyword }),
  };
  return hookBench({
    hook,
    clock,
    channel: createFeishuRobot(config, { clock: ours }),
    person: { name: 'Ada', accounts: { feishu: 'ou_ada' } },
    account: 'ou_ada',
    raw: { msg_type: 'text', content: { text: 'own words' } },
    secrets: ['feishuTokenSecret', SECRET, 'anotherSecret'],
    answers: {
      throttled: json({ code: 11232, msg: 'frequency limited psm' }),
      refused: json({ code: 9499, msg: 'Bad Request' }),
      code: (code) => json({ code, msg: 'unheard of' }),
    },
  });
}

channelContract(
  {
    kind: 'feishu-robot',
    audience: 'room',
    keyed: false,
    shows: 'same',
    most: 20 * 1024,
    unreached: true,
    secured: true,
    checksSecret: true,
    dated: true,
    ownAnswers: true,
    plainer: true,
    inside200: true,
    counted: true,
  },
  open,
);

void test('Feishu’s signature is that of its documentation', () => {
  assert.equal(sign('1700000000', 'SECabc123'), 'UqhI0v4zAkSwI4hNYBuHQvnrAqshA0UaeBGHCUMPX70=');
});

void test('a robot that wants a keyword gets it in every message, and without it says so', async () => {
  await using without = await open({ settings: { keyword: '发布' } });
  const sending = without.channel.send(messageOf(without, 'no keyword'), 'key', signal());
  await failureOf(without, sending, 'rejected', 'credentials-refused');
  await using bench = await open({ settings: { keyword: '发布' }, keyword: '发布' });
  await bench.channel.send(messageOf(bench, 'with it'), 'key', signal());
  assert.equal(bench.taken.length, 1);
});

void test('a keyword of signs that are markup elsewhere arrives as it is', async () => {
  for (const keyword of ['[发布]', '*_`<#~$', '# "go" \\\\', '- 1.']) {
    await using bench = await open({ settings: { keyword }, keyword });
    await bench.channel.send(messageOf(bench, 'with it'), 'key', signal());
    await bench.channel.send(messageOf(bench, `has ${keyword}`), 'key-2', signal());
    assert.equal(bench.taken.length, 2, keyword);
  }
});

void test('a robot that takes nothing from our address says so', async () => {
  await using bench = await open({ settings: { whitelist: ['203.0.113.7'] } });
  const sending = bench.channel.send(messageOf(bench, 'from elsewhere'), 'key', signal());
  await failureOf(bench, sending, 'rejected', 'credentials-refused');
});

void test('an account that reads “all” does not call everybody', async () => {
  await using bench = await open();
  for (const feishu of ['all', 'ALL']) {
    const mentions = { people: [{ name: 'Mallory', accounts: { feishu } }], everyone: false };
    const { unreached } = await bench.channel.send(messageOf(bench, 'look', { mentions }), feishu, signal());
    assert.deepEqual(unreached, ['Mallory']);
  }
  assert.deepEqual(
    bench.taken.map(({ everyone, calls }) => [everyone, calls]),
    [
      [false, []],
      [false, []],
    ],
  );
});
