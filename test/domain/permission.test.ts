import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  authorise,
  type Request,
  ROLE_ACTIONS,
  type Role,
  type RoleAction,
} from '../../src/domain/permission.ts';
import { anyOf } from '../../src/domain/policy.ts';
import type { Question } from '../../src/domain/question-rights.ts';
import { worldOf } from './world-of.ts';

const WORLD = worldOf({ sre: ['ada', 'bo'], void: [] });
const PROD = { app: 'shop', environment: 'prod' };

const QUESTION: Question = {
  policy: { ...anyOf('p', ['sre']), breakGlass: ['max'] },
  openedAt: 0,
  initiator: 'bo',
  authors: [],
  state: 'open',
  votes: [{ person: 'cy', seat: 'ada', verdict: 'approve', level: 0, at: 1 }],
};

function may(person: string | undefined, request: Request, ...roles: Role[]): boolean {
  return authorise(person, request, roles, WORLD).allowed;
}

function asks(
  action: Exclude<RoleAction, 'link'>,
  place: { app: string | null; environment: string | null },
): Request {
  return { action, place };
}

const OPERATORS: Role = { id: 'operators', allow: ['deploy', 'cancel'], who: ['sre'] };

test('a role gives its people its actions and nothing else', () => {
  assert.equal(may('ada', asks('deploy', PROD), OPERATORS), true);
  assert.equal(may('ada', asks('cancel', PROD), OPERATORS), true);
  assert.equal(may('ada', asks('rollback', PROD), OPERATORS), false);
  assert.equal(may('cy', asks('deploy', PROD), OPERATORS), false);
});

test('a role for some apps or environments holds there only, one for none nowhere', () => {
  const elsewhere = { app: 'shop', environment: 'test' };
  const nowhere = { app: null, environment: null };
  const where = (bounds: Partial<Role>): boolean[] =>
    [PROD, elsewhere, { ...PROD, app: 'blog' }, nowhere].map((place) =>
      may('ada', asks('deploy', place), { ...OPERATORS, ...bounds }),
    );
  assert.deepEqual(where({}), [true, true, true, true]);
  assert.deepEqual(where({ apps: ['shop'] }), [true, true, false, false]);
  assert.deepEqual(where({ environments: ['prod'] }), [true, false, true, false]);
  assert.deepEqual(where({ apps: ['shop'], environments: ['prod'] }), [true, false, false, false]);
  assert.deepEqual(where({ apps: [] }), [false, false, false, false]);
  assert.deepEqual(where({ environments: [] }), [false, false, false, false]);
});

test('a role of nobody, of an empty group or of unknown people gives nothing', () => {
  for (const who of [[], ['void'], ['nobody-knows']])
    assert.equal(may('ada', asks('deploy', PROD), { ...OPERATORS, who }), false);
});

test('accounts are joined by those who may, wherever their role holds', () => {
  const role: Role = { id: 'admins', allow: ['link'], who: ['sre'], apps: ['shop'] };
  assert.equal(may('ada', { action: 'link' }, role), true);
  assert.equal(may('cy', { action: 'link' }, role), false);
  assert.equal(may('ada', { action: 'link' }, OPERATORS), false);
});

test('everybody who is known reads what is their own, a stranger nothing at all', () => {
  assert.equal(may('cy', { action: 'read-own' }), true);
  const everything: Role = { id: 'all', allow: ROLE_ACTIONS, who: ['sre'] };
  const requests: Request[] = [
    { action: 'read-own' },
    { action: 'link' },
    asks('read', PROD),
    { action: 'approve', question: QUESTION, at: 1 },
  ];
  for (const request of requests) {
    assert.deepEqual(authorise(undefined, request, [everything], WORLD), {
      allowed: false,
      because: 'stranger',
      who: [],
    });
  }
});

test('a question is answered by those whom its policy names, and no role helps', () => {
  const admin: Role = { id: 'all', allow: ROLE_ACTIONS, who: ['cy', 'max'] };
  const rights = (person: string): boolean[] =>
    (['approve', 'reject', 'revoke', 'break-glass'] as const).map((action) =>
      may(person, { action, question: QUESTION, at: 1 }, admin),
    );
  assert.deepEqual(rights('ada'), [true, true, false, false]);
  assert.deepEqual(rights('bo'), [false, true, false, false], 'the initiator');
  assert.deepEqual(rights('cy'), [false, false, true, false], 'who has voted');
  assert.deepEqual(rights('max'), [false, false, false, true]);
  assert.deepEqual(rights('eve'), [false, false, false, false]);
});

test('whoever may decide what a run asks may see the run, as long as it asks', () => {
  const reads = (person: string, question: Question): boolean =>
    may(person, { action: 'read', place: PROD, asked: { questions: [question], at: 1 } });
  assert.deepEqual(
    ['ada', 'bo', 'cy', 'max', 'eve'].map((person) => reads(person, QUESTION)),
    [true, true, true, true, false],
  );
  assert.equal(reads('ada', { ...QUESTION, state: 'approved' }), false);
  assert.equal(may('ada', { action: 'read', place: PROD }), false, 'nothing is asked');
});

test('whoever locked or planned something may undo it without a role, and nobody else', () => {
  const unlock = (person: string | undefined, owner?: string): boolean =>
    may(person, { action: 'unlock', place: PROD, ...(owner === undefined ? {} : { owner }) }, OPERATORS);
  assert.equal(unlock('cy', 'cy'), true);
  assert.equal(unlock('cy', 'eve'), false);
  assert.equal(unlock('cy'), false, 'it is nobody’s');
  assert.equal(unlock(undefined, 'cy'), false, 'an account that belongs to nobody');
  assert.equal(
    may('ada', { action: 'cancel', place: PROD, owner: 'eve' }, OPERATORS),
    true,
    'a role still counts',
  );
});

test('a refusal says why, and who may instead', () => {
  assert.deepEqual(authorise('cy', asks('deploy', PROD), [OPERATORS], WORLD), {
    allowed: false,
    because: 'not-granted',
    who: ['sre'],
  });
  assert.deepEqual(authorise('bo', { action: 'approve', question: QUESTION, at: 1 }, [], WORLD), {
    allowed: false,
    because: 'own-run',
    who: ['sre'],
  });
});

test('nobody gets a right that no role of theirs grants at that place', () => {
  const name = fc.constantFrom('ada', 'bo', 'cy');
  const app = fc.constantFrom('shop', 'blog');
  const role: fc.Arbitrary<Role> = fc.record(
    {
      id: fc.constant('role'),
      allow: fc.subarray([...ROLE_ACTIONS]),
      who: fc.subarray(['ada', 'bo', 'cy', 'void']),
      apps: fc.subarray(['shop', 'blog']),
    },
    { requiredKeys: ['id', 'allow', 'who'] },
  );
  fc.assert(
    fc.property(
      name,
      app,
      fc.array(role),
      fc.constantFrom('read', 'deploy', 'lock'),
      (person, at, roles, action) => {
        const granted = roles.some(
          ({ allow, who, apps = ['shop', 'blog'] }) =>
            allow.includes(action) && who.includes(person) && apps.includes(at),
        );
        assert.equal(may(person, asks(action, { app: at, environment: 'prod' }), ...roles), granted);
      },
    ),
  );
});

test('while a group cannot be read nobody is let in by it, and nobody is told that they may not', () => {
  const world = worldOf({ sre: ['ada'], dba: [] }, [], ['dba']);
  const question: Question = { ...QUESTION, policy: { ...anyOf('p', ['sre', 'dba']), breakGlass: ['max'] } };
  const because = (person: string, request: Request, ...roles: Role[]): string => {
    const permission = authorise(person, request, roles, world);
    return permission.allowed ? 'allowed' : permission.because;
  };
  const role: Role = { ...OPERATORS, who: ['dba', 'eve'] };
  assert.equal(because('dee', asks('deploy', PROD), role), 'unread');
  assert.equal(because('eve', asks('deploy', PROD), role), 'allowed');
  assert.equal(
    because('dee', asks('lock', PROD), role),
    'not-granted',
    'what no role grants depends on no group',
  );
  assert.equal(because('dee', { action: 'approve', question, at: 2 }), 'unread');
  assert.equal(because('dee', { action: 'reject', question, at: 2 }), 'unread');
  assert.equal(because('ada', { action: 'approve', question, at: 2 }), 'allowed');
  assert.equal(
    because('bo', { action: 'approve', question, at: 2 }),
    'not-granted',
    'their own run by any group',
  );
  assert.equal(because('dee', { action: 'revoke', question, at: 2 }), 'not-granted');
  assert.equal(because('dee', { action: 'break-glass', question, at: 2 }), 'not-granted');
});
