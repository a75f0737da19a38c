import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFirstReading, FIRST_READING_MS } from '../../src/intake/first-reading.ts';
import { createHandClock } from '../fakes/hand-clock.ts';

const OPEN = 'open';

function stateOf({ ended }: ReturnType<typeof createFirstReading>): Promise<string> {
  // What is resolved already goes before.
  return Promise.race([ended, new Promise<string>((resolve) => setImmediate(() => resolve(OPEN)))]);
}

test('where no chat matters nothing is waited for', async () => {
  assert.equal(await stateOf(createFirstReading([], createHandClock())), 'read');
});

test('it ends when each chat has been asked once', async () => {
  const clock = createHandClock();
  const first = createFirstReading(['one', 'two'], clock);
  first.start();
  first.heard('one');
  first.heard('one');
  first.heard('three');
  assert.equal(await stateOf(first), OPEN);
  first.heard('two');
  assert.equal(await stateOf(first), 'read');
});

test('it ends after ten seconds, and the time before the start does not count', async () => {
  const clock = createHandClock();
  const first = createFirstReading(['one'], clock);
  await clock.turn(2 * FIRST_READING_MS);
  first.start();
  await clock.turn(FIRST_READING_MS - 1);
  assert.equal(await stateOf(first), OPEN);
  await clock.turn(1);
  assert.equal(await stateOf(first), 'late');
});

test('it ends with the ring', async () => {
  const first = createFirstReading(['one'], createHandClock());
  first.start();
  first.stop();
  assert.equal(await stateOf(first), 'stopped');
});
