import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UpstreamError, type UpstreamOutcome } from '../../../src/errors.ts';
import { silentLog } from '../../../src/log.ts';
import type { Api } from '../../../src/platforms/dingtalk/api.ts';
import { createPeople, dialled, type People } from '../../../src/platforms/dingtalk/people.ts';
import { createHandClock, type HandClock } from '../../fakes/hand-clock.ts';

type Directory = Map<string, string | { outcome: UpstreamOutcome; code: string }>;

/** A directory of the organisation: what it says of each number, as DingTalk writes numbers. */
function open(
  accounts: string[],
  directory: Directory,
): { people: People; clock: HandClock; asked: string[] } {
  const asked: string[] = [];
  const clock = createHandClock();
  const api: Pick<Api, 'legacy'> = {
    async legacy(_path, { mobile }) {
      const number = String(mobile);
      asked.push(number);
      const said = directory.get(number) ?? { outcome: 'rejected', code: 'person-unknown' };
      if (typeof said === 'string') return { errcode: 0, result: { userid: said } };
      throw new UpstreamError(said.outcome, said.code, 'no');
    },
  };
  const people = createPeople({ accounts, api: api as Api, clock, log: silentLog, requestMs: 1_000 });
  return { people, clock, asked };
}

test('numbers are resolved at the start, both ways; who is not resolved is a stranger', async () => {
  const { people } = open(['042', '+8613800000001', '+8613800000002'], new Map([['13800000001', '043']]));
  assert.equal(people.staffIdOf('+8613800000001'), undefined);
  await people.start();
  assert.equal(people.staffIdOf('+8613800000001'), '043');
  assert.equal(people.accountOf('043'), '+8613800000001');
  assert.equal(people.accountOf('042'), '042');
  assert.equal(people.accountOf('044'), '044');
  assert.equal(people.staffIdOf('+8613800000002'), undefined);
  assert.deepEqual(people.unresolved(), [{ account: '+8613800000002', code: 'person-unknown' }]);
  await people.stop();
});

test('accounts that are one member are strangers, until one of them is somebody else', async () => {
  const directory: Directory = new Map([
    ['13800000001', '042'],
    ['13800000002', '043'],
    ['13800000003', '043'],
  ]);
  const numbers = ['+8613800000001', '+8613800000002', '+8613800000003'];
  const { people, clock } = open(['042', ...numbers, '044'], directory);
  await people.start();
  assert.deepEqual(people.doubled(), [
    ['042', '+8613800000001'],
    ['+8613800000002', '+8613800000003'],
  ]);
  for (const staffId of ['042', '043']) assert.ok(!['042', ...numbers].includes(people.accountOf(staffId)));
  for (const account of ['042', ...numbers]) assert.equal(people.staffIdOf(account), undefined);
  assert.deepEqual([people.accountOf('044'), people.staffIdOf('044')], ['044', '044']);
  directory.set('13800000001', '045').delete('13800000003');
  await clock.turn(13 * 3_600_000);
  assert.deepEqual(people.doubled(), []);
  assert.deepEqual(
    ['042', '043', '045'].map((staffId) => people.accountOf(staffId)),
    ['042', '+8613800000002', '+8613800000001'],
  );
  await people.stop();
});

test('who was not resolved because of a bad moment is resolved before anybody is heard', async () => {
  const directory: Directory = new Map([['13800000001', { outcome: 'unknown', code: 'timeout' }]]);
  const { people, clock } = open(['+8613800000001'], directory);
  let isStarted = false;
  const started = people.start().then(() => {
    isStarted = true;
  });
  await clock.turn(500);
  assert.equal(isStarted, false);
  directory.set('13800000001', '043');
  await clock.turn(1_000);
  await started;
  assert.equal(people.accountOf('043'), '+8613800000001');
  await people.stop();
});

test('a directory that is away is asked again soon, and not for every number in turn', async () => {
  const directory: Directory = new Map([['13800000001', { outcome: 'unreachable', code: 'ECONNREFUSED' }]]);
  const { people, clock, asked } = open(['+8613800000001', '+8613800000002'], directory);
  const started = people.start();
  await clock.turn(10_000);
  await started;
  assert.deepEqual(
    asked,
    Array.from({ length: 5 }, () => '13800000001'),
  );
  directory.set('13800000001', '043').set('13800000002', '044');
  await clock.turn(31_000);
  assert.deepEqual(people.unresolved(), []);
  await people.stop();
});

test('a number that went to somebody else is followed, one that is gone is nobody, trouble changes nothing', async () => {
  const directory: Directory = new Map([['13800000001', '043']]);
  const { people, clock } = open(['+8613800000001'], directory);
  await people.start();
  const hours = 3_600_000;
  directory.set('13800000001', '099');
  await clock.turn(13 * hours);
  assert.equal(people.staffIdOf('+8613800000001'), '099');
  assert.equal(people.accountOf('043'), '043');
  directory.set('13800000001', { outcome: 'rejected', code: 'permission-missing' });
  await clock.turn(13 * hours);
  assert.equal(people.staffIdOf('+8613800000001'), '099');
  directory.delete('13800000001');
  await clock.turn(13 * hours);
  assert.equal(people.staffIdOf('+8613800000001'), undefined);
  await people.stop();
});

test('nothing is asked after the stop', async () => {
  const { people, clock, asked } = open(['+8613800000001'], new Map());
  await people.start();
  await people.stop();
  await clock.turn(24 * 3_600_000);
  assert.equal(asked.length, 1);
});

test('numbers are asked for as DingTalk writes them', () => {
  const cases = {
    '+8613800000001': '13800000001',
    '+86 138-0000-0001': '13800000001',
    '+85261234567': '+852-61234567',
    '+14155550100': '+1-4155550100',
    '+442071838750': '+44-2071838750',
    '+971501234567': '+971-501234567',
  };
  for (const [written, asked] of Object.entries(cases)) assert.equal(dialled(written), asked);
});
