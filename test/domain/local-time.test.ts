import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instantIn, localTime, timeText } from '../../src/domain/local-time.ts';

const day = (text: string): number => Date.parse(text) / 86_400_000;
const at = (zone: string, date: string, hour: number, minute = 0): string =>
  new Date(instantIn(zone, { day: day(date), minute: hour * 60 + minute })).toISOString();

test('a moment is said with its zone, and how far that is from UTC', () => {
  const moment = Date.parse('2026-12-01T14:00:00Z');
  assert.equal(timeText(moment, 'Asia/Shanghai'), '2026-12-01 22:00 UTC+08:00 (Asia/Shanghai)');
  assert.equal(timeText(moment, 'America/St_Johns'), '2026-12-01 10:30 UTC-03:30 (America/St_Johns)');
  assert.equal(timeText(moment, 'UTC'), '2026-12-01 14:00 UTC');
});

test('a time on the wall is found again, on every day of a year and in zones that move their clocks', () => {
  for (const zone of ['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC'])
    for (let one = Date.UTC(2026, 0, 1, 11, 17); one < Date.UTC(2027, 0, 1); one += 86_400_000)
      assert.equal(instantIn(zone, localTime(one, zone)), one, `${zone} ${one}`);
});

test('a time that comes twice is the first, one that is left out is as long after the jump', () => {
  assert.equal(at('Europe/Berlin', '2026-10-25', 2, 30), '2026-10-25T00:30:00.000Z');
  assert.equal(at('Europe/Berlin', '2026-03-29', 2, 30), '2026-03-29T01:30:00.000Z');
});
