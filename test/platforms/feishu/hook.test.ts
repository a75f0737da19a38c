import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decrypt } from '../../../src/platforms/feishu/signature.ts';
import { recording, text } from '../../contracts/recording.ts';
import { until } from '../../until.ts';
import { ADA, message } from './bench.ts';
import {
  encrypt,
  encryptKey,
  openFeishuHttpBench,
  pushed,
  unsigned,
  verificationToken,
} from './http-bench.ts';

/** The vector of https://open.feishu.cn/document/event-subscription-guide/event-subscriptions/event-subscription-configure-/encrypt-key-encryption-configuration-case */
void test("Feishu's own example of an encrypted text is read", () => {
  assert.equal(decrypt('P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk=', 'test key'), 'hello world');
  assert.equal(decrypt('P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk=', 'another key'), undefined);
  assert.equal(decrypt('AAAA', 'test key'), undefined);
});

void test('the address is accepted by the console before anybody listens, and only with the right token', async () => {
  await using bench = await openFeishuHttpBench();
  assert.deepEqual(await bench.feishu.challenge(), { status: 200, accepted: true });
  assert.equal((await bench.feishu.challenge({ token: 'guessed' })).accepted, false);
  assert.equal((await bench.feishu.challenge({ encrypted: false })).accepted, false);
  const signed = await bench.send({ type: 'url_verification', challenge: 'x', token: verificationToken });
  assert.deepEqual(signed, { status: 200, text: '{"challenge":"x"}' }, 'a signed challenge is met too');
});

void test('what comes before the server listens to people is refused for now, so that Feishu sends it again', async () => {
  await using bench = await openFeishuHttpBench();
  assert.equal((await bench.send(pushed())).status, 503);
  const inbound = recording(() => ({ kind: 'none' }));
  await bench.platform.start(inbound);
  assert.equal((await bench.send(pushed())).status, 200);
  assert.equal(inbound.events.length, 1);
});

void test('a body with other white space than JSON.stringify writes is true as long as its signature is', async () => {
  await using bench = await openFeishuHttpBench();
  const inbound = recording(() => ({ kind: 'none' }));
  await bench.platform.start(inbound);
  bench.feishu.faults.http({ whitespace: true });
  assert.equal(await bench.command('flow', 'list'), true);
  assert.equal(inbound.events.length, 1);
});

void test('a body with other escapes than JSON.stringify writes, or with more in it, is true as long as its signature is', async () => {
  await using bench = await openFeishuHttpBench();
  const inbound = recording(() => ({ kind: 'none' }));
  await bench.platform.start(inbound);
  bench.feishu.faults.http({ escapes: true });
  assert.equal(await bench.command('flow', 'list'), true);
  assert.equal(inbound.events.length, 1);
});

void test('the console may write its challenge with any escapes, and is told nothing but its own word', async () => {
  await using bench = await openFeishuHttpBench();
  const knock = async (payload: unknown): Promise<{ status: number; text: string }> => {
    const sealed = { encrypt: encrypt(JSON.stringify(payload), encryptKey), added: 'later' };
    const body = JSON.stringify(sealed).replaceAll('/', '\\/').replaceAll('=', '\\u003d');
    return await bench.send(undefined, { body, headers: unsigned });
  };
  const asked = { type: 'url_verification', challenge: 'x', token: verificationToken };
  assert.deepEqual(await knock(asked), { status: 200, text: '{"challenge":"x"}' });
  for (const other of [{ ...asked, token: 'guessed' }, { ...asked, type: 'other' }, pushed()]) {
    assert.deepEqual(await knock(other), { status: 401, text: '{"error":"refused"}' });
  }
});

void test('a true request that is sent once more is the same event', async () => {
  await using bench = await openFeishuHttpBench();
  const inbound = recording(() => text('seen'));
  await bench.platform.start(inbound);
  await bench.send(pushed());
  await bench.send(pushed({ event_id: 'pushed again' }));
  assert.equal(inbound.all.length, 2);
  assert.equal(inbound.events.length, 1);
  await until('the answer', () => bench.directMessages().length > 0);
  await until('both to be answered', () => inbound.answered.length === 2);
  assert.equal(bench.directMessages().length, 1, 'and the same answer is one message');
});

void test('an event that cannot be stored is answered with a failure', async () => {
  await using bench = await openFeishuHttpBench();
  await bench.platform.start(
    recording(() => {
      throw new Error('the disk is full');
    }),
  );
  assert.equal((await bench.send(pushed())).status, 500);
  assert.equal((await bench.send({ ...pushed(), event: message({ chat_type: 'group' }) })).status, 500);
  assert.equal(bench.feishu.toasts(ADA).length, 0);
});
