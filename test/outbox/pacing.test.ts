import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createPacing } from '../../src/outbox/pacing.ts';
import type { PlatformLimits } from '../../src/platforms/platform.ts';

const limits: PlatformLimits = {
  postPerRoom: { count: 1, perMs: 1000 },
  post: { count: 5, perMs: 10_000 },
  edit: { count: 10, perMs: 60_000 },
  editSpacingMs: 1000,
  settleMs: 30_000,
  requestMs: 10_000,
};
const platform = { id: 'chat', limits };

test('no window of time ever holds more calls than the limit, and whoever waits as told gets in', () => {
  const step = fc.record({
    after: fc.integer({ min: 0, max: 3000 }),
    kind: fc.constantFrom('post', 'edit'),
    room: fc.constantFrom('a', 'b'),
    urgent: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const pacing = createPacing();
      const taken: { at: number; kind: string; room: string }[] = [];
      let now = 1_000_000;
      for (const { after, kind, room, urgent } of steps) {
        now += after;
        const wait = pacing.take(platform, kind as 'post' | 'edit', room, urgent, now);
        assert.ok(wait >= 0);
        if (wait === 0) taken.push({ at: now, kind, room });
      }
      for (const { at } of taken) {
        const within = (ms: number) => taken.filter((one) => one.at > at - ms && one.at <= at);
        assert.ok(within(60_000).filter((one) => one.kind === 'edit').length <= 10);
        assert.ok(within(10_000).filter((one) => one.kind === 'post').length <= 5);
        for (const room of ['a', 'b'])
          assert.ok(within(1000).filter((one) => one.kind === 'post' && one.room === room).length <= 1);
      }
      const wait = pacing.take(platform, 'post', 'a', true, now);
      if (wait > 0) assert.equal(pacing.take(platform, 'post', 'a', true, now + wait), 0);
    }),
  );
});

test('the last edits of a minute are kept for gates and ends', () => {
  const pacing = createPacing();
  const edit = (urgent: boolean) => pacing.take(platform, 'edit', 'a', urgent, 0);
  for (let i = 0; i < 8; i += 1) assert.equal(edit(false), 0);
  assert.ok(edit(false) > 0);
  assert.equal(edit(true), 0);
  assert.equal(edit(true), 0);
  assert.equal(edit(true), 60_000);
});

test('after the vendor said when to come back nothing goes to that room before', () => {
  const pacing = createPacing();
  pacing.block('chat', 'post', 'a', 5000);
  assert.equal(pacing.take(platform, 'post', 'a', true, 1000), 4000);
  assert.equal(pacing.take(platform, 'post', 'b', true, 1000), 0);
  assert.equal(pacing.take(platform, 'post', 'a', true, 5000), 0);
});
