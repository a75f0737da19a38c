import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anyOf, type Delegation, NOBODY, type Policy } from '../../src/domain/policy.ts';
import { advance } from '../../src/domain/question.ts';
import { nextSteps } from '../../src/domain/question-next.ts';
import type { Question } from '../../src/domain/question-rights.ts';
import { worldOf } from './world-of.ts';

const OPEN: Omit<Question, 'policy'> = {
  openedAt: 1000,
  initiator: 'ida',
  authors: [],
  state: 'open',
  votes: [],
};

const put = (policy: Policy): Question => ({ ...OPEN, policy });

test('a new question names those who may approve and reject it, and the operators last', () => {
  assert.deepEqual(nextSteps(put(anyOf('p', ['ada', 'ida'])), 1000, worldOf({})), [
    { kind: 'approve', people: ['ada'], level: 0, missing: [{ count: 1, of: ['ada', 'ida'] }] },
    { kind: 'reject', people: ['ada', 'ida'], missing: 1 },
    { kind: 'cancel' },
  ]);
});

test('half-way it names who is still missing, who can take back, and what time brings', () => {
  const world = worldOf({ sre: ['ada', 'bo'], dba: ['cy'], leads: ['lee'] });
  const question = put({
    ...NOBODY,
    id: 'p',
    levels: [
      [
        { count: 1, of: ['sre'] },
        { count: 1, of: ['dba'] },
      ],
    ],
    rejecters: ['lee'],
    rejections: 2,
    expiresMs: 500,
    expired: 'cancel',
    escalation: { afterMs: 100, to: ['leads'] },
    breakGlass: ['max'],
  });
  const voted = advance(question, { kind: 'vote', person: 'bo', verdict: 'approve', at: 1000 }, world);
  assert.ok(voted.moved);
  assert.deepEqual(nextSteps(voted.question, 1001, world), [
    { kind: 'approve', people: ['cy'], level: 0, missing: [{ count: 1, of: ['dba'] }] },
    { kind: 'reject', people: ['lee'], missing: 2 },
    { kind: 'revoke', people: ['bo'] },
    { kind: 'break-glass', people: ['max'] },
    { kind: 'escalate', at: 1100, to: ['leads'] },
    { kind: 'expire', at: 1500, outcome: 'cancel' },
    { kind: 'cancel' },
  ]);
});

test('somebody who holds the right of another one is named for it, also through others', () => {
  const chain: Delegation[] = [
    { from: 'ada', to: 'bo', since: 0, until: 5000 },
    { from: 'bo', to: 'cy', since: 0, until: 5000 },
    { from: 'cy', to: 'dee', since: 0, until: 900 },
  ];
  const [approve] = nextSteps(put(anyOf('p', ['ada'])), 1000, worldOf({}, chain));
  assert.deepEqual(approve?.kind === 'approve' && approve.people, ['ada', 'bo', 'cy']);
});

test('a full list is not missing, an open one before it is', () => {
  const world = worldOf({ sre: ['ada', 'bo'], dba: ['cy'] });
  const levels = [
    [
      { count: 2, of: ['sre'] },
      { count: 1, of: ['dba'] },
    ],
  ];
  const question = put({ ...NOBODY, id: 'p', levels, rejections: 3 });
  const cy = advance(question, { kind: 'vote', person: 'cy', verdict: 'approve', at: 1000 }, world);
  assert.ok(cy.moved);
  const rejected = advance(cy.question, { kind: 'vote', person: 'bo', verdict: 'reject', at: 1000 }, world);
  assert.ok(rejected.moved);
  assert.deepEqual(nextSteps(rejected.question, 1000, world).slice(0, 3), [
    { kind: 'approve', people: ['ada', 'bo'], level: 0, missing: [{ count: 2, of: ['sre'] }] },
    { kind: 'reject', people: ['ada', 'cy'], missing: 2 },
    { kind: 'revoke', people: ['bo', 'cy'] },
  ]);
});

test('escalation is named while it is still to come, before the end, and of use', () => {
  const named = (at: number, policy: Partial<Policy>): boolean => {
    const question = put({ ...anyOf('p', ['ada']), escalation: { afterMs: 100, to: ['lee'] }, ...policy });
    return nextSteps(question, at, worldOf({})).some((step) => step.kind === 'escalate');
  };
  assert.deepEqual([named(1099, {}), named(1100, {}), named(1101, {})], [true, false, false]);
  assert.deepEqual(
    [101, 100, 99].map((expiresMs) => named(1000, { expiresMs })),
    [true, false, false],
  );
  assert.equal(named(1000, { levels: [] }), false);
  assert.equal(named(1000, { levels: [[{ count: 1, of: [] }]] }), false);
});

test('a question that nobody can answer any more says so: only the operators are left', () => {
  assert.deepEqual(nextSteps(put(NOBODY), 1000, worldOf({})), [{ kind: 'cancel' }]);
});

test('from its end on, only its end can happen', () => {
  const question = put({ ...anyOf('p', ['ada']), expiresMs: 500, breakGlass: ['max'] });
  assert.deepEqual(nextSteps(question, 1500, worldOf({})), [
    { kind: 'expire', at: 1500, outcome: 'reject' },
    { kind: 'cancel' },
  ]);
});

test('a settled question has no next step', () => {
  assert.deepEqual(nextSteps({ ...put(anyOf('p', ['ada'])), state: 'rejected' }, 1000, worldOf({})), []);
});

test('votes that are enough again when somebody is back in the group are settled by the next tick', () => {
  const levels = [[{ count: 2, of: ['sre'] }]];
  const vote = (person: string) =>
    ({ person, seat: person, verdict: 'approve', level: 0, at: 1000 }) as const;
  const question = { ...put({ ...NOBODY, id: 'p', levels }), votes: [vote('ada'), vote('bo')] };
  const away = worldOf({ sre: ['ada', 'cy'] });
  assert.equal(advance(question, { kind: 'tick', at: 1001 }, away).moved, false);

  const back = worldOf({ sre: ['ada', 'bo', 'cy'] });
  assert.ok(nextSteps(question, 1001, back).some((step) => step.kind === 'settle'));
  const ticked = advance(question, { kind: 'tick', at: 1001 }, back);
  assert.equal(ticked.moved && ticked.question.state, 'approved');

  const over = { ...question, policy: { ...question.policy, expiresMs: 500 } };
  const named = [1499, 1500, 1501].map((at) =>
    nextSteps(over, at, back).some(({ kind }) => kind === 'settle'),
  );
  assert.deepEqual(named, [true, false, false]);
});

test('a level that cannot be filled by everybody together is said first, and no more after the end', () => {
  const short = (levels: Policy['levels'], at = 1000, change: Partial<Question> = {}) => {
    const question = { ...put({ ...NOBODY, id: 'p', levels, expiresMs: 500 }), ...change };
    const [first] = nextSteps(question, at, worldOf({ sre: ['ada', 'bo', 'ida'], void: [] }));
    return first?.kind === 'short' ? { level: first.level, places: first.places } : undefined;
  };
  const sre = (count: number) => [{ count, of: ['sre'] }];
  assert.equal(short([sre(2)]), undefined);
  assert.deepEqual(short([sre(3)]), { level: 0, places: 1 }, 'Ida started it');
  assert.equal(short([sre(3)], 1500), undefined);
  assert.deepEqual(short([sre(1), sre(2)]), { level: 1, places: 1 }, 'nobody votes on two levels');
  assert.deepEqual(short([sre(1), [{ count: 2, of: ['void'] }]]), { level: 1, places: 2 });
  assert.deepEqual(short([sre(1)], 1000, { initiator: undefined }), { level: 0, places: 1 });
});

test('of a group that cannot be read nobody says that it is too small', () => {
  const question = put({ ...NOBODY, id: 'p', levels: [[{ count: 2, of: ['sre'] }]] });
  const kinds = (unread: string[]) =>
    nextSteps(question, 1000, worldOf({ sre: ['ada'] }, [], unread)).map(({ kind }) => kind);
  assert.equal(kinds([])[0], 'short');
  assert.ok(!kinds(['sre']).includes('short'));
});

test('whoever has left is not named, though another one’s right was handed to them', () => {
  const held: Delegation[] = [{ from: 'ada', to: 'gone', since: 0, until: 5000 }];
  const world = worldOf({ gone: [] }, held);
  const [approve] = nextSteps(put(anyOf('p', ['ada'])), 1000, world);
  assert.deepEqual(approve?.kind === 'approve' && approve.people, ['ada']);
});
