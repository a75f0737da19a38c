import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandIn, parseCommand } from '../../src/domain/command.ts';
import { HOLD_USAGE } from '../../src/domain/hold-command.ts';

const read = (text: string) => parseCommand('flow', text);
const place = { app: 'shop', environment: 'prod' };

test('a lock has a reason, which is taken as it is', () => {
  assert.deepEqual(read('lock shop prod because “DB” migration, at 22:00'), {
    kind: 'lock',
    ...place,
    reason: '“DB” migration, at 22:00',
  });
  assert.deepEqual(read('lock shop prod 因为：数据库迁移'), { kind: 'lock', ...place, reason: '数据库迁移' });
  assert.deepEqual(read('LOCK shop prod'), { kind: 'lock', ...place, reason: undefined });
});

test('unlock and wait take a place and nothing more', () => {
  assert.deepEqual(read('unlock shop prod'), { kind: 'unlock', ...place });
  assert.deepEqual(read('wait shop prod'), { kind: 'wait', ...place });
  for (const text of ['unlock shop', 'unlock shop prod now', 'wait', 'lock shop because of it'])
    assert.equal(read(text).kind, 'mistake', text);
});

test('a wait is taken back by its counterpart, or by “off” behind it', () => {
  const unwait = { kind: 'unwait', ...place };
  for (const text of [
    'unwait shop prod',
    'wait shop prod off',
    'Wait shop prod OFF.',
    'wait shop prod --off',
    'wait shop prod —off',
    'wait shop prod 取消',
    'wait shop prod 不用了。',
  ])
    assert.deepEqual(read(text), unwait, text);
  assert.deepEqual(read('wait shop off'), { kind: 'wait', app: 'shop', environment: 'off' });
  assert.deepEqual(read('wait shop off off'), { kind: 'unwait', app: 'shop', environment: 'off' });
  const wrong = { kind: 'mistake', problem: 'usage', usage: HOLD_USAGE.unwait };
  assert.deepEqual(read('unwait shop'), { ...wrong, near: 'shop' });
  assert.deepEqual(read('unwait shop prod off'), { ...wrong, near: 'shop prod off' });
  assert.deepEqual(commandIn('unwait shop prod'), { name: 'flow', text: 'unwait shop prod' });
});

test('what follows the last “at” of a schedule is its time', () => {
  assert.deepEqual(read('schedule shop prod tag=v2 note="look at it" at 2026-12-01 22:00'), {
    kind: 'schedule',
    ...place,
    parameters: [
      ['tag', 'v2'],
      ['note', 'look at it'],
    ],
    at: '2026-12-01 22:00',
  });
  assert.deepEqual(read('schedule list'), { kind: 'schedules' });
  assert.deepEqual(read('schedule cancel #3'), { kind: 'unschedule', schedule: 3 });
  const usage = HOLD_USAGE.schedule;
  const wrong = (near: string) => ({ kind: 'mistake', problem: 'usage', near, usage });
  for (const text of ['shop prod', 'shop prod at', 'shop at 22:00', 'at 22:00', 'tag=v2 prod at 22:00', ''])
    assert.deepEqual(read(`schedule ${text}`), wrong(text));
  assert.deepEqual(read('schedule shop prod a=1 a=2 at 22:00'), { ...wrong('a'), problem: 'twice' });
  assert.deepEqual(read('schedule cancel x'), { ...wrong('x'), usage: HOLD_USAGE.unschedule });
});

test('behind a mention the words may stand alone', () => {
  assert.deepEqual(commandIn('unlock shop prod'), { name: 'flow', text: 'unlock shop prod' });
  assert.deepEqual(commandIn('schedule list'), { name: 'flow', text: 'schedule list' });
});
