import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../src/time.ts';

/** The longest that a timer of Node takes, in milliseconds: almost 25 days. */
const LONGEST = 2 ** 31 - 1;

test('a timer may be longer than the longest of Node, and is cancelled in any part of it', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let fired = 0;
  systemClock.after(2 * LONGEST + 1000, () => {
    fired += 1;
  });
  const cancel = systemClock.after(2 * LONGEST + 1000, () => assert.fail('it was cancelled'));
  for (const ms of [LONGEST, LONGEST, 999]) t.mock.timers.tick(ms);
  assert.equal(fired, 0);
  cancel();
  t.mock.timers.tick(1);
  assert.equal(fired, 1);
});
