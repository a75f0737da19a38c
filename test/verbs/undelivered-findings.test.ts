import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NoticeRow } from '../../src/store/notices.ts';
import { undeliveredFindings } from '../../src/verbs/undelivered-findings.ts';

const ROW: NoticeRow = {
  id: 1,
  run: 42,
  post: null,
  platform: 'ops-robot',
  room: '',
  key: 'k',
  subject: { kind: 'event', event: { type: 'failed', at: 0 }, routes: ['r'] },
  urgent: true,
  state: 'buried',
  note: 'hook-gone',
  ref: null,
  message: null,
  unreached: null,
  begun: 'none',
  nextAt: 0,
  failures: 5,
  createdAt: 0,
  closedAt: Date.parse('2026-11-25T00:00:00Z'),
  leaseEpoch: 1,
  leaseUntil: 0,
};

test('doctor says what was given up and who was not called', () => {
  const unreached = { ...ROW, state: 'sent', note: null, unreached: ['Ada', '陈'] };
  const [buried, uncalled] = undeliveredFindings([ROW, unreached]).map(({ detail }) => detail);
  assert.equal(buried, 'a message about run #42 was given up: hook-gone (2026-11-25T00:00:00.000Z)');
  assert.match(uncalled ?? '', /^Ada, 陈 was to be told of run #42/);
  assert.deepEqual(
    undeliveredFindings([]).map(({ level }) => level),
    ['ok'],
  );
});
