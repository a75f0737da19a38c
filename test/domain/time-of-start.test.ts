import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseStart } from '../../src/domain/time-of-start.ts';

const NOW = Date.parse('2026-11-30T13:59:00Z');
const SHANGHAI = 'Asia/Shanghai';

const CASES: readonly (readonly [text: string, expected: string | undefined])[] = [
  ['22:00', '2026-11-30T14:00:00.000Z'],
  ['21:59', '2026-12-01T13:59:00.000Z'],
  ['8:30', '2026-12-01T00:30:00.000Z'],
  ['2026-12-01 22:00', '2026-12-01T14:00:00.000Z'],
  ['2026-12-01T22:00', '2026-12-01T14:00:00.000Z'],
  ['2026-12-01T22:00+08:00', '2026-12-01T14:00:00.000Z'],
  ['2026-12-01T22:00:00-0330', '2026-12-02T01:30:00.000Z'],
  ['2026-12-01T22:00Z', '2026-12-01T22:00:00.000Z'],
  ['2026-12-01 22:00 UTC', '2026-12-01T22:00:00.000Z'],
  ['２２：００', '2026-11-30T14:00:00.000Z'],
  ['2020-01-01 00:00Z', '2020-01-01T00:00:00.000Z'],
  ['2026-02-30 22:00', undefined],
  ['2026-13-01 22:00', undefined],
  ['2026-12-01', undefined],
  ['24:00', undefined],
  ['22:60', undefined],
  ['22:00+08:00', undefined],
  ['2026-12-01T22:00+15:00', undefined],
  ['tomorrow', undefined],
  ['', undefined],
];

for (const [text, expected] of CASES)
  test(`“${text}” is ${expected ?? 'no time'}`, () => {
    const at = parseStart(text, NOW, SHANGHAI);
    assert.equal(at === undefined ? undefined : new Date(at).toISOString(), expected);
  });

test('the next time is one that clocks show, on the nights on which they change too', () => {
  const next = (text: string, now: string): string =>
    new Date(parseStart(text, Date.parse(now), 'Europe/Berlin') ?? 0).toISOString();
  // 02:30 comes at 00:30 and at 01:30 UTC.
  assert.equal(next('2:30', '2026-10-25T00:29:00Z'), '2026-10-25T00:30:00.000Z');
  assert.equal(next('2:30', '2026-10-25T00:31:00Z'), '2026-10-25T01:30:00.000Z');
  assert.equal(next('2:30', '2026-10-25T01:31:00Z'), '2026-10-26T01:30:00.000Z');
  // It is left out: a quarter past three is no moment to wait for it until half past three.
  assert.equal(next('2:30', '2027-03-28T01:15:00Z'), '2027-03-29T00:30:00.000Z');
  assert.equal(next('2:30', '2027-03-27T22:00:00Z'), '2027-03-29T00:30:00.000Z');
});
