import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWeCom } from '../../../src/channels/wecom/wecom.ts';
import { json } from '../../../src/simulator/channels/hook-server.ts';
import { openWeComHook } from '../../../src/simulator/channels/wecom-hook.ts';
import { hugeCard } from '../../contracts/cards.ts';
import { messageOf, signal } from '../../contracts/channel/message.ts';
import { type ChannelBench, channelContract, type OpenOptions } from '../../contracts/channel.ts';
import { clocks, hookBench, REQUEST_MS } from '../hook-bench.ts';

async function open(options: OpenOptions = {}): Promise<ChannelBench> {
  const { clock, ours } = clocks(options);
  const hook = await openWeComHook(clock);
  const config = { id: 'wecom-hook', url: hook.url, requestMs: options.requestMs ?? REQUEST_MS };
  return hookBench({
    hook,
    clock,
    channel: createWeCom(config, { clock: ours }),
    person: { name: 'Ada', accounts: { wecom: 'AdaLovelace' } },
    account: 'AdaLovelace',
    raw: { msgtype: 'text', text: { content: 'own words' } },
    secrets: ['wecom-key-secret'],
    answers: {
      throttled: json({ errcode: 45009, errmsg: 'api freq out of limit, hint: [1]' }),
      refused: json({ errcode: 40058, errmsg: 'markdown.content exceed max length 4096' }),
      code: (errcode) => json({ errcode, errmsg: 'unheard of' }),
    },
  });
}

channelContract(
  {
    kind: 'wecom',
    audience: 'room',
    keyed: false,
    shows: 'look-alikes',
    most: 4_096,
    unreached: true,
    secured: false,
    checksSecret: false,
    dated: false,
    ownAnswers: true,
    plainer: true,
    inside200: true,
    counted: true,
  },
  open,
);

void test('a person of whom only the number is known is called by a plain text of at most 2048 bytes', async () => {
  await using bench = await open();
  const people = [bench.person, { name: 'Ben', accounts: {}, mobile: '+8613800001111' }];
  const mentions = { people, everyone: false };
  const { unreached } = await bench.channel.send(messageOf(bench, hugeCard(), { mentions }), 'key', signal());
  assert.deepEqual(unreached, []);
  assert.deepEqual(bench.taken[0]?.calls, ['AdaLovelace', '13800001111']);
  assert.ok((bench.taken[0]?.size ?? 0) <= 2_048);
});
