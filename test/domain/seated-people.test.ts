import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seatedPeople } from '../../src/domain/question.ts';
import { after, GROUPS, questionOf, says, WORLD } from './ballot.ts';
import { worldOf } from './world-of.ts';

/** One of sre and one of dba, then one of leads; Cy belongs to the first two. */
const question = questionOf({
  levels: [
    [
      { count: 1, of: ['sre'] },
      { count: 1, of: ['dba'] },
    ],
    [{ count: 1, of: ['leads'] }],
  ],
  rejections: 2,
});

test('those are seated whose approvals fill a place, on every level', () => {
  assert.deepEqual(seatedPeople(question, WORLD), []);
  const level = after(question, [says('ada', 'approve'), says('cy', 'approve')]);
  assert.deepEqual(
    seatedPeople(level, WORLD).toSorted(),
    ['ada', 'cy'],
    'nobody is put out where both find a place',
  );
  const other = after(question, [says('cy', 'approve'), says('ada', 'approve'), says('lee', 'approve')]);
  assert.deepEqual(seatedPeople(other, WORLD).toSorted(), ['ada', 'cy', 'lee']);
});

test('whoever rejects, or has left since, sits nowhere', () => {
  const voted = after(question, [says('ada', 'approve'), says('bo', 'reject')]);
  assert.deepEqual(seatedPeople(voted, WORLD), ['ada']);
  const without = worldOf({ ...GROUPS, sre: ['bo', 'cy'] });
  assert.deepEqual(seatedPeople(voted, without), []);
});
