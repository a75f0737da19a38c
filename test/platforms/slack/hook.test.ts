import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { type Log, silentLog } from '../../../src/log.ts';
import { verify } from '../../../src/platforms/slack/signature.ts';
import { type Clock, systemClock } from '../../../src/time.ts';
import { recording, text } from '../../contracts/recording.ts';
import { until } from '../../until.ts';
import { ADA, ROOM, signingSecret } from './bench.ts';
import { command, FORM, JSON_TYPE, mention, openSlackHttpBench } from './http-bench.ts';

const none = (): { kind: 'none' } => ({ kind: 'none' });

/** The example of https://docs.slack.dev/authentication/verifying-requests-from-slack */
const example = {
  secret: '8f742231b10e8888abcd99yyyzzz85a5',
  body: Buffer.from(
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
  ),
  headers: {
    'x-slack-request-timestamp': '1531420618',
    'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
  },
  at: 1_531_420_618_000,
};

test('the signature of the example in the documentation holds, for five minutes in both directions', () => {
  const { secret, body, headers, at } = example;
  const verdict = (now: number, changed: object = {}): string =>
    verify(secret, { body, headers: { ...headers, ...changed } }, now);
  for (const seconds of [-300, 0, 300]) assert.equal(verdict(at + seconds * 1_000), 'signed');
  for (const seconds of [-301, 301, 86_400]) assert.equal(verdict(at + seconds * 1_000), 'stale');
  assert.equal(verdict(at, { 'x-slack-request-timestamp': '1531420619' }), 'forged');
  assert.equal(verdict(at, { 'x-slack-signature': headers['x-slack-signature'].toUpperCase() }), 'forged');
  assert.equal(verdict(at, { 'x-slack-signature': undefined }), 'unsigned');
  assert.equal(verdict(at, { 'x-slack-request-timestamp': undefined }), 'unsigned');
  assert.equal(verify(`${secret}x`, { body, headers }, at), 'forged');
  assert.equal(verify(secret, { body: body.subarray(1), headers }, at), 'forged');
});

test('neither Bolt nor the client of Socket Mode is loaded over HTTP', async () => {
  await using bench = await openSlackHttpBench();
  const inbound = recording(none);
  await bench.platform.start(inbound);
  assert.equal(await bench.command('flow', 'list'), true);
  await bench.platform.check([ROOM]);
  const loaded = Object.keys(createRequire(import.meta.url).cache);
  assert.ok(loaded.some((path) => path.includes('@slack/web-api')));
  assert.deepEqual(
    loaded.filter((path) => /@slack\/(bolt|socket-mode)/.test(path)),
    [],
  );
});

test('an address is confirmed before the platform has started, to Slack alone', async () => {
  await using bench = await openSlackHttpBench();
  const body = JSON.stringify({ type: 'url_verification', challenge: '3eZbrw1a', token: 'old' });
  const confirmed = await bench.send(body, { type: JSON_TYPE });
  assert.deepEqual([confirmed.status, JSON.parse(confirmed.text)], [200, { challenge: '3eZbrw1a' }]);
  const guessed = await bench.send(body, { type: JSON_TYPE, secret: 'guessed' });
  assert.equal(guessed.status, 401);
  assert.doesNotMatch(guessed.text, /3eZbrw1a/);
  const early = await bench.send(command());
  assert.deepEqual([early.status, JSON.parse(early.text).error], [503, 'not-ready']);
});

test('content types are read with and without their charset', async () => {
  await using bench = await openSlackHttpBench();
  const inbound = recording(none);
  await bench.platform.start(inbound);
  const event = JSON.stringify(mention());
  const sent = [
    await bench.send(command({ trigger_id: '1' }), { type: `${FORM}; charset=utf-8` }),
    await bench.send(command({ trigger_id: '2' }), { type: FORM.toUpperCase() }),
    await bench.send(event, { type: `${JSON_TYPE};charset=UTF-8` }),
  ];
  assert.deepEqual(
    sent.map(({ status }) => status),
    [200, 200, 200],
  );
  assert.equal(inbound.events.length, 3);
});

test('a look at the certificate is answered and forgotten; a command that says to be one is a command', async () => {
  await using bench = await openSlackHttpBench();
  const inbound = recording(none);
  await bench.platform.start(inbound);
  assert.deepEqual(await bench.send('ssl_check=1&token=old'), { status: 200, text: '' });
  assert.deepEqual(inbound.all, []);
  assert.equal((await bench.send(command({ ssl_check: '1' }))).status, 200);
  assert.deepEqual(
    inbound.events.map(({ deed }) => deed),
    [{ kind: 'command', name: 'flow', text: 'list' }],
  );
});

test('what cannot be read is said to be so, and what is for nobody is acknowledged and forgotten', async () => {
  await using bench = await openSlackHttpBench();
  const inbound = recording(none);
  await bench.platform.start(inbound);
  for (const [body, type] of [
    ['{"half', JSON_TYPE],
    ['"a text"', JSON_TYPE],
    ['payload={"half', FORM],
    ['<xml/>', 'text/xml'],
  ] as const) {
    const { status, text: answer } = await bench.send(body, { type });
    assert.deepEqual([status, JSON.parse(answer).error], [400, 'unreadable'], body);
  }
  const form = (payload: object): string =>
    new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  for (const [body, type] of [
    ['', FORM],
    [command({ command: 'deploy' }), FORM],
    [form({ type: 'view_closed', view: {} }), FORM],
    [form({ type: 'block_actions', actions: [{ action_id: 'another app' }] }), FORM],
    [form({ type: 'view_submission', view: { callback_id: 'another' } }), FORM],
    [JSON.stringify({ type: 'app_rate_limited', team_id: 'T0TEAM', minute_rate_limited: 1 }), JSON_TYPE],
    [JSON.stringify({ type: 'event_callback', event: { type: 'reaction_added' } }), JSON_TYPE],
  ] as const) {
    assert.deepEqual(await bench.send(body, { type }), { status: 200, text: '' }, body);
  }
  assert.deepEqual(inbound.all, []);
});

test('an event that could not be stored is a 500, comes again and is stored then, once', async () => {
  await using bench = await openSlackHttpBench();
  let full = true;
  const inbound = recording(() => {
    if (full) throw new Error('the disk is full');
    return { kind: 'none' };
  });
  await bench.platform.start(inbound);
  const { status, text: answer } = await bench.send(command());
  assert.deepEqual([status, JSON.parse(answer).error], [500, 'not-stored']);
  bench.slack.people.say(ADA, ROOM, '<@U0BOT> flow list');
  await until('a miss', () => bench.slack.envelopes.some(({ missed }) => missed === 'timeout'));
  full = false;
  const attempts = (): number[] =>
    bench.slack.envelopes.filter(({ ackedAt }) => ackedAt !== undefined).map(({ attempt }) => attempt);
  await until('a second attempt', () => attempts().some((attempt) => attempt > 0));
  assert.equal(new Set(inbound.events.map(({ key }) => key)).size, 2);
});

test('an answer that nobody waited for does not count as delivered', async () => {
  const held = Promise.withResolvers<void>();
  await using bench = await openSlackHttpBench();
  const inbound = recording(async () => {
    await held.promise;
    return text('on its way');
  });
  await bench.platform.start(inbound);
  const arrived = until('the command', () => inbound.all.length === 1).then(() => {});
  await bench.hangUp(command({ trigger_id: 'lost' }), arrived);
  held.resolve();
  const heard = await bench.send(command({ trigger_id: 'heard' }));
  assert.match(heard.text, /on its way/);
  await until('the delivery', () => inbound.answered.length > 0);
  assert.deepEqual(inbound.answered, [2]);
});

test('an answer after three seconds does not count as delivered: Slack has given up', async () => {
  let ahead = 0;
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + ahead };
  await using bench = await openSlackHttpBench({ clock });
  const inbound = recording(({ deed }) => {
    if (deed.kind === 'command' && deed.text === 'slow') ahead += 3_000;
    return text('done');
  });
  await bench.platform.start(inbound);
  assert.equal((await bench.send(command({ trigger_id: '1', text: 'slow' }))).status, 200);
  assert.equal((await bench.send(command({ trigger_id: '2', text: 'list' }))).status, 200);
  await until('the delivery', () => inbound.answered.length > 0);
  assert.deepEqual(inbound.answered, [2]);
});

test('the end waits for what is being stored', async () => {
  const held = Promise.withResolvers<void>();
  const order: string[] = [];
  await using bench = await openSlackHttpBench();
  const inbound = recording(async () => {
    await held.promise;
    order.push('stored');
    return { kind: 'none' };
  });
  await bench.platform.start(inbound);
  const sent = bench.send(command());
  await until('the command', () => inbound.all.length === 1);
  const stopped = bench.platform.stop().then(() => order.push('stopped'));
  assert.equal((await bench.send(command({ trigger_id: 'late' }))).status, 503);
  held.resolve();
  await stopped;
  assert.deepEqual(order, ['stored', 'stopped']);
  assert.equal((await sent).status, 200);
});

test('check tells a wrong secret, a wrong clock and silence apart', async () => {
  await using bench = await openSlackHttpBench();
  const requests = async (): Promise<string> => {
    const findings = await bench.platform.check([]);
    assert.ok(findings.every(({ subject }) => !/connection|app token/.test(subject)));
    const found = findings.find(({ subject }) => subject === 'requests');
    assert.ok(found && (found.level === 'ok' || found.remedy));
    return `${found.level}: ${found.detail}`;
  };
  assert.match(await requests(), /^ok: a running server gets them at POST \/hooks\/slack-test/);
  await bench.platform.start(recording(none));
  assert.match(await requests(), /^warn: none came/);
  await bench.send(command(), { secret: 'guessed' });
  assert.match(await requests(), /^error: the last signature/);
  await bench.send(command(), { ageS: 400 });
  await bench.send(command());
  assert.match(await requests(), /^ok: Slack's last one to/);
  await bench.send(command(), { ageS: 400 });
  assert.match(await requests(), /^error: the last request .* not of now/);
});

test('refusals are logged once a minute, and no secret ever', async () => {
  const lines: string[] = [];
  const write = (fields: object, message: string): void => {
    lines.push(JSON.stringify([fields, message]));
  };
  const log: Log = { ...silentLog, error: write, warn: write, info: write, debug: write, child: () => log };
  let ahead = 0;
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + ahead };
  await using bench = await openSlackHttpBench({ clock, log });
  await bench.platform.start(
    recording(() => {
      throw new Error('full');
    }),
  );
  for (let i = 0; i < 5; i += 1) await bench.send(command(), { secret: 'guessed' });
  const refusals = (): number => lines.filter((line) => line.includes('did not sign')).length;
  assert.equal(refusals(), 1);
  ahead = 60_000;
  await bench.send(command(), { secret: 'guessed' });
  assert.equal(refusals(), 2);
  await bench.send(command({ response_url: 'https://hooks.slack.com/commands/T/1/sesame' }));
  assert.ok(lines.length > 2);
  for (const secret of [signingSecret, 'a trigger', 'sesame', 'v0='])
    assert.ok(!lines.join().includes(secret), secret);
});
