import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Level } from '../../src/domain/policy.ts';
import { advance, filled, fixPolicy, levelOf, placesLeft, uncountedNow } from '../../src/domain/question.ts';
import type { Vote } from '../../src/domain/question-rights.ts';
import { after, GROUPS, OPENED_AT, outcome, questionOf, says, WORLD } from './ballot.ts';
import { worldOf } from './world-of.ts';

const one = (...of: string[]) => ({ count: 1, of });
const two = (...of: string[]) => ({ count: 2, of });

test('a level is filled by different people, a person of two groups where they are needed', () => {
  type Case = { levels: Level[]; approve: string; state: string; left?: string };
  const cases: Case[] = [
    { levels: [[one('sre')]], approve: 'ada', state: 'approved' },
    { levels: [[two('sre')]], approve: 'ada', state: 'open' },
    { levels: [[two('sre')]], approve: 'ada bo', state: 'approved' },
    { levels: [[one('sre'), one('dba')]], approve: 'cy', state: 'open' },
    { levels: [[one('sre'), one('dba')]], approve: 'cy ada', state: 'approved' },
    { levels: [[one('sre'), one('dba')]], approve: 'cy dee', state: 'approved' },
    { levels: [[one('sre')], [one('dba')]], approve: 'ada', state: 'open' },
    { levels: [[one('sre')], [one('dba')]], approve: 'ada dee', state: 'approved' },
    { levels: [[two('sre')], [one('cy'), one('leads')]], approve: 'ada bo lee cy', state: 'approved' },
    { levels: [[two('sre', 'dba'), two('leads', 'bo', 'cy')]], approve: 'bo cy ada lee', state: 'approved' },
  ];
  for (const { levels, approve, state } of cases) {
    const deeds = approve.split(' ').map((person) => says(person, 'approve'));
    assert.equal(after(questionOf({ levels }), deeds).state, state, `${JSON.stringify(levels)} ${approve}`);
  }
});

test('what is not needed is not taken: a full place, another level, the same word again', () => {
  const quotas = questionOf({ levels: [[one('sre'), one('dba')]] });
  assert.equal(outcome(after(quotas, [says('ada', 'approve')]), says('bo', 'approve')), 'not-needed');
  assert.equal(outcome(after(quotas, [says('ada', 'approve')]), says('ada', 'approve')), 'voted-already');
  assert.equal(
    outcome(questionOf({ levels: [[one('sre')], [one('dba')]] }), says('dee', 'approve')),
    'not-needed',
  );
});

test('nobody is never approved: no level, an empty list or group, a level without places', () => {
  const never: Level[][] = [
    [],
    [[]],
    [[one()]],
    [[one('void')]],
    [[{ count: 0, of: ['sre'] }]],
    [[{ count: 'all', of: ['sre'] }]],
  ];
  for (const levels of never) {
    const question = questionOf({ levels });
    for (const person of ['ada', 'dee', 'nobody'])
      assert.notEqual(outcome(question, says(person, 'approve')), 'moved');
    assert.equal(outcome(question, { kind: 'tick', at: OPENED_AT }), 'nothing-due');
  }
  // Nor when there is a real list beside it, and somebody is escalated to.
  const levels = [[one('sre'), one()]];
  const half = after(questionOf({ levels, escalation: { afterMs: 1, to: ['lee'] } }), [
    says('ada', 'approve'),
  ]);
  assert.equal(outcome(half, says('lee', 'approve', OPENED_AT + 1)), 'not-needed');
  const escalation = { afterMs: 0, to: ['lee'] };
  const closed: Level[][] = [[[one('sre')], []], [[one('sre'), { count: 'all', of: ['dba'] }]]];
  for (const levels of closed) {
    const filledOnce = after(questionOf({ levels, escalation }), [says('ada', 'approve')]);
    assert.equal(filledOnce.state, 'open');
    assert.equal(outcome(filledOnce, says('lee', 'approve')), 'not-needed');
  }
  assert.equal(levelOf(questionOf({ levels: [] }), WORLD), -1);
  const none = questionOf({ levels: [[one()]], escalation: { afterMs: 1, to: ['lee'] } });
  assert.equal(outcome(none, says('lee', 'approve', OPENED_AT + 1)), 'not-granted');
});

test('an `all` is everybody of the list who may approve when the question is put', () => {
  const fix = (of: string[], policy = {}, authors: string[] = []) =>
    fixPolicy(
      questionOf({ levels: [[{ count: 'all', of }, two('sre')]], ...policy }).policy,
      { initiator: 'ida', authors },
      WORLD,
    ).levels;
  assert.deepEqual(fix(['sre']), [[{ count: 3, of: ['sre'] }, two('sre')]], 'all but the initiator');
  assert.deepEqual(fix(['sre'], {}, ['bo']), [[{ count: 2, of: ['sre'] }, two('sre')]], 'and the author');
  assert.deepEqual(fix(['sre'], { selfApproval: true }), [[{ count: 4, of: ['sre'] }, two('sre')]]);
  assert.deepEqual(fix(['void']), [[{ count: 1, of: ['void'] }, two('sre')]], 'of nobody: never approved');
});

test('who started the run or wrote the change does not approve it, in nobody’s name', () => {
  assert.equal(outcome(questionOf(), says('ida', 'approve')), 'own-run');
  assert.equal(outcome(questionOf({}, { authors: ['bo'] }), says('bo', 'approve')), 'own-run');
  assert.equal(outcome(questionOf({ selfApproval: true }), says('ida', 'approve')), 'moved');
  assert.equal(outcome(questionOf(), says('ida', 'reject')), 'moved');
  const handed = worldOf(GROUPS, [
    { from: 'ida', to: 'dee', since: 0, until: 9999 },
    { from: 'ada', to: 'ida', since: 0, until: 9999 },
  ]);
  assert.equal(
    outcome(questionOf({ levels: [[one('ida')]] }), says('dee', 'approve'), handed),
    'not-granted',
  );
  assert.equal(outcome(questionOf({ levels: [[one('ada')]] }), says('ida', 'approve'), handed), 'own-run');
  assert.equal(
    outcome(questionOf({ levels: [[one('lee')]] }), says('ida', 'approve'), handed),
    'not-granted',
  );
});

test('a vote that stands although its owner or its seat must not approve does not count', () => {
  const vote = (person: string, seat: string): Vote => ({
    person,
    seat,
    verdict: 'approve',
    level: 0,
    at: OPENED_AT,
  });
  const handed = worldOf(GROUPS, [
    { from: 'ida', to: 'dee', since: 0, until: 9999 },
    { from: 'ada', to: 'ida', since: 0, until: 9999 },
  ]);
  for (const [person, seat] of [
    ['dee', 'ida'],
    ['ida', 'ada'],
    ['ida', 'ida'],
  ] as const)
    assert.equal(levelOf(questionOf({}, { votes: [vote(person, seat)] }), handed), 0);
  assert.equal(levelOf(questionOf({ selfApproval: true }, { votes: [vote('dee', 'ida')] }), handed), 1);
});

test('a run that nobody knows who started is approved only where the policy says so', () => {
  const unknown = { initiator: undefined };
  assert.equal(outcome(questionOf({}, unknown), says('ada', 'approve')), 'unknown-initiator');
  assert.equal(outcome(questionOf({}, unknown), says('ada', 'reject')), 'moved');
  assert.equal(outcome(questionOf({}, unknown), says('lee', 'approve')), 'not-granted');
  assert.equal(outcome(questionOf({ unknownInitiator: 'allow' }, unknown), says('ada', 'approve')), 'moved');
  assert.equal(outcome(questionOf({ selfApproval: true }, unknown), says('ada', 'approve')), 'moved');
});

test('a borrowed seat is one vote: not beside the owner’s, not beside the borrower’s own', () => {
  const world = worldOf(GROUPS, [{ from: 'ada', to: 'bo', since: 0, until: 9999 }]);
  const question = questionOf({ levels: [[two('ada', 'bo'), one('leads')]] });
  const bo = after(question, [says('bo', 'approve')], world);
  assert.deepEqual(bo.votes, [{ person: 'bo', seat: 'bo', verdict: 'approve', level: 0, at: OPENED_AT }]);
  assert.equal(outcome(bo, says('bo', 'approve'), world), 'voted-already');

  const borrowed = after(
    questionOf({ levels: [[one('ada'), one('leads')]] }),
    [says('bo', 'approve')],
    world,
  );
  assert.deepEqual(borrowed.votes, [
    { person: 'bo', seat: 'ada', verdict: 'approve', level: 0, at: OPENED_AT },
  ]);
  assert.equal(outcome(borrowed, says('ada', 'approve'), world), 'not-needed');
  const rejected = after(questionOf({ rejecters: ['ada'], rejections: 2 }), [says('bo', 'reject')], world);
  assert.equal(outcome(rejected, says('ada', 'reject'), world), 'not-needed');
  // Their own seat is of no use any more: then the borrowed one is.
  const groups = questionOf({ levels: [[one('bo'), one('ada')]] });
  const boTaken = {
    ...groups,
    votes: [{ person: 'bo', seat: 'bo', verdict: 'approve', level: 0, at: OPENED_AT } as const],
  };
  assert.equal(outcome(boTaken, says('ada', 'approve'), world), 'moved');
});

test('so many different people reject, and one is enough by default', () => {
  assert.equal(after(questionOf(), [says('ada', 'reject')]).state, 'rejected');
  const twice = questionOf({ rejections: 2, rejecters: ['leads', 'ada'] });
  const first = after(twice, [says('lee', 'reject')]);
  assert.deepEqual([first.state, first.votes.length], ['open', 1]);
  assert.equal(outcome(first, says('lee', 'reject')), 'voted-already');
  assert.equal(outcome(first, says('bo', 'reject')), 'not-granted');
  assert.equal(after(first, [says('ada', 'reject')]).state, 'rejected');
  assert.equal(outcome(questionOf({ rejecters: [] }), says('ada', 'reject')), 'not-granted');
});

test('who changes their mind takes the old verdict back by it', () => {
  const question = questionOf({ levels: [[two('sre')]], rejections: 2 });
  const changed = after(question, [says('ada', 'approve'), says('ada', 'reject')]);
  assert.deepEqual(
    changed.votes.map(({ verdict }) => verdict),
    ['reject'],
  );
  assert.equal(after(changed, [says('bo', 'approve')]).state, 'open');
  assert.equal(after(changed, [says('bo', 'approve'), says('ada', 'approve')]).state, 'approved');
});

test('a vote is taken back by who gave it, while the question is open', () => {
  const question = questionOf({ levels: [[two('sre')]] });
  const voted = after(question, [says('ada', 'approve'), says('bo', 'reject')].slice(0, 1));
  assert.deepEqual(after(voted, [{ kind: 'revoke', person: 'ada', at: OPENED_AT }]), question);
  assert.equal(outcome(voted, { kind: 'revoke', person: 'bo', at: OPENED_AT }), 'not-granted');
  const done = after(voted, [says('bo', 'approve')]);
  assert.equal(outcome(done, { kind: 'revoke', person: 'ada', at: OPENED_AT }), 'settled');
});

test('the glass is broken alone, by people of that list only, themselves included', () => {
  const question = questionOf({ levels: [[two('sre')]], breakGlass: ['ida'] });
  assert.equal(after(question, [{ kind: 'break-glass', person: 'ida', at: OPENED_AT }]).state, 'approved');
  assert.equal(outcome(question, { kind: 'break-glass', person: 'ada', at: OPENED_AT }), 'not-granted');
  assert.equal(outcome(questionOf(), { kind: 'break-glass', person: 'ida', at: OPENED_AT }), 'not-granted');
});

test('neither breaking the glass nor taking back is handed over', () => {
  const world = worldOf(GROUPS, [
    { from: 'max', to: 'ada', since: 0, until: 9999 },
    { from: 'bo', to: 'ada', since: 0, until: 9999 },
  ]);
  const question = questionOf({ levels: [[two('sre')]], breakGlass: ['max'] });
  assert.equal(
    outcome(question, { kind: 'break-glass', person: 'ada', at: OPENED_AT }, world),
    'not-granted',
  );
  const voted = after(question, [says('bo', 'approve')], world);
  assert.equal(outcome(voted, { kind: 'revoke', person: 'ada', at: OPENED_AT }, world), 'not-granted');
});

test('at its end a question expires, and nothing else can happen to it', () => {
  const question = questionOf({ expiresMs: 100, breakGlass: ['max'] });
  const voted = after(questionOf({ expiresMs: 100, levels: [[two('sre')]] }), [says('ada', 'approve')]);
  assert.equal(outcome(question, { kind: 'tick', at: OPENED_AT + 99 }), 'nothing-due');
  assert.equal(outcome(question, says('ada', 'approve', OPENED_AT + 99)), 'moved');
  for (const at of [OPENED_AT + 100, OPENED_AT + 5000]) {
    assert.equal(outcome(question, says('ada', 'approve', at)), 'expired');
    assert.equal(outcome(question, says('ada', 'reject', at)), 'expired');
    assert.equal(outcome(question, { kind: 'break-glass', person: 'max', at }), 'expired');
    assert.equal(outcome(voted, { kind: 'revoke', person: 'ada', at }), 'expired');
    assert.equal(after(question, [{ kind: 'tick', at }]).state, 'expired');
  }
  assert.equal(outcome(questionOf(), { kind: 'tick', at: Number.MAX_SAFE_INTEGER }), 'nothing-due');
});

test('a settled question is settled', () => {
  for (const state of ['approved', 'rejected', 'expired', 'withdrawn'] as const) {
    const question = questionOf({ expiresMs: 100 }, { state });
    assert.equal(outcome(question, says('ada', 'reject')), 'settled');
    assert.equal(outcome(question, { kind: 'tick', at: OPENED_AT + 100 }), 'settled');
    assert.equal(outcome(question, says('lee', 'reject')), 'not-granted', 'rights before state');
    assert.deepEqual(advance(question, says('ada', 'approve'), WORLD), {
      moved: false,
      because: 'settled',
      state,
    });
  }
});

test('from its escalation on, a question is open to more people on every level, for approving and for rejecting', () => {
  const levels = [[one('sre')], [one('dba')]];
  const question = questionOf({ levels, escalation: { afterMs: 50, to: ['leads', 'max'] } });
  assert.equal(outcome(question, says('lee', 'approve', OPENED_AT + 49)), 'not-granted');
  assert.equal(
    after(question, [says('lee', 'approve', OPENED_AT + 50), says('max', 'approve', OPENED_AT + 51)]).state,
    'approved',
  );
  assert.equal(outcome(question, says('lee', 'reject', OPENED_AT + 50)), 'moved');
  assert.equal(
    outcome(questionOf({ ...question.policy, rejecters: ['ada'] }), says('lee', 'reject', OPENED_AT + 50)),
    'not-granted',
  );
});

test('who has left the group counts no more, and counts again when they are back', () => {
  const levels = [[two('sre')]];
  const voted = after(questionOf({ levels }), [says('ada', 'approve')]);
  const without = worldOf({ ...GROUPS, sre: ['bo', 'cy'] });
  const bo = after(voted, [says('bo', 'approve')], without);
  assert.equal(bo.state, 'open');
  assert.equal(outcome(bo, { kind: 'tick', at: OPENED_AT }, without), 'nothing-due');
  assert.equal(after(bo, [{ kind: 'tick', at: OPENED_AT }]).state, 'approved');
  assert.equal(after(bo, [says('cy', 'approve')], without).state, 'approved');
});

test('the places that are left are those of the level that is asked, with who came by escalation', () => {
  const levels = [[one('sre'), one('dba')], [one('leads')]];
  const question = questionOf({ levels, escalation: { afterMs: 50, to: ['max'] } });
  assert.deepEqual(placesLeft(question, OPENED_AT, WORLD), [['sre'], ['dba']]);
  assert.deepEqual(placesLeft(question, OPENED_AT + 50, WORLD), [
    ['sre', 'max'],
    ['dba', 'max'],
  ]);
  const half = after(question, [says('dee', 'approve')]);
  assert.deepEqual(placesLeft(half, OPENED_AT, WORLD), [['sre']]);
  assert.deepEqual(placesLeft(after(half, [says('ada', 'approve')]), OPENED_AT, WORLD), [['leads']]);
  assert.deepEqual(placesLeft({ ...question, state: 'expired' }, OPENED_AT, WORLD), []);
  assert.deepEqual(placesLeft(questionOf({ levels: [] }), OPENED_AT, WORLD), []);
  const empty = questionOf({ ...question.policy, levels: [[one(), one('sre')]] });
  assert.deepEqual(placesLeft(empty, OPENED_AT + 50, WORLD), [[], ['sre', 'max']]);
});

test('the order of votes makes no difference to the places that they fill', () => {
  const people = fc.uniqueArray(fc.constantFrom('ada', 'bo', 'cy', 'dee', 'lee'));
  const quota = fc.record({ count: fc.nat(2), of: fc.subarray(['sre', 'dba', 'leads', 'ada', 'bo']) });
  fc.assert(
    fc.property(fc.array(quota, { maxLength: 3 }), people, (level, voters) => {
      const votes = voters.map(
        (person): Vote => ({ person, seat: person, verdict: 'approve', level: 0, at: OPENED_AT }),
      );
      const question = questionOf({ levels: [level] }, { votes });
      const reversed = { ...question, votes: votes.toReversed() };
      assert.equal(filled(question, level, 0, WORLD), filled(reversed, level, 0, WORLD));
    }),
  );
});

test('all of a group that cannot be read stays all, which nobody fills, and is fixed when it can be', () => {
  const unread = worldOf(GROUPS, [], ['sre']);
  const run = { initiator: 'ida', authors: [] };
  const levels = [
    [
      { count: 'all', of: ['sre', 'dba'] },
      { count: 'all', of: ['dba'] },
    ],
  ] as const;
  const policy = fixPolicy({ ...questionOf().policy, levels }, run, unread);
  assert.deepEqual(
    policy.levels.flat().map(({ count }) => count),
    ['all', 2],
  );
  const question = questionOf(policy);
  const votes = ['cy', 'dee'].map((person) => says(person, 'approve'));
  const both = after(question, votes, unread);
  assert.equal(both.state, 'open');
  assert.equal(outcome(both, says('ada', 'approve'), unread), 'not-needed');
  assert.deepEqual(uncountedNow(both, unread), [['sre', 'dba']]);
  const fixed = fixPolicy(policy, run, WORLD);
  assert.deepEqual(
    fixed.levels.flat().map(({ count }) => count),
    [4, 2],
  );
});
