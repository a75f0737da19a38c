import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDirectory } from '../../src/domain/directory.ts';
import { saysOf } from '../../src/domain/grants.ts';
import { authorise, type QuestionAction } from '../../src/domain/permission.ts';
import { anyOf, type Policy } from '../../src/domain/policy.ts';
import { shownLevel, uncountedNow } from '../../src/domain/question.ts';
import type { Question } from '../../src/domain/question-rights.ts';
import { createRosterHolder, NOTHING_KNOWN, rosterKey } from '../../src/domain/roster.ts';
import { after, GROUPS, questionOf, says, WORLD } from './ballot.ts';
import { worldOf } from './world-of.ts';

/** Of nobody is it known whether they belong to `far`. */
const UNREAD = worldOf({ ...GROUPS, far: [] }, [], ['far']);
const AT = 1001;

function because(person: string, action: QuestionAction, question: Question, world = UNREAD): string {
  const permission = authorise(person, { action, question, at: AT }, [], world);
  return permission.allowed ? 'allowed' : permission.because;
}

test('whoever may turn out to be named is told so, for what a group can grant', () => {
  const question = questionOf({ levels: [[{ count: 1, of: ['far'] }]], breakGlass: ['max'] });
  assert.equal(because('ada', 'approve', question), 'unread');
  assert.equal(because('ada', 'reject', question), 'unread');
  // Votes are their own, and the glass names people.
  assert.equal(because('ada', 'revoke', question), 'not-granted');
  assert.equal(
    because('ada', 'break-glass', { ...question, policy: { ...question.policy, breakGlass: ['far'] } }),
    'not-granted',
  );
  assert.equal(
    because('ida', 'approve', question),
    'not-granted',
    'nobody approves their own run by any group',
  );
  assert.equal(because('ida', 'reject', question), 'unread', 'but they may turn out to be a rejecter');
});

test('the right that somebody has from another one counts as theirs', () => {
  const question = questionOf({ levels: [[{ count: 1, of: ['far'] }]] });
  const given = [{ from: 'bo', to: 'ada', since: 0, until: 5000 }];
  const world = worldOf({ ...GROUPS, far: [] }, given, []);
  const onlyBo = { ...world, knows: (_: readonly string[], person?: string) => person !== 'bo' };
  assert.equal(because('ada', 'approve', question, onlyBo), 'unread');
  assert.equal(because('cy', 'approve', question, onlyBo), 'not-granted');
});

test('a run may be read by whoever has something to say to an open question; it is not settled while a group cannot be read', () => {
  const open = questionOf({ levels: [[{ count: 1, of: ['far'] }]], breakGlass: ['max'] });
  const place = { app: 'shop', environment: 'prod' };
  const reads = (
    person: string,
    questions: readonly Question[],
    action: 'read' | 'cancel' = 'read',
    world = UNREAD,
  ) => {
    const asked = { questions, at: AT };
    const permission = authorise(
      person,
      { action, place, asked } as Parameters<typeof authorise>[1],
      [],
      world,
    );
    return permission.allowed ? 'allowed' : permission.because;
  };
  assert.equal(reads('max', [open]), 'allowed');
  assert.equal(reads('max', [open], 'cancel'), 'not-granted', 'it is for reading alone');
  assert.equal(reads('ada', [open]), 'unread');
  assert.equal(reads('ada', [{ ...open, state: 'approved' }]), 'not-granted');
  assert.equal(reads('ada', [open], 'read', WORLD), 'not-granted');
  assert.equal(reads('ada', [questionOf({ levels: [[{ count: 1, of: ['leads'] }]] })]), 'not-granted');
  assert.equal(reads('ada', [questionOf({ levels: [[{ count: 1, of: ['leads'] }]] }), open]), 'unread');
  const part = { ...open, policy: { ...open.policy, rejecters: [] as string[] } };
  assert.equal(reads('ada', [part]), 'unread', 'one thing is enough');
});

test('people are told the level that is asked, and the lists of it that are not counted', () => {
  const three: Partial<Policy> = {
    levels: [[{ count: 1, of: ['sre'] }], [{ count: 'all', of: ['far'] }], [{ count: 'all', of: ['dba'] }]],
  };
  const first = questionOf(three);
  assert.deepEqual([shownLevel(first, UNREAD), uncountedNow(first, UNREAD)], [{ level: 1, levels: 3 }, []]);
  const second = after(first, [says('ada', 'approve')], UNREAD);
  assert.deepEqual(
    [shownLevel(second, UNREAD), uncountedNow(second, UNREAD)],
    [{ level: 2, levels: 3 }, [['far']]],
  );
  const full = after(questionOf(), [says('ada', 'approve')]);
  assert.deepEqual(shownLevel(full, WORLD), { level: 1, levels: 1 });
});

test('who comes later says so only where there is an escalation', () => {
  const policy = { ...anyOf('p', ['ada']), rejecters: [] };
  assert.deepEqual(saysOf('lee', policy, AT, WORLD), []);
  assert.deepEqual(saysOf('lee', { ...policy, escalation: { afterMs: 1, to: ['lee'] } }, AT, WORLD), [
    'approve-later',
  ]);
});

test('of people with an address it is not known where the chat finds them by it, until it was looked up', () => {
  const roster = createRosterHolder();
  const someone = (id: string, more: object) =>
    ({ id, name: id, language: 'en', accounts: {}, ...more }) as const;
  const known = (matchEmail: boolean) => {
    const directory = createDirectory(
      {
        language: 'en',
        apps: [],
        people: [
          someone('ada', { accounts: { chat: 'U-ada' }, email: 'ada@example.com' }),
          someone('mia', { email: 'mia@example.com' }),
          someone('non', {}),
        ],
        groups: [
          { id: 'sre', people: [], sources: [{ platform: 'chat', group: 'G' }] },
          { id: 'other', people: [], sources: [{ platform: 'nowhere', group: 'N' }] },
        ],
        platforms: [{ id: 'chat', kind: 'memory', language: 'en', matchEmail }],
      },
      roster,
    );
    const unknown = (group: string) =>
      ['ada', 'mia', 'non'].filter((person) => !directory.knows([group], person)).join();
    return `${unknown('sre')}|${directory.knows(['sre'])}|${unknown('other')}|${directory.knows(['other'])}`;
  };
  assert.equal(known(true), 'ada,mia,non|false|ada,mia,non|false', 'nothing was read');
  const groups = new Map([
    [rosterKey('chat', 'G'), []],
    [rosterKey('nowhere', 'N'), []],
  ]);
  roster.replace({ ...NOTHING_KNOWN, groups });
  assert.equal(known(true), 'mia|false||true');
  assert.equal(known(false), '|true||true');
});
