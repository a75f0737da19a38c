import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  questionOf,
  STEP_OUTLETS,
  type StepSecret,
  type StepSubject,
  stepOutlet,
} from '../../src/domain/notice.ts';

test("no chat or channel has the name of a workflow's own lane", () => {
  for (const outlet of STEP_OUTLETS) assert.doesNotMatch(stepOutlet(outlet), /^[a-z0-9-]+$/);
  assert.equal(new Set(STEP_OUTLETS.map(stepOutlet)).size, STEP_OUTLETS.length);
});

test('a reply to a message is about the question that the message asks', () => {
  const url: StepSecret = { value: 'https://example.com' };
  const step: StepSubject = {
    kind: 'step',
    engine: 'e',
    ref: '1',
    attempt: 'a',
    outlet: 'slack',
    message: {},
    url,
  };
  assert.equal(questionOf({ kind: 'gate-opened', approval: 7 }), 7);
  const event = { type: 'waiting', approval: 8, at: 0 } as const;
  assert.equal(questionOf({ kind: 'event', event, routes: [] }), 8);
  assert.equal(questionOf({ kind: 'event', event: { type: 'failed', at: 0 }, routes: [] }), undefined);
  assert.equal(questionOf(step), undefined);
});
