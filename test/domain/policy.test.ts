import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anyOf, fieldsFor, NOBODY, namedBy, needsReason } from '../../src/domain/policy.ts';

test('what stands where no policy is configured lets nobody do anything', () => {
  assert.deepEqual(NOBODY, {
    id: 'nobody',
    levels: [],
    rejections: 1,
    selfApproval: false,
    unknownInitiator: 'refuse',
    reason: 'on-reject',
    fields: [],
    expired: 'reject',
    breakGlass: [],
  });
});

test('approvers means any one of them', () => {
  const policy = anyOf('shop/prod', ['ada', 'sre']);
  assert.deepEqual(policy, { ...NOBODY, id: 'shop/prod', levels: [[{ count: 1, of: ['ada', 'sre'] }]] });
});

test('a policy names everybody of all its levels', () => {
  const levels = [
    [
      { count: 1, of: ['ada', 'sre'] },
      { count: 'all' as const, of: ['dba'] },
    ],
    [{ count: 2, of: ['sre'] }],
  ];
  assert.deepEqual(namedBy({ ...NOBODY, levels }), ['ada', 'sre', 'dba', 'sre']);
  assert.deepEqual(namedBy(NOBODY), []);
});

test('a reason is asked for as the policy says', () => {
  const asks = (['never', 'on-reject', 'always'] as const).map((reason) =>
    (['approve', 'reject'] as const).map((verdict) => needsReason({ ...NOBODY, reason }, verdict)),
  );
  assert.deepEqual(asks, [
    [false, false],
    [false, true],
    [true, true],
  ]);
});

test('only who approves fills in fields, and none that is called like the reason', () => {
  const field = (name: string) => ({ name, label: name, required: true, options: [] });
  const policy = { ...NOBODY, fields: [field('ticket'), field('reason'), field('window')] };
  assert.deepEqual(
    fieldsFor(policy, 'approve').map(({ name }) => name),
    ['ticket', 'window'],
  );
  assert.deepEqual(fieldsFor(policy, 'reject'), []);
});
