import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { Action } from '../../src/domain/card.ts';
import type { Reply } from '../../src/domain/event.ts';
import { until } from '../until.ts';
import {
  approveOf,
  cardsOf,
  command,
  eventOf,
  type House,
  openHostile,
  openHouse,
  perform,
} from './harness.ts';

let house: House;

beforeEach(async () => {
  const hostile = openHostile();
  house = await openHouse([hostile.engine]);
});

afterEach(async () => {
  await house.close();
});

async function openGate(): Promise<Action> {
  await command(house, 'ada', '/deploy shop asking');
  return await until('an open gate', () => {
    const [card] = cardsOf(house.chat);
    return card && approveOf(card.card);
  });
}

async function fill(person: string, gate: Action, values: Record<string, string>): Promise<Reply> {
  const { approval, attempt, verdict } = gate;
  const { reply } = await perform(
    house,
    eventOf(person, { kind: 'form', approval, attempt, verdict, values }),
  );
  return reply;
}

/** What the engine is told of what was filled in. */
async function answers(): Promise<unknown> {
  const { db } = house;
  const calls = await db.read.select().from(db.schema.engineCalls);
  return calls.flatMap(({ payload }) => (payload.kind === 'decide' ? [payload.answers] : []));
}

async function votes() {
  const { db } = house;
  return await db.read.select().from(db.schema.decisions);
}

test('an approval is asked for its fields and its reason, each person in their language', async () => {
  const gate = await openGate();
  const fields = [
    ['ticket', 'line', true],
    ['window', 'choice', false],
    ['reason', 'lines', true],
  ];
  assert.deepEqual(
    gate.asks?.fields.map(({ id, kind, required }) => [id, kind, required]),
    fields,
  );
  assert.equal(
    gate.asks?.instead,
    `This approval asks for more than a click. Write: /flow approve 1 ticket="…" window="…" because …
ticket: Change ticket
window: Window (now, to night) · may be left out`,
  );
  const { approval, attempt, verdict } = gate;
  const { reply } = await perform(house, eventOf('ben', { kind: 'click', approval, attempt, verdict }));
  assert.ok(reply.kind === 'form');
  assert.deepEqual(
    reply.form.fields.map(({ id, kind, required }) => [id, kind, required]),
    fields,
  );
  assert.equal(reply.form.text, 'Run #1: shop → asking. To approve “go”, please fill this in.');
  await fill('ben', gate, { ticket: 'OPS-7', reason: 'fine' });
  const chen = await perform(house, eventOf('chen', { kind: 'click', approval, attempt, verdict }));
  assert.ok(chen.reply.kind === 'form');
  assert.match(chen.reply.form.instead, /^此审批还需要填写内容。请输入：.flow approve 1 ticket="…"/);
  assert.match(chen.reply.form.instead, /window：Window \(now、to night\) · 可不填$/);
});

test('what is missing, wrong or too long is said by its field, and nothing is decided', async () => {
  const gate = await openGate();
  assert.deepEqual(await fill('ben', gate, { ticket: ' ', window: 'tomorrow', reason: '' }), {
    kind: 'field-errors',
    errors: {
      reason: 'Please say why.',
      ticket: 'Please fill in “Change ticket”.',
      window: '“tomorrow” is none of the values of “Window”: now, to night.',
    },
  });
  assert.deepEqual(await fill('ben', gate, { ticket: 'x'.repeat(257), reason: 'fine' }), {
    kind: 'field-errors',
    errors: { ticket: '“Change ticket” is too long: at most 256 characters.' },
  });
  assert.deepEqual(await votes(), []);
});

test('what was filled in is kept with each vote and goes to the engine; the later word counts', async () => {
  const gate = await openGate();
  const stray = { ticket: ' OPS-7 ', window: '', reason: 'fine', other: 'x' };
  assert.match(JSON.stringify(await fill('ben', gate, stray)), /counts\. It still waits for: Chen, Dana/);
  await fill('dana', gate, { ticket: 'OPS-8', window: 'to night', reason: 'go' });
  assert.deepEqual(
    (await votes()).map(({ person, fields, reason }) => [person, fields, reason]),
    [
      ['ben', { ticket: 'OPS-7' }, 'fine'],
      ['dana', { ticket: 'OPS-8', window: 'to night' }, 'go'],
    ],
  );
  assert.deepEqual(await answers(), [{ ticket: 'OPS-8', window: 'to night' }]);
});

test('typed: the whole form in one line, and what is wrong with it is told with the line that works', async () => {
  await openGate();
  const usage = '/flow approve 1 ticket="…" window="…" because …';
  const say = (text: string) => command(house, 'ben', text);
  assert.match(await say('/flow approve 1'), new RegExp(`reason\\. Write: ${usage}$`));
  assert.match(await say('/flow approve 1 because fine'), new RegExp(`or write: ${usage}$`));
  assert.match(
    await say('/flow approve 1 ticket=OPS-7 windwo=now because fine'),
    /called “windwo” is asked for, so nothing was decided\. What can be filled in: ticket, window/,
  );
  assert.match(
    await say('/flow approve 1 ticket=OPS-7 window=later because fine'),
    /“later” is none of the values of “Window”: now, to night/,
  );
  assert.match(await say('/flow reject 1 ticket=OPS-7 because no'), /called “ticket” is asked for/);
  assert.match(await command(house, 'dana', '/flow break-glass 1'), /Write: .flow break-glass 1 because …/);
  assert.deepEqual(await votes(), []);
  assert.match(await say('/flow approve 1 ticket=OPS-7 window="to night" because fine'), /counts/);
  assert.deepEqual((await votes())[0]?.fields, { ticket: 'OPS-7', window: 'to night' });
});

test('an emergency need not fill in the form, and the engine hears of it alone', async () => {
  await openGate();
  await command(house, 'ben', '/flow approve 1 ticket=OPS-7 because fine');
  assert.match(await command(house, 'dana', '/flow break-glass 1 because fire'), /approved/);
  assert.deepEqual(await answers(), [{}]);
  const { db } = house;
  const calls = await db.read.select().from(db.schema.engineCalls);
  const told = calls.flatMap(({ payload }) => (payload.kind === 'decide' ? [payload] : []));
  assert.deepEqual([told[0]?.by, told[0]?.reason], ['Dana', 'fire']);
});
