import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWebhook } from '../../../src/channels/webhook/webhook.ts';
import { failureOf, messageOf, signal } from '../../contracts/channel/message.ts';
import { type ChannelBench, channelContract, type OpenOptions } from '../../contracts/channel.ts';
import { openEventReceiver } from '../../fakes/channels/event-receiver.ts';
import { isObject } from '../../fakes/channels/taken.ts';
import { clocks, hookBench, REQUEST_MS } from '../hook-bench.ts';

const SECRET = 'webhookSignatureSecret';

async function open(options: OpenOptions = {}): Promise<ChannelBench> {
  const { clock, ours } = clocks(options);
  const hook = await openEventReceiver(clock, SECRET);
  const config = {
    id: 'events',
    url: hook.url,
    secret: options.wrongSecret ? 'anotherSecret' : SECRET,
    source: 'https://greenlight.example',
    requestMs: options.requestMs ?? REQUEST_MS,
  };
  return hookBench({
    hook,
    clock,
    channel: createWebhook(config, { clock: ours }),
    person: { name: 'Ada', accounts: {} },
    account: 'Ada',
    raw: { text: 'own words' },
    secrets: ['pathSecret', SECRET, 'anotherSecret'],
    answers: {
      throttled: { status: 429, body: '', headers: { 'retry-after': '7' } },
      refused: { status: 422, body: 'what?' },
    },
  });
}

channelContract(
  {
    kind: 'webhook',
    audience: 'room',
    keyed: true,
    shows: 'same',
    unreached: false,
    secured: true,
    checksSecret: false,
    dated: true,
    ownAnswers: false,
    plainer: false,
    inside200: false,
    counted: false,
  },
  open,
);

void test('every attempt sends the same event, and only its signature is new', async () => {
  await using bench = await open();
  await bench.channel.send(messageOf(bench, 'again'), 'run-42/waiting/1', signal());
  await bench.clock.turn(90_000);
  await bench.channel.send(messageOf(bench, 'again'), 'run-42/waiting/1', signal());
  const [first, second] = bench.taken.map(({ raw }) => raw);
  assert.deepEqual(first, second);
  assert.ok(isObject(first) && isObject(first.data));
  assert.deepEqual(
    [first.id, first.type, first.subject, first.source, first.time, first.data.run],
    [
      'run-42/waiting/1',
      'greenlight.run.waiting',
      'run/42',
      'https://greenlight.example',
      '2026-01-01T00:00:00.000Z',
      42,
    ],
  );
});

void test('a receiver says for how long it is too busy', async () => {
  await using bench = await open();
  bench.faults.throttle();
  const sending = bench.channel.send(messageOf(bench, 'busy'), 'key', signal());
  assert.equal((await failureOf(bench, sending, 'throttled')).retryAfterMs, 7_000);
});
