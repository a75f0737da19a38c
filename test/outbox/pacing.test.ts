import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createPacing, type PacedCall } from '../../src/outbox/pacing.ts';
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

test('no window of time ever holds more calls than the limit, and whoever waits as told gets in', () => {
  const step = fc.record({
    after: fc.integer({ min: 0, max: 3000 }),
    kind: fc.constantFrom('post', 'edit'),
    room: fc.constantFrom('a', 'b'),
    message: fc.constantFrom('1', '2'),
    urgent: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const pacing = createPacing();
      const taken: { at: number; call: PacedCall }[] = [];
      let now = 1_000_000;
      for (const { after, kind, room, message, urgent } of steps) {
        now += after;
        const call: PacedCall =
          kind === 'post' ? { kind: 'post', room, urgent } : { kind: 'edit', room, message, urgent };
        const wait = pacing.take(platform, call, now);
        assert.ok(wait >= 0);
        if (wait === 0) taken.push({ at: now, call });
      }
      for (const { at } of taken) {
        const within = (ms: number, is: (call: PacedCall) => boolean): number =>
          taken.filter((one) => one.at > at - ms && one.at <= at && is(one.call)).length;
        assert.ok(within(60_000, ({ kind }) => kind === 'edit') <= 10);
        assert.ok(within(10_000, ({ kind }) => kind === 'post') <= 5);
        assert.ok(within(2000, ({ kind }) => kind === 'post') <= 3);
        for (const room of ['a', 'b']) {
          assert.ok(within(1000, (call) => call.kind === 'post' && call.room === room) <= 1);
          const edited = (call: PacedCall) =>
            call.kind === 'edit' && call.room === room && call.message === '1';
          assert.ok(within(1000, edited) <= 2);
        }
      }
      const post: PacedCall = { kind: 'post', room: 'a', urgent: true };
      const wait = pacing.take(platform, post, now);
      if (wait > 0) assert.equal(pacing.take(platform, post, now + wait), 0);
    }),
  );
});

test('half of the edits of a minute are kept for gates, decisions and ends', () => {
  const pacing = createPacing();
  let message = 0;
  const edit = (urgent: boolean) => {
    message += 1;
    return pacing.take(platform, { kind: 'edit', room: 'a', message: String(message), urgent }, 0);
  };
  for (let i = 0; i < 5; i += 1) assert.equal(edit(false), 0);
  assert.ok(edit(false) > 0);
  for (let i = 0; i < 5; i += 1) assert.equal(edit(true), 0);
  assert.equal(edit(true), 60_000);
});

test('after the vendor said when to come back nothing goes to that room before', () => {
  const pacing = createPacing();
  const post = (room: string, now: number) =>
    pacing.take(platform, { kind: 'post', room, urgent: true }, now);
  pacing.block('chat', 'post', 'a', 5000);
  assert.equal(post('a', 1000), 4000);
  assert.equal(post('b', 1000), 0);
  assert.equal(post('a', 5000), 0);
});
