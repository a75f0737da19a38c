import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Policy } from '../../src/domain/policy.ts';
import { dueAt, escalatesAt, nextWake, remindersBy } from '../../src/domain/question-clock.ts';
import { OPENED_AT, questionOf } from './ballot.ts';

const NOTHING_YET = { reminders: 0, escalated: false };
const whole = questionOf({ expiresMs: 100, escalation: { afterMs: 40, to: ['lee'] }, remindMs: 30 });
const plain = questionOf();

/** What is due so many milliseconds after the question was put, as letters. */
function due(ms: number, passed = NOTHING_YET, question = whole): string {
  const { expired, escalate, remind } = dueAt(question, passed, OPENED_AT + ms);
  return `${remind ? 'r' : ''}${escalate ? 'e' : ''}${expired ? 'x' : ''}`;
}

test('each thing is due at its millisecond, and stays due until it was done', () => {
  const seen = [0, 29, 30, 39, 40, 99, 100, 500].map((ms) => due(ms));
  assert.deepEqual(seen, ['', '', 'r', 'r', 're', 're', 'rex', 'rex']);
  assert.equal(due(50, { reminders: 1, escalated: true }), '');
  assert.equal(due(60, { reminders: 1, escalated: true }), 'r');
  assert.equal(due(89, { reminders: 2, escalated: false }), 'e');
  assert.equal(due(90, { reminders: 2, escalated: true }), 'r');
});

test('of a policy that names no times nothing is ever due', () => {
  assert.equal(due(Number.MAX_SAFE_INTEGER / 2, NOTHING_YET, plain), '');
  assert.equal(nextWake(plain, NOTHING_YET), undefined);
  assert.equal(escalatesAt(plain), Number.POSITIVE_INFINITY);
  assert.equal(remindersBy(plain, OPENED_AT + 1_000_000), 0);
});

test('the clock comes back for whatever is next', () => {
  const next = (
    passed: { reminders: number; escalated: boolean },
    policy?: Partial<Policy>,
  ): number | undefined => {
    const at = nextWake(policy === undefined ? whole : questionOf(policy), passed);
    return at === undefined ? undefined : at - OPENED_AT;
  };
  assert.equal(next(NOTHING_YET), 30);
  assert.equal(next({ reminders: 1, escalated: false }), 40);
  assert.equal(next({ reminders: 1, escalated: true }), 60);
  assert.equal(next({ reminders: 3, escalated: true }), 100);
  assert.equal(next(NOTHING_YET, { escalation: { afterMs: 7, to: [] } }), 7);
  assert.equal(next({ reminders: 0, escalated: true }, { escalation: { afterMs: 7, to: [] } }), undefined);
  assert.equal(next(NOTHING_YET, { expiresMs: 9 }), 9);
  assert.equal(escalatesAt(whole), OPENED_AT + 40);
});

test('reminders that a pause has swallowed are not made up for', () => {
  assert.deepEqual(
    [0, 29, 30, 59, 60, 95].map((ms) => remindersBy(whole, OPENED_AT + ms)),
    [0, 0, 1, 1, 2, 3],
  );
});
