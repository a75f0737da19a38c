import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Event, MessageRef, Reply } from '../../../src/domain/event.ts';
import { UpstreamError } from '../../../src/errors.ts';
import { card } from '../../contracts/cards.ts';
import { outcome, signal, toldAlone } from '../../contracts/platform/expect.ts';
import { recording } from '../../contracts/recording.ts';
import { openSlackBench, ROOM, until } from './bench.ts';

type Bench = Awaited<ReturnType<typeof openSlackBench>>;

/** A card that Ada has clicked on, and her click. */
async function clicked(
  bench: Bench,
  reply: Reply = { kind: 'none' },
): Promise<{ ref: MessageRef; event: Event }> {
  const inbound = recording(() => reply);
  await bench.platform.start(inbound);
  const ref = await bench.platform.post(bench.room, card('choose'), 'key', signal());
  assert.equal(await bench.click(ref, 'approve'), true);
  const [event] = inbound.events;
  assert.ok(event);
  return { ref, event };
}

function updates({ slack }: Bench): number {
  return slack.calls.filter(({ method }) => method === 'chat.update').length;
}

function shown(bench: Bench): string {
  return bench
    .shown(bench.room)
    .map(({ text }) => text)
    .join();
}

void test('a click tells which message it was on, and its handle replaces that card without an edit', async () => {
  await using bench = await openSlackBench();
  const { ref, event } = await clicked(bench);
  assert.equal(event.clicked, ref.message);
  await bench.platform.edit(ref, card('decided'), 'key', signal(), event.handle);
  assert.match(shown(bench), /decided/);
  assert.doesNotMatch(shown(bench), /choose/);
  assert.equal(updates(bench), 0);
  assert.equal(bench.shown(bench.room).length, 1);
  assert.equal(bench.slack.messages(ROOM)[0]?.history.at(-1)?.by, 'response_url');
});

void test('a handle that is used up, unknown or missing is refused, and a plain edit still works', async () => {
  await using bench = await openSlackBench();
  const { ref, event } = await clicked(bench);
  const edit = (handle?: Event['handle']) => bench.platform.edit(ref, card('again'), 'key', signal(), handle);
  for (let use = 0; use < 5; use += 1) await edit(event.handle);
  await assert.rejects(edit(event.handle), outcome('rejected'));
  await assert.rejects(
    edit({ ...event.handle, responseUrl: `${event.handle['responseUrl']}x` }),
    outcome('rejected'),
  );
  await assert.rejects(edit({}), outcome('rejected', 'no-handle'));
  await bench.platform.edit(ref, card('by an edit'), 'key', signal());
  assert.match(shown(bench), /by an edit/);
});

void test('whether a request to a handle that broke off was done is not known', async () => {
  await using bench = await openSlackBench();
  const { ref, event } = await clicked(bench);
  for (const kind of ['drop', 'apply_then_fail'] as const) {
    bench.slack.faults.next('response_url', { kind });
    const lost = bench.platform.edit(ref, card(kind), 'key', signal(), event.handle);
    await assert.rejects(lost, outcome('unknown'));
  }
  assert.match(shown(bench), /apply_then_fail/);
  bench.slack.faults.next('response_url', { kind: 'status', status: 429 });
  const busy = bench.platform.edit(ref, card('busy'), 'key', signal(), event.handle);
  await assert.rejects(busy, (error: unknown) => {
    assert.ok(error instanceof UpstreamError && outcome('throttled')(error));
    assert.ok((error.retryAfterMs ?? 0) > 0);
    assert.ok(!JSON.stringify([error.message, error.stack]).includes(event.handle['responseUrl'] ?? ''));
    return true;
  });
});

void test('a quiet answer replaces what was clicked for everybody, and tells nobody anything', async () => {
  await using bench = await openSlackBench();
  const instead = card('it was decided');
  await clicked(bench, { kind: 'text', text: 'approved', tone: 'good', quiet: true, instead });
  await until(() => shown(bench).includes('it was decided'));
  assert.equal(toldAlone(bench), '');
  assert.equal(updates(bench), 0);
});

void test('an answer still reaches its person when what was clicked cannot be replaced', async () => {
  await using bench = await openSlackBench();
  bench.slack.faults.next('response_url', { kind: 'status', status: 404 });
  const instead = card('it was decided');
  await clicked(bench, { kind: 'text', text: 'too late', tone: 'bad', instead });
  await until(() => toldAlone(bench).includes('too late'));
  assert.match(shown(bench), /choose/);
});
