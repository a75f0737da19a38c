import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Delegation, type Level, NOBODY, type Policy } from '../../src/domain/policy.ts';
import { openPlaces } from '../../src/domain/question-fillers.ts';
import { nextSteps } from '../../src/domain/question-next.ts';
import type { Question, Vote } from '../../src/domain/question-rights.ts';
import { worldOf } from './world-of.ts';

const sre = { count: 1, of: ['sre'] };
const qa = { count: 1, of: ['qa'] };

function places(
  level: Level,
  votes: readonly string[],
  delegations: readonly Delegation[] = [],
  more: Partial<Policy> = {},
): string[] {
  const world = worldOf({ sre: ['sam', 'both'], qa: ['quinn', 'both'] }, delegations);
  const question: Question = {
    policy: { ...NOBODY, id: 'p', levels: [level], ...more },
    openedAt: 0,
    initiator: 'ida',
    authors: [],
    state: 'open',
    votes: votes.map((person): Vote => ({ person, seat: person, verdict: 'approve', level: 0, at: 1 })),
  };
  const step = nextSteps(question, 2, world).find(({ kind }) => kind === 'approve');
  if (step?.kind !== 'approve') return [];
  return openPlaces(question, step, 2, world).map(({ count, of, fillers }) => {
    const who = fillers.map(({ person, seat }) => (person === seat ? person : `${person} for ${seat}`));
    return `${count} of ${of.join()}: ${who.join(', ')}`;
  });
}

test('somebody of two groups is named for both', () => {
  assert.deepEqual(places([sre, qa], []), ['1 of sre: sam, both', '1 of qa: both, quinn']);
});

test('whoever makes room for somebody else is named where that one moves to', () => {
  assert.deepEqual(places([sre, qa], ['both']), ['1 of qa: sam, quinn']);
});

test('a seat that is taken is nobody’s, and a borrowed one is named', () => {
  const held: Delegation[] = [
    { from: 'sam', to: 'dele', since: 0, until: 9 },
    { from: 'quinn', to: 'dele', since: 0, until: 9 },
  ];
  assert.deepEqual(places([sre, qa], ['sam'], held), ['1 of qa: both, quinn, dele for quinn']);
});

test('whoever came by escalation is named for every list', () => {
  const escalation = { afterMs: 1, to: ['esa'] };
  assert.deepEqual(places([sre, qa], [], [], { escalation }), [
    '1 of sre: sam, both, esa',
    '1 of qa: both, quinn, esa',
  ]);
});
