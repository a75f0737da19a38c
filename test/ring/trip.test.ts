import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { Room } from '../../src/domain/event.ts';
import { verifyAudit } from '../../src/store/audit.ts';
import { runById } from '../../src/store/runs.ts';
import { AUDIT_KEYS } from '../fakes/audit-keys.ts';
import type { HostileEngine } from '../fakes/hostile-engine.ts';
import { until } from '../until.ts';
import {
  actionsOf,
  approveOf,
  cardsOf,
  click,
  command,
  eventOf,
  type House,
  noticesOf,
  openHostile,
  openHouse,
  perform,
  ROOM,
} from './harness.ts';

let hostile: HostileEngine;
let house: House;

beforeEach(async () => {
  hostile = openHostile();
  house = await openHouse([hostile.engine]);
});

afterEach(async () => {
  assert.equal((await verifyAudit(house.db, AUDIT_KEYS)).intact, true);
  await house.close();
});

async function openGate() {
  assert.match(await command(house, 'ada', '/deploy shop prod tag=v2'), /^Run #\d+ started/);
  return await until('an open gate', () => cardsOf(house.chat).find((one) => approveOf(one.card)));
}

test('one click goes round the ring, in one card, with one message to the approvers', async () => {
  const shown = await openGate();
  await until('the notice', () => noticesOf(house.chat).length === 1);
  const [notice] = noticesOf(house.chat);
  assert.equal(notice?.room.thread, shown.ref.message);
  const mentions = notice?.card.parts.flatMap((part) => (part.kind === 'text' ? part.text : []));
  assert.deepEqual(
    mentions?.flatMap((span) => (typeof span === 'object' && span.kind === 'mention' ? [span.account] : [])),
    ['U-ben', 'U-chen'],
  );
  const approve = approveOf(shown.card);
  assert.ok(approve);
  assert.equal(await click(house, 'ben', approve), 'You approved “go” of run #1.');
  await until('the end', () => shown.card.summary.includes('succeeded'));
  assert.equal(cardsOf(house.chat).length, 1);
  assert.deepEqual(
    hostile.truth.settled.map(({ verdict, by }) => [verdict, by]),
    [['approve', 'Ben']],
  );
});

test('refusals go to the clicker alone and decide nothing', async () => {
  const shown = await openGate();
  const approve = approveOf(shown.card);
  assert.ok(approve);
  assert.match(await click(house, 'dana', approve), /You may not decide “go”.*Ben, Chen/);
  assert.match(await click(house, 'stranger', approve), /I do not know you.*chat\/U-stranger/);
  assert.match(await click(house, 'ben', { ...approve, attempt: 'another' }), /earlier attempt/);
  assert.match(await click(house, 'ben', { ...approve, approval: 999 }), /not known here/);
  assert.equal(hostile.truth.settled.length, 0);
  assert.equal(await click(house, 'chen', approve), '你批准了运行 #1 的“go”。');
  assert.match(await click(house, 'ben', approve), /was approved already, by Chen/);
  await until('the end', () => shown.card.summary.includes('succeeded'));
  assert.equal(hostile.truth.settled.length, 1);
});

test('an empty list of approvers means nobody, and the card offers no button', async () => {
  await command(house, 'ada', '/deploy shop closed');
  const shown = await until('the waiting card', () =>
    cardsOf(house.chat).find((one) => one.card.summary.includes('waits')),
  );
  assert.deepEqual(actionsOf(shown.card), []);
  const forged = { approval: 1, attempt: 'x', verdict: 'approve', label: '', style: 'plain' } as const;
  assert.match(await click(house, 'ben', forged), /earlier attempt|Nobody may decide/);
  assert.equal(hostile.truth.settled.length, 0);
});

test('a rejection asks why, keeps the answer and ends the run', async () => {
  const shown = await openGate();
  const reject = actionsOf(shown.card).find((action) => action.verdict === 'reject');
  assert.ok(reject);
  const asked = await perform(house, eventOf('ben', { kind: 'click', ...pick(reject) }));
  assert.equal(asked.reply.kind, 'form');
  const form = (values: Record<string, string>) =>
    perform(house, eventOf('ben', { kind: 'form', ...pick(reject), values }));
  assert.deepEqual((await form({ reason: '  ' })).reply, {
    kind: 'field-errors',
    errors: { reason: 'Please say why.' },
  });
  assert.equal((await form({ reason: 'x'.repeat(501) })).reply.kind, 'field-errors');
  assert.equal(hostile.truth.settled.length, 0);
  await form({ reason: 'not on Friday' });
  await until('the end', () => shown.card.summary.includes('stopped'));
  assert.match(JSON.stringify(shown.card), /Rejected by Ben.*not on Friday/s);
});

function pick({
  approval,
  attempt,
  verdict,
}: {
  approval: number;
  attempt: string;
  verdict: 'approve' | 'reject';
}) {
  return { approval, attempt, verdict };
}

test('a reply in the thread of the card decides as a click does; conversation decides nothing', async () => {
  const shown = await openGate();
  const thread = { ...ROOM, thread: shown.ref.message };
  const say = async (person: string, text: string, room: Room = thread): Promise<unknown> => {
    const { reply } = await perform(house, eventOf(person, { kind: 'message', text, mention: false }, room));
    return reply.kind === 'text' ? reply.text : reply.kind;
  };
  assert.equal(await say('ben', '不同意'), 'none');
  assert.equal(await say('ben', 'I approve of that'), 'none');
  assert.equal(await say('ben', 'approve', ROOM), 'none', 'outside of the thread');
  assert.equal(await say('stranger', 'approve', { ...ROOM, thread: 'another' }), 'none');
  assert.match(String(await say('stranger', 'approve')), /I do not know you/);
  assert.match(String(await say('dana', 'approve')), /You may not decide/);
  assert.match(String(await say('ben', 'reject')), /Please say why/);
  assert.equal(hostile.truth.settled.length, 0);
  assert.match(String(await say('chen', '同意')), /你批准了/);
  await until('the end', () => shown.card.summary.includes('succeeded'));
  assert.match(String(await say('ben', 'approve')), /Nothing of run #1 waits/);
});

test('a reply that arrives late decides no gate that opened after it was written', async () => {
  const shown = await openGate();
  await until('the notice', () => noticesOf(house.chat).length === 1);
  const thread = { ...ROOM, thread: shown.ref.message };
  const late = eventOf('chen', { kind: 'message', text: '同意', mention: false }, thread);
  const { reply } = await perform(house, { ...late, at: late.at - 60_000 });
  assert.match(reply.kind === 'text' ? reply.text : '', /审批是在你发出回复之后才出现的/);
  assert.equal(hostile.truth.settled.length, 0);
});

test('the same thing told twice is done once and answered once', async () => {
  const event = eventOf('ada', { kind: 'command', name: 'deploy', text: 'shop prod' });
  const replies = await Promise.all([1, 2, 3].map(() => house.ring.inbound.accept(event)));
  assert.equal(replies.filter(({ reply }) => reply.kind !== 'none').length, 1, 'one answer');
  await until('the card', () => cardsOf(house.chat).length === 1);
  assert.equal(hostile.truth.started.size, 1);
});

test('where the acknowledgement is the answer, both tellings say the same', async () => {
  const event = {
    ...eventOf('ada', { kind: 'command', name: 'deploy', text: 'shop prod' }),
    answeredByAck: true,
  };
  const replies = await Promise.all([1, 2].map(() => house.ring.inbound.accept(event)));
  const later = await house.ring.inbound.accept(event);
  const texts = [...replies, later].map(({ reply }) => (reply.kind === 'text' ? reply.text : reply.kind));
  assert.deepEqual(texts, Array(3).fill('Run #1 started: shop → prod.'));
  await until('the card', () => cardsOf(house.chat).length === 1);
});

test('commands that cannot be done say what, and what can', async () => {
  const cases: [string, string, RegExp][] = [
    ['ada', '/deploy', /written: \/deploy <app>/],
    ['ada', '/deploy ship prod', /no app “ship”.*shop/],
    ['ada', '/deploy shop prd', /no environment “prd”.*prod/],
    ['ada', '/deploy shop prod image=x', /no parameter “image”.*tag/],
    ['ada', '/deploy shop prod tag=2', /“2” does not fit tag/],
    ['ben', '/deploy shop prod', /may not deploy.*Ada/],
    ['stranger', '/deploy shop prod', /do not know you/],
    ['ada', '/flow cancel 99', /no run #99/],
    ['ada', '/flow status 99', /no run #99/],
    ['ada', '/flow list', /no run yet/],
    ['ada', '/flow help', /\/flow cancel <run>[\s\S]*shop: prod tag=… · closed/],
    ['ada', '/flow dance', /do not know “dance”/],
  ];
  for (const [person, text, expected] of cases) assert.match(await command(house, person, text), expected);
  assert.equal(hostile.truth.started.size, 0);
});

test('a reason without "because" is not taken for a gate that nobody knows', async () => {
  await command(house, 'ada', '/deploy shop prod');
  await until('buttons', () => cardsOf(house.chat).some(({ card }) => approveOf(card)));
  assert.match(
    await command(house, 'chen', '/flow reject 1 周五不发布'),
    /没有名为“周五不发布”的审批.*go.*“因为”/,
  );
  assert.deepEqual(hostile.truth.settled, []);
  await command(house, 'chen', '/flow reject 1 因为周五不发布');
  await until('the rejection', () => hostile.truth.settled.length === 1);
});

test('a failed run is tried again, a running one is cancelled, and neither the other way round', async () => {
  await command(house, 'ada', '/deploy shop flaky');
  const failed = await until('the failure', () =>
    cardsOf(house.chat).find((one) => one.card.summary.includes('failed')),
  );
  assert.match(await command(house, 'dana', '/flow retry 1'), /may not/);
  assert.match(await command(house, 'ada', '/flow cancel 1'), /is over already/);
  assert.match(await command(house, 'ada', '/flow retry 1'), /tried again/);
  await until('success', () => failed.card.summary.includes('succeeded'));
  await command(house, 'ada', '/deploy shop long');
  const running = await until('the run', () =>
    cardsOf(house.chat).find((one) => one.card.summary.includes('running')),
  );
  assert.match(await command(house, 'ada', '/flow retry 2'), /is not over/);
  assert.match(await command(house, 'ada', '/flow cancel 2'), /being cancelled/);
  await until('the stop', () => running.card.summary.includes('stopped'));
  // Whoever has nothing to do with an environment sees nothing of it.
  assert.match(await command(house, 'dana', '/flow list'), /There is no run yet/);
  assert.match(await command(house, 'dana', '/flow status 2'), /may not see run #2/);
  assert.match(await command(house, 'ada', '/flow list'), /#2 {2}shop → long {2}stopped\n• #1/);
});

test('of two who retry at once one does, and the other is told so', async () => {
  await command(house, 'ada', '/deploy shop flaky');
  const failed = await until('the failure', () =>
    cardsOf(house.chat).find((one) => one.card.summary.includes('failed')),
  );
  const said = await Promise.all(['1', '#1'].map((run) => command(house, 'ada', `/flow retry ${run}`)));
  assert.equal(said.filter((text) => /tried again/.test(text)).length, 1, said.join(' | '));
  await until('success', () => failed.card.summary.includes('succeeded'));
  assert.doesNotMatch(JSON.stringify(failed.card), /did not retry/);
});

test('a gate that somebody settles in the engine is shown as such, and a late click is told so', async () => {
  const shown = await openGate();
  const approve = approveOf(shown.card);
  assert.ok(approve);
  const ref = (await runById(house.db.read, 1))?.ref ?? '';
  assert.ok(hostile.settleElsewhere(ref, 'approve'));
  await until('the end', () => shown.card.summary.includes('succeeded'));
  assert.match(JSON.stringify(shown.card), /closed in the engine by Somebody Else, not decided here/);
  assert.match(await click(house, 'ben', approve), /does not wait any more/);
});

test('a run that somebody starts in the engine is shown where it belongs', async () => {
  hostile.startElsewhere('fails-once', 'Somebody');
  await until('the run in the list', async () =>
    (await command(house, 'ada', '/flow list')).includes('shop → flaky'),
  );
});
