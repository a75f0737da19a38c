import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goDuration } from '../../../src/engines/common/go-duration.ts';

test('durations are read as time.ParseDuration of Go reads them, in whole milliseconds upwards', () => {
  const read = {
    '1h30m': 5_400_000,
    '1.5h': 5_400_000,
    '.5s': 500,
    '1.s': 1000,
    '+5s': 5000,
    '1m1ms1us': 60_002,
    '1000\u00b5s': 1,
    '1000\u03bcs': 1,
    '3ns': 1,
  };
  for (const [text, milliseconds] of Object.entries(read)) assert.equal(goDuration(text), milliseconds, text);
  for (const text of ['', '.', '90', '1d', '1min', '1H', '1h 30m', ' 1h', '1h-2m', '.s', '1e3s'])
    assert.equal(goDuration(text), undefined, text);
});
