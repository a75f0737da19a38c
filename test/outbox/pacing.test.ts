import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createPacing, type PacedCall, type Pacing, type Place } from '../../src/outbox/pacing.ts';
import type { PlatformLimits } from '../../src/platforms/platform.ts';

const limits: PlatformLimits = {
  postPerRoom: [{ count: 1, perMs: 1000 }],
  post: [
    { count: 5, perMs: 10_000 },
    { count: 3, perMs: 2000 },
  ],
  edit: [{ count: 10, perMs: 60_000 }],
  editPerMessage: [{ count: 2, perMs: 1000 }],
  settleMs: 30_000,
  requestMs: 10_000,
};
const platform = { id: 'chat', limits };

/** A call that is answered at once. */
function call(pacing: Pacing, wanted: PacedCall, now: number): number {
  const place = pacing.take(platform, wanted, now);
  if (typeof place === 'number') return place;
  place.use();
  place.end(now);
  return 0;
}

test('no window of time ever holds more calls than the limit, whenever the vendor counts them, and whoever waits as told gets in', () => {
  const step = fc.record({
    after: fc.integer({ min: 0, max: 3000 }),
    /** Until the answer; the vendor counts the call at some moment in between. */
    takes: fc.integer({ min: 0, max: 2500 }),
    counted: fc.double({ min: 0, max: 1, noNaN: true }),
    kind: fc.constantFrom('post', 'edit'),
    room: fc.constantFrom('a', 'b'),
    message: fc.constantFrom('1', '2'),
    urgent: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const pacing = createPacing();
      const taken: { at: number; call: PacedCall }[] = [];
      let ends: { at: number; place: Place }[] = [];
      let now = 1_000_000;
      const pass = (until: number): void => {
        for (const { at, place } of ends.filter((one) => one.at <= until).sort((a, b) => a.at - b.at))
          place.end(at);
        ends = ends.filter((one) => one.at > until);
        now = until;
      };
      for (const { after, takes, counted, kind, room, message, urgent } of steps) {
        pass(now + after);
        const wanted: PacedCall =
          kind === 'post' ? { kind: 'post', room, urgent } : { kind: 'edit', room, message, urgent };
        const place = pacing.take(platform, wanted, now);
        if (typeof place === 'number') {
          assert.ok(place > 0);
          continue;
        }
        place.use();
        ends.push({ at: now + takes, place });
        taken.push({ at: now + takes * counted, call: wanted });
      }
      for (const { at } of taken) {
        const within = (ms: number, is: (call: PacedCall) => boolean): number =>
          taken.filter((one) => one.at > at - ms && one.at <= at && is(one.call)).length;
        assert.ok(within(60_000, ({ kind }) => kind === 'edit') <= 10);
        assert.ok(within(10_000, ({ kind }) => kind === 'post') <= 5);
        assert.ok(within(2000, ({ kind }) => kind === 'post') <= 3);
        for (const room of ['a', 'b']) {
          assert.ok(within(1000, (one) => one.kind === 'post' && one.room === room) <= 1);
          const edited = (one: PacedCall) => one.kind === 'edit' && one.room === room && one.message === '1';
          assert.ok(within(1000, edited) <= 2);
        }
      }
      pass(now + 2500);
      const post: PacedCall = { kind: 'post', room: 'a', urgent: true };
      const wait = call(pacing, post, now);
      if (wait > 0) assert.equal(call(pacing, post, now + wait), 0);
    }),
  );
});

test('a call that was not made gives its place back, one that is under way keeps it', () => {
  const pacing = createPacing();
  const post: PacedCall = { kind: 'post', room: 'a', urgent: true };
  const unused = pacing.take(platform, post, 0);
  assert.ok(typeof unused !== 'number');
  assert.ok(typeof pacing.take(platform, post, 0) === 'number', 'one at a time in a room');
  unused.end(0);
  const used = pacing.take(platform, post, 0);
  assert.ok(typeof used !== 'number');
  used.use();
  assert.ok(typeof pacing.take(platform, post, 5000) === 'number', 'nobody knows when the vendor counts it');
  used.end(6000);
  assert.equal(pacing.take(platform, post, 6400), 600);
  assert.equal(call(pacing, post, 7000), 0);
});

test('half of the edits of a minute are kept for gates, decisions and ends', () => {
  const pacing = createPacing();
  let message = 0;
  const edit = (urgent: boolean) => {
    message += 1;
    return call(pacing, { kind: 'edit', room: 'a', message: String(message), urgent }, 0);
  };
  for (let i = 0; i < 5; i += 1) assert.equal(edit(false), 0);
  assert.ok(edit(false) > 0);
  for (let i = 0; i < 5; i += 1) assert.equal(edit(true), 0);
  assert.equal(edit(true), 60_000);
});

test('after the vendor said when to come back nothing goes to that room before', () => {
  const pacing = createPacing();
  const post = (room: string, now: number) => call(pacing, { kind: 'post', room, urgent: true }, now);
  pacing.block('chat', 'post', 'a', 5000);
  assert.equal(post('a', 1000), 4000);
  assert.equal(post('b', 1000), 0);
  assert.equal(post('a', 5000), 0);
});
