import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { csvLine } from '../../src/verbs/audit-csv.ts';

const ENTRY = {
  id: 7,
  at: Date.UTC(2026, 0, 2, 3, 4, 5),
  actor: 'ada',
  action: 'run.requested',
  run: 3,
  detail: { tag: 'v1', note: 'a "b", c\nd' },
  previous: '0'.repeat(64),
  hash: 'h',
};

describe('an entry as CSV', () => {
  it('has every field, quoted, and its time for people', () => {
    assert.equal(
      csvLine(ENTRY),
      `7,2026-01-02T03:04:05.000Z,${ENTRY.at},"ada","run.requested",3,"{""tag"":""v1"",""note"":""a \\""b\\"", c\\nd""}","${ENTRY.previous}","h"\r\n`,
    );
    assert.match(csvLine({ ...ENTRY, run: null }), /"run\.requested",,"/);
  });

  it('runs in no spreadsheet', () => {
    for (const bad of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1'])
      assert.ok(csvLine({ ...ENTRY, actor: bad }).includes(`,"'${bad}",`), bad);
    assert.ok(
      csvLine({ ...ENTRY, detail: '=cmd()' }).includes(',"""=cmd()""",'),
      'JSON text begins with a quote',
    );
  });

  it('is there also when somebody has made its time impossible', () => {
    assert.match(csvLine({ ...ENTRY, at: 1e18 }), /^7,,1000000000000000000,/);
  });
});
