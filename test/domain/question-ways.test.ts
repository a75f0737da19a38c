import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOBODY, type Policy } from '../../src/domain/policy.ts';
import type { Question } from '../../src/domain/question-rights.ts';
import { waysOut } from '../../src/domain/question-ways.ts';
import { worldOf } from './world-of.ts';

const QUESTION: Omit<Question, 'policy'> = {
  openedAt: 0,
  initiator: 'ida',
  authors: [],
  state: 'open',
  votes: [],
};

function ways(change: Partial<Policy>, more: Partial<Question> = {}): string {
  const policy = { ...NOBODY, id: 'p', levels: [[{ count: 2, of: ['ada'] }]], ...change };
  return waysOut({ ...QUESTION, policy, ...more }, 10, worldOf({ void: [] })).join(' ');
}

test('only what really helps is among the ways out', () => {
  assert.equal(ways({ rejecters: ['void'] }), 'cancel policy');
  assert.equal(ways({}), 'reject cancel policy');
  assert.equal(ways({ breakGlass: ['max'] }), 'break-glass reject cancel policy');
  const escalation = { afterMs: 100, to: ['lee'] };
  assert.equal(ways({ escalation }), 'escalate reject cancel policy');
  assert.equal(ways({ escalation: { afterMs: 10, to: ['lee'] } }), 'reject cancel policy', 'that has been');
  assert.equal(ways({ escalation, expiresMs: 100 }), 'reject cancel policy', 'it has ended by then');
  const three = [[{ count: 3, of: ['ada'] }]];
  assert.equal(ways({ escalation, levels: three }), 'reject cancel policy', 'too few even then');
});

test('a vote that is taken back helps where its voter is needed elsewhere', () => {
  const vote = { person: 'ada', seat: 'ada', verdict: 'approve', level: 0, at: 1 } as const;
  const levels = [[{ count: 1, of: ['ada', 'bo'] }], [{ count: 1, of: ['ada'] }]];
  assert.equal(ways({ levels }, { votes: [vote] }), 'revoke reject cancel policy');
  assert.equal(ways({}, { votes: [vote] }), 'reject cancel policy');
});
