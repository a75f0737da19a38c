import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseVote } from '../../src/domain/verb.ts';

test('a reply that is nothing but the verb decides', () => {
  for (const text of [
    'approve',
    'Approve',
    ' APPROVE ',
    'approved',
    'approve.',
    'approve!',
    '同意',
    '同意。',
    '批准',
  ])
    assert.deepEqual(parseVote(text), { verdict: 'approve', reason: undefined }, text);
  const rejections: [string, string | undefined][] = [
    ['reject', undefined],
    ['reject because', undefined],
    ['拒绝：', undefined],
    ['拒绝 因为', undefined],
    ['reject because the tests are red', 'the tests are red'],
    ['Reject, because of the freeze', 'of the freeze'],
    ['reject: not on Friday', 'not on Friday'],
    ['拒绝', undefined],
    ['拒绝 测试没有通过', '测试没有通过'],
    ['拒绝：周五不发布', '周五不发布'],
    ['拒绝，因为周五不发布', '周五不发布'],
    ['驳回 原因', '原因'],
    ['reject because\nthe tests are red\nand slow', 'the tests are red\nand slow'],
  ];
  for (const [text, reason] of rejections)
    assert.deepEqual(parseVote(text), { verdict: 'reject', reason }, text);
});

test('conversation decides nothing', () => {
  const texts = [
    '不同意',
    '同意吗',
    '同意吗？',
    '同意？',
    '我同意',
    '同意 但是',
    'I approve of that',
    'approve?',
    'approve please',
    'do not approve',
    "don't approve",
    'approve the other one',
    'approve\nreject',
    'disapprove',
    'approver',
    'rejection',
    'I reject because of you',
    'reject that idea',
    'reject?',
    'rejected? no',
    '拒绝了',
    '不拒绝',
    '拒绝吗',
    '拒绝 吗？',
    '拒绝？',
    '> approve',
    '"approve"',
    '',
    ' ',
  ];
  for (const text of texts) assert.equal(parseVote(text), undefined, text);
});
