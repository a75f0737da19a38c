import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Delegation } from '../../src/domain/policy.ts';
import { seatsOf } from '../../src/domain/seats.ts';
import { worldOf } from './world-of.ts';

const GROUPS = { sre: ['ada', 'bo'] };

function hands(from: string, to: string, since = 0, until = 100): Delegation {
  return { from, to, since, until };
}

test('somebody sits in their own seat when the list names them or a group of theirs', () => {
  const world = worldOf(GROUPS);
  assert.deepEqual(seatsOf('ada', ['sre'], 50, world), ['ada']);
  assert.deepEqual(seatsOf('cy', ['sre', 'cy'], 50, world), ['cy']);
  assert.deepEqual(seatsOf('cy', ['sre'], 50, world), []);
  assert.deepEqual(seatsOf('ada', [], 50, world), []);
});

test('who took over a right sits in the seat of its owner, after their own', () => {
  const world = worldOf(GROUPS, [hands('ada', 'bo'), hands('ada', 'cy'), hands('dee', 'cy')]);
  assert.deepEqual(seatsOf('bo', ['sre'], 50, world), ['bo', 'ada']);
  assert.deepEqual(seatsOf('cy', ['sre'], 50, world), ['ada']);
  assert.deepEqual(seatsOf('cy', ['cy', 'dee', 'sre'], 50, world), ['cy', 'ada', 'dee']);
  assert.deepEqual(seatsOf('ada', ['cy'], 50, world), []);
  assert.deepEqual(seatsOf('cy', [], 50, world), []);
});

test('a right is handed on, and a circle gives each seat once', () => {
  const chain = [hands('ada', 'cy'), hands('cy', 'dee')];
  assert.deepEqual(seatsOf('dee', ['sre'], 50, worldOf(GROUPS, chain)), ['ada']);
  const circle = worldOf(GROUPS, [...chain, hands('dee', 'ada')]);
  assert.deepEqual(seatsOf('dee', ['sre', 'cy', 'dee'], 50, circle), ['dee', 'cy', 'ada']);
  assert.deepEqual(seatsOf('ada', ['sre'], 50, circle), ['ada']);
});

test('a delegation holds from its first millisecond to the one before its end', () => {
  const world = worldOf(GROUPS, [hands('ada', 'cy', 10, 20)]);
  const times = [9, 10, 19, 20].map((at) => seatsOf('cy', ['sre'], at, world).length);
  assert.deepEqual(times, [0, 1, 1, 0]);
});

test('whatever is handed to whom, nobody gets a seat that the list does not have, and none twice', () => {
  const person = fc.constantFrom('ada', 'bo', 'cy', 'dee', 'eve');
  const delegation = fc.record({ from: person, to: person, since: fc.nat(9), until: fc.nat(9) });
  fc.assert(
    fc.property(
      person,
      fc.array(person),
      fc.nat(9),
      fc.array(delegation, { maxLength: 8 }),
      (who, list, at, all) => {
        const seats = seatsOf(who, list, at, worldOf({}, all));
        assert.equal(new Set(seats).size, seats.length);
        for (const seat of seats) {
          assert.ok(list.some((one) => one === seat));
          assert.ok(
            seat === who || all.some(({ from, since, until }) => from === seat && since <= at && at < until),
          );
        }
        assert.equal(list.includes(who), seats[0] === who);
      },
    ),
  );
});
