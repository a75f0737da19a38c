import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Freeze, type FreezeSpan, freezesAt, frozenUntil } from '../../src/domain/freeze.ts';

const HOUR = 60;
const DAY = 24 * HOUR;
const FRIDAY = 4 * DAY;
const BERLIN = 'Europe/Berlin';

/** Friday 16:00 to Monday 08:00. */
const weekend: FreezeSpan = { kind: 'weekly', from: FRIDAY + 16 * HOUR, until: 8 * HOUR, zone: BERLIN };

const end = (span: FreezeSpan, at: string): string | undefined => {
  const until = frozenUntil(span, Date.parse(at));
  return until === undefined ? undefined : new Date(until).toISOString();
};

test('a freeze of the calendar holds from its beginning until the moment before its end', () => {
  const span: FreezeSpan = { kind: 'once', from: 1000, until: 2000 };
  assert.deepEqual(
    [999, 1000, 1999, 2000].map((at) => frozenUntil(span, at)),
    [undefined, 2000, 2000, undefined],
  );
});

test('a weekly one goes by the clocks of its zone, over the end of the week', () => {
  assert.equal(end(weekend, '2026-12-04T14:59:59Z'), undefined);
  assert.equal(end(weekend, '2026-12-04T15:00:00Z'), '2026-12-07T07:00:00.000Z');
  assert.equal(end(weekend, '2026-12-06T23:30:00Z'), '2026-12-07T07:00:00.000Z');
  assert.equal(end(weekend, '2026-12-07T06:59:59Z'), '2026-12-07T07:00:00.000Z');
  assert.equal(end(weekend, '2026-12-07T07:00:00Z'), undefined);
});

test('on the weekend on which clocks change it ends when they show its end', () => {
  assert.equal(end(weekend, '2026-10-24T12:00:00Z'), '2026-10-26T07:00:00.000Z');
  assert.equal(end(weekend, '2026-03-28T12:00:00Z'), '2026-03-30T06:00:00.000Z');
});

test('a beginning or an end that clocks show twice, or never, leaves no hole and no end that is past', () => {
  const sunday = 6 * DAY;
  const into: FreezeSpan = { kind: 'weekly', from: sunday, until: sunday + 150, zone: BERLIN };
  const outOf: FreezeSpan = { kind: 'weekly', from: sunday + 150, until: sunday + 5 * HOUR, zone: BERLIN };
  // 02:30 is at 00:30 and at 01:30 UTC.
  for (const at of ['00:15', '00:45', '01:15', '01:29'])
    assert.equal(end(into, `2026-10-25T${at}:00Z`), '2026-10-25T01:30:00.000Z', at);
  assert.equal(end(into, '2026-10-25T01:30:00Z'), undefined);
  assert.equal(end(outOf, '2026-10-25T00:29:00Z'), undefined);
  for (const at of ['00:30', '01:15', '01:45', '03:59'])
    assert.equal(end(outOf, `2026-10-25T${at}:00Z`), '2026-10-25T04:00:00.000Z', at);
  // 02:30 is left out: it becomes 03:00 where something begins, and 03:30 where it ends.
  assert.equal(end(into, '2027-03-28T00:59:00Z'), '2027-03-28T01:30:00.000Z');
  assert.equal(end(into, '2027-03-28T01:29:00Z'), '2027-03-28T01:30:00.000Z');
  assert.equal(end(into, '2027-03-28T01:30:00Z'), undefined);
  assert.equal(end(outOf, '2027-03-28T00:59:00Z'), undefined);
  assert.equal(end(outOf, '2027-03-28T01:00:00Z'), '2027-03-28T03:00:00.000Z');
});

test('within one day of the week', () => {
  const noon: FreezeSpan = {
    kind: 'weekly',
    from: FRIDAY + 12 * HOUR,
    until: FRIDAY + 13 * HOUR,
    zone: 'UTC',
  };
  assert.equal(end(noon, '2026-12-04T12:30:00Z'), '2026-12-04T13:00:00.000Z');
  assert.equal(end(noon, '2026-12-03T12:30:00Z'), undefined);
});

test('a freeze holds where it says, and everywhere where it says nothing', () => {
  const span: FreezeSpan = { kind: 'once', from: 0, until: 10 };
  const freeze = (id: string, more: Partial<Freeze> = {}): Freeze => ({ id, span, except: [], ...more });
  const all = [
    freeze('all'),
    freeze('shop', { apps: ['shop'], span: { ...span, until: 20 } }),
    freeze('prod', { environments: ['prod'] }),
    freeze('none', { apps: [] }),
  ];
  const holding = (app: string, environment: string) =>
    freezesAt(all, { app, environment }, 5).map(({ freeze: { id } }) => id);
  assert.deepEqual(holding('shop', 'prod'), ['shop', 'all', 'prod']);
  assert.deepEqual(holding('blog', 'dev'), ['all']);
});
