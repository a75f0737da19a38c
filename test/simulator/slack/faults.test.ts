import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WebAPIHTTPError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { createFaults } from '../../../src/simulator/slack/faults.ts';
import { ADA, openWorkspace, ROOM } from './workspace.ts';

void test('drop loses the request, apply_then_fail loses only the answer', async () => {
  await using at = await openWorkspace();
  const post = (text: string) => at.web.chat.postMessage({ channel: ROOM, text });
  at.slack.faults.next('chat.postMessage', { kind: 'drop' });
  await assert.rejects(post('lost'), WebAPIRequestError);
  at.slack.faults.next('chat.postMessage', { kind: 'apply_then_fail' });
  await assert.rejects(post('applied, connection cut'), WebAPIRequestError);
  at.slack.faults.next('chat.postMessage', { kind: 'apply_then_fail', answer: 503 });
  await assert.rejects(post('applied, 503'), WebAPIHTTPError);
  await post('fine');
  assert.deepEqual(
    at.slack.messages(ROOM).map((one) => one.text),
    ['applied, connection cut', 'applied, 503', 'fine'],
  );
  assert.deepEqual(
    at.slack.calls.map((call) => call.applied),
    [false, true, true, true],
  );
});

void test('a lost request is lost even when nobody could have read it', async () => {
  await using at = await openWorkspace();
  const post = () =>
    fetch(`${at.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: 'no JSON',
    });
  at.slack.faults.next('chat.postMessage', { kind: 'drop' });
  await assert.rejects(post());
  assert.match(await (await post()).text(), /invalid_json/);
});

void test('an injected 429 or error is not counted as our own fault', async () => {
  await using at = await openWorkspace();
  at.slack.faults.next('chat.postMessage', { kind: 'ratelimited', retryAfterSeconds: 7 });
  await assert.rejects(
    at.web.chat.postMessage({ channel: ROOM, text: 'x' }),
    (err) => err instanceof WebAPIRateLimitedError && err.retryAfter === 7,
  );
  at.slack.faults.next('chat.postMessage', { kind: 'error', error: 'fatal_error' });
  await assert.rejects(at.web.chat.postMessage({ channel: ROOM, text: 'x' }), /fatal_error/);
  assert.equal(at.slack.throttled(), 0);
});

void test('a duplicated envelope arrives twice, a lost ack brings an event again', async () => {
  await using at = await openWorkspace({ events: ['message.channels'], limits: { ackMs: 200 } });
  const got: [string, number | undefined][] = [];
  await at.connect({
    slack_event: async ({ ack, type, retry_num }) => {
      got.push([type ?? '', retry_num]);
      await ack();
    },
  });
  at.slack.faults.next('envelope', { kind: 'duplicate' });
  await at.slack.people.command(ADA, 'deployments', '/deploy', '');
  await at.until(() => got.length === 2);
  at.slack.faults.next('envelope:events_api', { kind: 'apply_then_fail' });
  at.slack.people.say(ADA, 'deployments', 'hello');
  await at.until(() => got.length === 4);
  assert.deepEqual(got, [
    ['slash_commands', undefined],
    ['slash_commands', undefined],
    ['events_api', 0],
    ['events_api', 1],
  ]);
});

void test('hooks stop the world at each stage of a call and of an envelope', async () => {
  await using at = await openWorkspace({ events: [] });
  const stages: string[] = [];
  at.slack.onCall((method, _args, stage) => {
    stages.push(`${method} ${stage} ${at.slack.messages(ROOM).length}`);
  });
  at.slack.onEnvelope((envelope, stage) => {
    stages.push(`${envelope.type} ${stage}`);
  });
  await at.web.chat.postMessage({ channel: ROOM, text: 'x' });
  await at.until(() => stages.length === 3);
  assert.deepEqual(stages.splice(0), [
    'chat.postMessage received 0',
    'chat.postMessage applied 1',
    'chat.postMessage answered 1',
  ]);
  await at.connect({ slash_commands: ({ ack }) => ack() });
  await at.until(() => stages.length === 3);
  stages.length = 0;
  await at.slack.people.command(ADA, 'deployments', '/deploy', '');
  assert.deepEqual(stages, ['slash_commands sending', 'slash_commands sent', 'slash_commands acked']);
});

void test('the same seed draws the same faults', () => {
  const draw = (seed: number) => {
    const faults = createFaults();
    faults.rate(seed, { drop: 0.2, applyThenFail: 0.2, delay: 0.2, delayMs: 50 });
    return Array.from({ length: 200 }, () => faults.take('chat.update')?.kind ?? 'none');
  };
  assert.deepEqual(draw(7), draw(7));
  assert.notDeepEqual(draw(7), draw(8));
  const kinds = new Set(draw(7));
  assert.deepEqual([...kinds].sort(), ['apply_then_fail', 'delay', 'drop', 'none']);
});
