import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDingTalkRobot } from '../../../src/channels/dingtalk-robot/dingtalk-robot.ts';
import { sign } from '../../../src/channels/dingtalk-robot/signature.ts';
import {
  type DingTalkHookSettings,
  openDingTalkHook,
} from '../../../src/simulator/channels/dingtalk-hook.ts';
import { json } from '../../../src/simulator/channels/hook-server.ts';
import { isObject } from '../../../src/simulator/common/json.ts';
import { failureOf, messageOf, signal } from '../../contracts/channel/message.ts';
import { type ChannelBench, channelContract, type OpenOptions } from '../../contracts/channel.ts';
import { clocks, hookBench, REQUEST_MS } from '../hook-bench.ts';

const SECRET = 'SECdingtalkSignatureSecret';

type Options = OpenOptions & { settings?: DingTalkHookSettings; keyword?: string };

async function open(options: Options = {}): Promise<ChannelBench> {
  const { clock, ours } = clocks(options);
  const hook = await openDingTalkHook(clock, options.settings ?? { secret: SECRET });
  const config = {
    id: 'dingtalk-hook',
    url: hook.url,
    secret: options.wrongSecret ? 'anotherSecret' : SECRET,
    requestMs: options.requestMs ?? REQUEST_MS,
    ...(options.keyword === undefined ? {} : { keyword: options.keyword }),
  };
  return hookBench({
    hook,
    clock,
    channel: createDingTalkRobot(config, { clock: ours }),
    person: { name: 'Ada', accounts: { dingtalk: 'manager42' } },
    account: 'manager42',
    raw: { msgtype: 'text', text: { content: 'own words' } },
    secrets: ['dingtalkTokenSecret', SECRET, 'anotherSecret'],
    answers: {
      throttled: json({ status: 1111, wait: 5, source: 'x5', punish: 'deny', uuid: 'abc' }),
      refused: json({ errcode: 460101, errmsg: 'message too long, exceed 20000 bytes' }),
      code: (errcode) => json({ errcode, errmsg: 'unheard of' }),
    },
  });
}

channelContract(
  {
    kind: 'dingtalk-robot',
    audience: 'room',
    keyed: false,
    shows: 'look-alikes',
    most: 20_000,
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

void test('DingTalk’s signature is that of its documentation', () => {
  assert.equal(sign('1700000000000', 'SECabc123'), 'N5P09a4+p1AMJIJWnIvQd2Yxw9+fu/oEBnPrjCcsLXk=');
});

void test('a person of whom DingTalk’s id is not known is called by number, without the country code', async () => {
  await using bench = await open();
  const people = [
    { name: 'Ben', accounts: {}, mobile: '+8613800001111' },
    { name: 'Cy', accounts: {}, mobile: '+14155550100' },
  ];
  const mentions = { people, everyone: false };
  const { unreached } = await bench.channel.send(messageOf(bench, 'look', { mentions }), 'key', signal());
  assert.deepEqual(bench.taken[0]?.calls, ['13800001111']);
  assert.deepEqual(unreached, ['Cy']);
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
    for (const { raw } of bench.taken) {
      assert.ok(isObject(raw) && isObject(raw.markdown));
      for (const where of [raw.markdown.title, raw.markdown.text])
        assert.ok(String(where).includes(keyword), keyword);
    }
  }
});

void test('whoever was too fast for DingTalk is told to wait for ten minutes', async () => {
  await using bench = await open();
  for (let i = 0; i < 20; i += 1) await bench.channel.send(messageOf(bench, `${i}`), `key-${i}`, signal());
  const sending = bench.channel.send(messageOf(bench, 'too many'), 'key', signal());
  assert.equal((await failureOf(bench, sending, 'throttled')).retryAfterMs, 600_000);
});
