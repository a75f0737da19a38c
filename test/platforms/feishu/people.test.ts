import assert from 'node:assert/strict';
import { test } from 'node:test';
import { directRoom } from '../../../src/domain/platform-ability.ts';
import { silentLog } from '../../../src/log.ts';
import { createFeishuPlatform } from '../../../src/platforms/feishu/feishu-platform.ts';
import { createPeople, getToKnow, type People } from '../../../src/platforms/feishu/people.ts';
import { loadSdk } from '../../../src/platforms/feishu/sdk.ts';
import { createWeb } from '../../../src/platforms/feishu/web.ts';
import type { FeishuSimulator } from '../../../src/simulator/feishu/simulator.ts';
import { systemClock } from '../../../src/time.ts';
import { card } from '../../contracts/cards.ts';
import { recording } from '../../contracts/recording.ts';
import { createHandClock, type HandClock } from '../../fakes/hand-clock.ts';
import { until } from '../../until.ts';
import { ADA, ADA_NAMED, appId, appSecret, BEN, BEN_NAMED, message, openFeishu } from './bench.ts';

type Bench = AsyncDisposable & { feishu: FeishuSimulator; people: People; hand: HandClock };

const signal = new AbortController().signal;

async function openPeople(accounts: readonly string[]): Promise<Bench> {
  const { feishu, config } = await openFeishu();
  const apiUrl = config.apiUrl ?? '';
  const log = silentLog;
  const hand = createHandClock();
  const stopping = new AbortController();
  const web = createWeb({
    sdk: loadSdk(),
    appId,
    appSecret,
    apiUrl,
    requestMs: 2_000,
    log,
    clock: systemClock,
  });
  const people = createPeople({ web, accounts, clock: hand, log, signal: stopping.signal });
  return {
    feishu,
    people,
    hand,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await web.close(0);
      await feishu.stop();
    },
  };
}

void test('people are known by e-mail address, by number and by open id, both ways', async () => {
  await using bench = await openPeople(['ADA@example.com', BEN_NAMED, 'ou_given', 'nobody@example.com']);
  const { people } = bench;
  assert.equal(people.nameOf(ADA), ADA, 'nobody is known before Feishu was asked');
  await people.refresh(signal);
  assert.deepEqual([people.nameOf(BEN), people.openIdOf(BEN_NAMED)], [BEN_NAMED, BEN]);
  assert.deepEqual([people.nameOf('ou_given'), people.openIdOf('ou_given')], ['ou_given', 'ou_given']);
  assert.equal(people.nameOf('ou_somebody'), 'ou_somebody');
  assert.equal(people.openIdOf('nobody@example.com'), undefined);
  assert.ok(people.state().unresolved.includes('nobody@example.com'));
});

void test('whoever is meant by two names is nobody', async () => {
  await using bench = await openPeople([ADA_NAMED, ADA]);
  const { people } = bench;
  await people.refresh(signal);
  assert.notEqual(people.nameOf(ADA), ADA_NAMED);
  assert.notEqual(people.nameOf(ADA), ADA);
  assert.deepEqual(people.state().doubled, [[ADA_NAMED, ADA]]);
  assert.deepEqual([people.openIdOf(ADA_NAMED), people.openIdOf(ADA)], [undefined, undefined]);
});

void test('more than fifty are asked for in several calls', async () => {
  const crowd = Array.from({ length: 120 }, (_, i) => `p${i}@example.com`);
  await using bench = await openPeople([...crowd, ADA_NAMED]);
  await bench.people.refresh(signal);
  const asked = bench.feishu.calls.filter(({ method }) => method === 'contact.user.batch_get_id');
  assert.equal(asked.length, 3);
  assert.equal(bench.people.openIdOf(ADA_NAMED), ADA);
});

void test('before anybody is heard Feishu is asked until it answers, but not for ever', async () => {
  await using bench = await openPeople([ADA_NAMED]);
  const { feishu, people, hand } = bench;
  const method = 'contact.user.batch_get_id';
  feishu.faults.next(method, { kind: 'status', status: 500 }, 2);
  let isKnown = false;
  const known = getToKnow(people, hand, signal).then(() => {
    isKnown = true;
  });
  await until('the answer', async () => {
    await hand.turn(500);
    return isKnown;
  });
  await known;
  assert.equal(people.openIdOf(ADA_NAMED), ADA);
  feishu.faults.next(method, { kind: 'error', code: 99991672, msg: 'no scope' });
  await getToKnow(people, hand, signal);
  feishu.faults.next(method, { kind: 'status', status: 500 }, 100);
  const before = feishu.calls.length;
  const given = getToKnow(people, hand, signal).then(() => {
    isKnown = false;
  });
  await until('the end of asking', async () => {
    await hand.turn(500);
    return !isKnown;
  });
  await given;
  assert.ok(feishu.calls.length - before < 10);
});

void test('Feishu is asked again soon after a failure, and from time to time for who is missing', async () => {
  await using bench = await openPeople([ADA_NAMED, 'late@example.com']);
  const { feishu, people, hand } = bench;
  const asked = (): number =>
    feishu.calls.filter(({ method }) => method === 'contact.user.batch_get_id').length;
  feishu.faults.next('contact.user.batch_get_id', { kind: 'error', code: 99991672, msg: 'no scope' });
  const loop = people.keepFresh();
  loop.start();
  await until('the failure', () => people.state().problem === '99991672');
  assert.equal(people.state().asked, false);
  await until('the second asking', async () => {
    await hand.turn(500);
    return people.openIdOf(ADA_NAMED) === ADA;
  });
  assert.equal(people.state().problem, undefined);
  const before = asked();
  const ada = feishu.world.users.get(ADA);
  assert.ok(ada);
  feishu.world.users.set('ou_late', { ...ada, openId: 'ou_late', email: 'late@example.com' });
  await hand.turn(60_000);
  assert.equal(asked(), before, 'not every minute');
  await until('the one who came later', async () => {
    await hand.turn(60_000);
    return people.openIdOf('late@example.com') === 'ou_late';
  });
  await loop.stop();
});

void test('who cannot be found is a stranger by their open id, and gets no card', async () => {
  const { feishu, config } = await openFeishu();
  const accounts = ['gone@example.com'];
  const { platform } = createFeishuPlatform({ ...config, accounts }, { log: silentLog, clock: systemClock });
  const inbound = recording(() => ({ kind: 'none' }));
  await platform.start(inbound);
  feishu.sendEvent('im.message.receive_v1', message());
  await until('the event', () => inbound.events.length === 1);
  assert.equal(inbound.events[0]?.actor.id, ADA);
  await assert.rejects(platform.post(directRoom(platform.id, 'gone@example.com'), card('x'), 'key', signal), {
    outcome: 'rejected',
    code: 'room-gone',
  });
  await platform.stop();
  await feishu.stop();
});
