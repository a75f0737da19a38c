import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quietUntil } from '../../src/domain/quiet.ts';

const HOUR = 60;
const night = { from: 22 * HOUR, until: 8 * HOUR, zone: 'Asia/Shanghai', except: [] };
const at = (text: string): number => Date.parse(text);
const iso = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString();

test('quiet hours go over midnight in their own zone', () => {
  assert.equal(iso(quietUntil(night, at('2026-11-25T15:30:12Z'))), '2026-11-26T00:00:00.000Z');
  assert.equal(iso(quietUntil(night, at('2026-11-25T23:59:59Z'))), '2026-11-26T00:00:00.000Z');
  assert.equal(quietUntil(night, at('2026-11-26T00:00:00Z')), undefined);
  assert.equal(quietUntil(night, at('2026-11-25T13:59:59Z')), undefined);
});

test('quiet hours within one day', () => {
  const noon = { from: 12 * HOUR, until: 13 * HOUR + 30, zone: 'UTC', except: [] };
  assert.equal(iso(quietUntil(noon, at('2026-11-25T12:00:00Z'))), '2026-11-25T13:30:00.000Z');
  assert.equal(quietUntil(noon, at('2026-11-25T11:59:59Z')), undefined);
  assert.equal(quietUntil(noon, at('2026-11-25T13:30:00Z')), undefined);
});

test('they end at the hour on the wall when the clocks change in between', () => {
  const berlin = { ...night, zone: 'Europe/Berlin' };
  assert.equal(iso(quietUntil(berlin, at('2026-03-28T22:00:00Z'))), '2026-03-29T06:00:00.000Z');
  assert.equal(iso(quietUntil(berlin, at('2026-10-24T21:00:00Z'))), '2026-10-25T07:00:00.000Z');
});
