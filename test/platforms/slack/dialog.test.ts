import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Form } from '../../../src/domain/card.ts';
import type { Event, Reply } from '../../../src/domain/event.ts';
import { UpstreamError } from '../../../src/errors.ts';
import type { SlackSimulator } from '../../../src/simulator/slack/simulator.ts';
import { card } from '../../contracts/cards.ts';
import { recording, text } from '../../contracts/recording.ts';
import { ADA, openSlackBench, ROOM, until } from './bench.ts';

const form: Form = {
  title: 'Reject shop → prod with a reason',
  text: 'Why?',
  fields: [{ id: 'reason', label: 'Reason', kind: 'lines', required: true, maxLength: 500 }],
  submit: 'Reject',
  cancel: 'Cancel',
  instead: 'Reply with the reason.',
  subject: { approval: 7, attempt: 'attempt-1', verdict: 'reject' },
};

/** A click opens the dialog; what is sent with it gets the replies in turn. */
function asking(...answers: Reply[]): (event: Event) => Reply {
  return (event) => {
    if (event.deed.kind !== 'form') return { kind: 'form', form };
    return answers.shift() ?? { kind: 'none' };
  };
}

async function openDialog(bench: Awaited<ReturnType<typeof openSlackBench>>): Promise<string> {
  const ref = await bench.platform.post(bench.room, card('choose'), 'key', AbortSignal.timeout(5_000));
  assert.equal(await bench.click(ref, 'reject'), true);
  await until(() => bench.slack.views(ADA).length === 1);
  return bench.slack.views(ADA)[0]?.id ?? '';
}

function fieldOf(slack: SlackSimulator): Record<string, string> {
  const [view] = slack.views(ADA);
  return view?.errors ?? {};
}

void test('a reject button opens the dialog, and what is sent names the same gate', async () => {
  await using bench = await openSlackBench();
  const inbound = recording(asking());
  await bench.platform.start(inbound);
  const view = await openDialog(bench);
  await until(() => inbound.answered.length === 1);
  const outcome = await bench.slack.people.submitView(view, { 'field:reason': 'tests are red & <slow>' });
  assert.equal(outcome.acked, true);
  const [click, sent] = inbound.events;
  assert.deepEqual(sent?.deed, {
    kind: 'form',
    approval: 7,
    attempt: 'attempt-1',
    verdict: 'reject',
    values: { reason: 'tests are red & <slow>' },
  });
  assert.equal(sent?.conversation, click?.conversation);
  assert.deepEqual(sent?.room, click?.room);
  assert.deepEqual(bench.slack.views(ADA), [], 'it is closed');
  assert.deepEqual(inbound.answered, [1, 2]);
});

void test('field errors keep the dialog open, and sending it again is another event', async () => {
  await using bench = await openSlackBench();
  const inbound = recording(
    asking({ kind: 'field-errors', errors: { reason: 'say more', elsewhere: 'and this' } }),
  );
  await bench.platform.start(inbound);
  const view = await openDialog(bench);
  await bench.slack.people.submitView(view, { 'field:reason': 'no' });
  assert.deepEqual(fieldOf(bench.slack), { 'field:reason': 'say more and this' });
  await bench.slack.people.submitView(view, { 'field:reason': 'no, the tests are red' });
  assert.deepEqual(bench.slack.views(ADA), []);
  assert.equal(inbound.events.length, 3);
});

void test('a text takes the place of the dialog', async () => {
  await using bench = await openSlackBench();
  await bench.platform.start(recording(asking({ kind: 'text', text: 'too late: *approved*', tone: 'bad' })));
  const view = await openDialog(bench);
  await bench.slack.people.submitView(view, { 'field:reason': 'no' });
  const [shown] = bench.slack.views(ADA);
  assert.match(JSON.stringify(shown?.view.blocks).replaceAll('\u200B', ''), /too late: \*approved\*/);
  assert.equal(shown?.failed, undefined);
});

void test('an empty field arrives as an empty text', async () => {
  await using bench = await openSlackBench();
  const inbound = recording(asking());
  await bench.platform.start(inbound);
  await bench.slack.people.submitView(await openDialog(bench), {});
  const deed = inbound.events[1]?.deed;
  assert.ok(deed?.kind === 'form');
  assert.deepEqual(deed.values, { reason: '' });
});

void test('a dialog whose trigger died is trigger-dead, for the inbox to say "click again"', async () => {
  await using bench = await openSlackBench();
  const inbound = recording(() => text('received'));
  await bench.platform.start(inbound);
  const ref = await bench.platform.post(bench.room, card('choose'), 'key', AbortSignal.timeout(5_000));
  await bench.click(ref, 'reject');
  const [event] = inbound.events;
  assert.ok(event);
  const dead = (error: unknown): boolean =>
    error instanceof UpstreamError && error.outcome === 'rejected' && error.code === 'trigger-dead';
  const signal = AbortSignal.timeout(5_000);
  // By our clock, without asking Slack.
  const late = { ...event, handleUntil: event.handleUntil - 4_000 };
  await assert.rejects(bench.platform.answer(late, { kind: 'form', form }, signal), dead);
  assert.ok(!bench.slack.calls.some(({ method }) => method === 'views.open'));
  // By Slack's: a trigger opens one dialog.
  await bench.platform.answer(event, { kind: 'form', form }, signal);
  await assert.rejects(bench.platform.answer(event, { kind: 'form', form }, signal), dead);
});

void test('a dialog that could not be opened is not counted as delivered', async () => {
  await using bench = await openSlackBench();
  const inbound = recording(asking());
  await bench.platform.start(inbound);
  const ref = await bench.platform.post(bench.room, card('choose'), 'key', AbortSignal.timeout(5_000));
  bench.slack.faults.next('views.open', { kind: 'error', error: 'expired_trigger_id' });
  assert.equal(await bench.click(ref, 'reject'), true);
  await until(() => bench.slack.calls.some(({ method }) => method === 'views.open'));
  bench.say('hello', { thread: ref.message });
  await until(() => inbound.answered.length > 0 || inbound.events.length === 2);
  assert.ok(!inbound.answered.includes(1));
});

void test('late answers to a dialog and to a thread appear where they were asked, for that person alone', async () => {
  await using bench = await openSlackBench();
  const inbound = recording(asking());
  await bench.platform.start(inbound);
  await bench.slack.people.submitView(await openDialog(bench), { 'field:reason': 'no' });
  const root = bench.slack.messages(ROOM)[0]?.ts ?? '';
  bench.say('reject', { thread: root });
  await until(() => inbound.events.length === 3);
  const [, sent, reply] = inbound.events;
  assert.ok(sent && reply);
  const signal = AbortSignal.timeout(5_000);
  await bench.platform.answer(sent, text('for the dialog'), signal);
  await bench.platform.answer(reply, text('for the reply'), signal);
  const [first, second] = bench.slack.ephemerals(ADA).slice(-2);
  assert.equal(first?.text, 'for the dialog');
  assert.deepEqual([second?.text, second?.threadTs], ['for the reply', root]);
});

void test('what the card shows already is not said again, except where saying it is free', async () => {
  await using bench = await openSlackBench();
  const inbound = recording(() => ({ kind: 'text', text: 'approved', tone: 'good', quiet: true }));
  await bench.platform.start(inbound);
  const ref = await bench.platform.post(bench.room, card('choose'), 'key', AbortSignal.timeout(5_000));
  await bench.click(ref, 'approve');
  await until(() => inbound.answered.length === 1);
  assert.deepEqual(bench.whispers(), []);
  await bench.command('flow', 'list');
  await until(() => inbound.answered.length === 2);
  assert.match(bench.whispers().join(), /approved/);
});
