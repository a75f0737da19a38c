import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Event, Reply } from '../../../src/domain/event.ts';
import { directRoom } from '../../../src/domain/platform-ability.ts';
import { silentLog } from '../../../src/log.ts';
import { createFeishuPlatform } from '../../../src/platforms/feishu/feishu-platform.ts';
import { plainReply, toastBody } from '../../../src/platforms/feishu/reply-text.ts';
import type { Platform } from '../../../src/platforms/platform.ts';
import type { FeishuSimulator } from '../../../src/simulator/feishu/simulator.ts';
import { systemClock } from '../../../src/time.ts';
import { card, reasonCard, reasonForm } from '../../contracts/cards.ts';
import { recording, text } from '../../contracts/recording.ts';
import { ADA, ADA_NAMED, BEN, button, ID, openFeishu, ROOM } from './bench.ts';

type Bench = AsyncDisposable & { feishu: FeishuSimulator; platform: Platform };

async function open(): Promise<Bench> {
  const { feishu, config } = await openFeishu();
  const { platform } = createFeishuPlatform(config, { log: silentLog, clock: systemClock });
  return {
    feishu,
    platform,
    async [Symbol.asyncDispose]() {
      await platform.stop();
      await feishu.stop();
    },
  };
}

const room = { platform: ID, id: ROOM };
const signal = new AbortController().signal;

const asked: Event = {
  key: 'message:om_1',
  conversation: 'c',
  actor: { platform: ID, id: ADA_NAMED },
  at: 0,
  room,
  deed: { kind: 'command', name: 'flow', text: 'list' },
  handle: { openId: ADA },
  handleUntil: 0,
};

void test('a card that Feishu refuses is shown as one line with its buttons', async () => {
  await using bench = await open();
  const { feishu, platform } = bench;
  feishu.faults.next('im.message.create', { kind: 'error', code: 230099, msg: 'ErrCode: 11310' });
  const ref = await platform.post(room, reasonCard(), 'key', signal);
  const shown = (): string => JSON.stringify(feishu.world.byId.get(ref.message)?.card);
  assert.match(shown(), /shop to prod: choose/);
  assert.match(shown(), /"verdict":"approve"/);
  assert.match(shown(), /"name":"form_reject_7"/);
  feishu.faults.next('im.message.patch', { kind: 'error', code: 230025 });
  await platform.edit(ref, card('and then'), 'key', signal);
  assert.match(shown(), /shop to prod: and then/);
  assert.equal(feishu.messages(ROOM).length, 1);
  feishu.faults.next('im.message.create', { kind: 'error', code: 230099 }, 2);
  await assert.rejects(platform.post(room, card('x'), 'key-2', signal), { code: 'card-refused' });
});

void test('a reply to a message that is gone has no room any more', async () => {
  await using bench = await open();
  const { feishu, platform } = bench;
  for (const how of ['withdrawn', 'deleted'] as const) {
    const root = await platform.post(room, card('root'), `root ${how}`, signal);
    feishu.people.remove(root.message, how);
    await assert.rejects(platform.post({ ...room, thread: root.message }, card('x'), how, signal), {
      outcome: 'rejected',
      code: 'room-gone',
    });
  }
});

void test('the key travels as a uuid that Feishu takes, and is promised for less than its hour', async () => {
  await using bench = await open();
  const { feishu, platform } = bench;
  const first = await platform.post(room, card('x'), 'key', signal);
  const uuid = feishu.world.byId.get(first.message)?.uuid ?? '';
  assert.match(uuid, /^[0-9a-f]{20,50}$/);
  assert.ok((platform.can.keysMs ?? 0) < 3_600_000);
});

void test('an answer is plain text in the direct conversation, whatever is in it', async () => {
  await using bench = await open();
  const { feishu, platform } = bench;
  const hostile = 'run <at user_id="all">all</at>\n**bold** <b> & `x`';
  await platform.answer(asked, text(hostile), signal);
  const [message, ...others] = feishu.messages(feishu.people.directChat(ADA));
  assert.equal(message?.text, hostile);
  assert.deepEqual(message?.notified, []);
  assert.deepEqual(others, []);
});

void test('an answer that is repeated is one message, and another answer is another one', async () => {
  await using bench = await open();
  const { feishu, platform } = bench;
  feishu.faults.next('im.message.create', { kind: 'apply_then_fail' });
  await assert.rejects(platform.answer(asked, text('run 7 is on its way'), signal), { outcome: 'unknown' });
  await platform.answer(asked, text('run 7 is on its way'), signal);
  await platform.answer(asked, text('run 7 has failed'), signal);
  assert.equal(feishu.messages(feishu.people.directChat(ADA)).length, 2);
});

void test('an endless answer is cut to what Feishu takes', async () => {
  await using bench = await open();
  const { feishu, platform } = bench;
  await platform.answer(asked, text('很长的一行 line\n'.repeat(5_000)), signal);
  assert.match(feishu.messages(feishu.people.directChat(ADA))[0]?.text ?? '', /…$/);
  await platform.answer({ ...asked, key: 'another' }, text('很长'.repeat(30_000)), signal);
  assert.match(feishu.messages(feishu.people.directChat(ADA))[1]?.text ?? '', /^(很长){3000,}很?…$/);
});

void test('a quiet reply and none are no message', async () => {
  await using bench = await open();
  await bench.platform.answer(asked, { kind: 'none' }, signal);
  await bench.platform.answer(asked, { kind: 'text', text: 'approved', tone: 'good', quiet: true }, signal);
  assert.deepEqual(bench.feishu.messages(bench.feishu.people.directChat(ADA)), []);
});

void test('whom Feishu does not name cannot be answered, and nobody else is', async () => {
  await using bench = await open();
  const stranger = { ...asked, actor: { platform: ID, id: 'outside/another/on_eve' }, handle: {} };
  await assert.rejects(bench.platform.answer(stranger, text('who are you?'), signal), {
    outcome: 'rejected',
  });
});

void test('a toast says how it went; what asks for more says what to do', () => {
  const replies: [Reply, unknown][] = [
    [{ kind: 'none' }, {}],
    [{ kind: 'text', text: 'ok', tone: 'good', quiet: true }, { toast: { type: 'success', content: 'ok' } }],
    [{ kind: 'text', text: 'too late', tone: 'bad' }, { toast: { type: 'error', content: 'too late' } }],
    [{ kind: 'form', form: reasonForm }, { toast: { type: 'warning', content: reasonForm.instead } }],
    [{ kind: 'field-errors', errors: { reason: 'empty' } }, { toast: { type: 'error', content: 'empty' } }],
    [{ kind: 'text', text: ' \n', tone: 'good' }, {}],
  ];
  for (const [reply, body] of replies) assert.deepEqual(toastBody(reply), body);
  assert.equal(plainReply({ kind: 'form', form: reasonForm }), reasonForm.instead);
});

void test('a click on a reject that brings no reason is a click, and its answer a toast', async () => {
  await using bench = await open();
  const { feishu, platform } = bench;
  const inbound = recording(() => ({ kind: 'form', form: reasonForm }));
  await platform.start(inbound);
  const ref = await platform.post(room, card('choose'), 'key', signal);
  await feishu.people.click(BEN, ref.message, button('reject'));
  assert.equal(inbound.events[0]?.deed.kind, 'click');
  assert.deepEqual(
    feishu.toasts(BEN).map(({ content }) => content),
    [reasonForm.instead],
  );
});

void test('a direct room is the room of the reference and of what is said there', async () => {
  await using bench = await open();
  const { feishu, platform } = bench;
  const inbound = recording(() => ({ kind: 'none' }));
  await platform.start(inbound);
  const direct = directRoom(ID, ADA_NAMED);
  const ref = await platform.post(direct, card('for you'), 'key', signal);
  assert.equal(ref.room, direct.id);
  feishu.people.say(ADA, feishu.people.directChat(ADA), 'approve', { replyTo: ref.message });
  await feishu.people.click(ADA, ref.message, button('approve'));
  assert.deepEqual(inbound.events[0]?.room, { ...direct, thread: ref.message });
  assert.deepEqual(inbound.events[0]?.deed, { kind: 'message', text: 'approve', mention: true });
  assert.equal(inbound.events[0]?.conversation, inbound.events[1]?.conversation);
});
