import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Phase, RunSnapshot, StepSnapshot } from '../../src/domain/run.ts';
import { eventsBetween, isUrgent, outcomeOf } from '../../src/domain/run-event.ts';

function step(path: string, phase: Phase, more: Partial<StepSnapshot> = {}): StepSnapshot {
  return { path, name: path, title: path, type: 'step', phase, children: [], ...more };
}

function run(phase: Phase, steps: StepSnapshot[] = [], more: Partial<RunSnapshot> = {}): RunSnapshot {
  return { engine: 'e', ref: '1', order: 1, workflow: 'w', phase, links: [], steps, gates: [], ...more };
}

const told = (before: RunSnapshot | null, after: RunSnapshot): string[] =>
  eventsBetween(before, after, 9).map(({ type, step }) => (step === undefined ? type : `${type} ${step}`));

test('a run starts once, and again when it is retried', () => {
  assert.deepEqual(told(null, run('pending')), []);
  assert.deepEqual(told(run('pending'), run('running')), ['started']);
  assert.deepEqual(told(run('failed'), run('running')), ['started']);
  assert.deepEqual(told(run('failed'), run('terminated')), []);
  // Too fast for us to see it run.
  assert.deepEqual(told(null, run('succeeded')), ['started']);
});

test('steps tell of what happened to them since, groups before their steps', () => {
  const before = run('running', [step('a', 'running'), step('b', 'pending')]);
  const after = run('running', [
    step('a', 'succeeded'),
    step('b', 'running', { children: [step('b/x', 'running'), step('b/y', 'failed', { timedOut: true })] }),
    step('c', 'skipped'),
    step('d', 'terminated'),
  ]);
  assert.deepEqual(told(before, after), [
    'succeeded a',
    'started b',
    'started b/x',
    'timed-out b/y',
    'cancelled d',
  ]);
  assert.deepEqual(told(after, after), []);
});

test('a step that goes on after its gate did not start again', () => {
  assert.deepEqual(
    told(run('suspended', [step('a', 'suspended')]), run('running', [step('a', 'running')])),
    [],
  );
});

test('a timed wait pauses the run, a question to people does not', () => {
  const gates = [
    { path: 'soak', attempt: '1', title: 'soak', opensAt: 99 },
    { path: 'go', attempt: '1', title: 'go' },
  ];
  assert.deepEqual(told(run('running'), run('suspended', [], { gates })), ['paused soak']);
  assert.deepEqual(told(run('suspended', [], { gates }), run('suspended', [], { gates })), []);
});

test('a run that was stopped by hand is paused, once, and with none of its steps', () => {
  assert.deepEqual(told(run('running'), run('suspended')), ['paused']);
  assert.deepEqual(told(run('suspended'), run('suspended')), []);
  assert.deepEqual(told(null, run('suspended')), ['started', 'paused']);
  const asked = run('suspended', [], { gates: [{ path: 'go', attempt: '1', title: 'go' }] });
  // Somebody decided, and the engine has not gone on yet.
  assert.deepEqual(told(asked, run('suspended')), []);
  assert.deepEqual(told(run('running'), asked), []);
  // Somebody who is named holds all of it: told when it begins, also while a step still runs or people are asked.
  const held = { held: [{ by: 'Ada' }] };
  assert.deepEqual(told(run('running'), run('running', [], held)), ['paused']);
  assert.deepEqual(told(asked, { ...asked, ...held }), ['paused']);
  assert.deepEqual(told(run('running', [], held), run('suspended', [], held)), []);
});

test('how a run ended', () => {
  const refused = [{ state: 'rejected', gatePath: 'go' }];
  const late = [{ state: 'expired', gatePath: 'go' }];
  assert.equal(outcomeOf(run('running'), []), undefined);
  assert.equal(outcomeOf(run('succeeded'), []), 'succeeded');
  assert.equal(outcomeOf(run('failed', [step('a', 'failed')]), []), 'failed');
  assert.equal(outcomeOf(run('failed', [step('a', 'failed', { timedOut: true })]), []), 'timed-out');
  assert.equal(outcomeOf(run('terminated', [step('go', 'failed')]), []), 'cancelled');
  assert.equal(outcomeOf(run('terminated', [step('go', 'failed')]), refused), 'rejected');
  assert.equal(outcomeOf(run('failed', [step('go', 'failed')]), late), 'timed-out');
});

test('a refusal before a retry is not how the retried run ended', () => {
  const refused = [{ state: 'rejected', gatePath: 'go' }];
  assert.equal(outcomeOf(run('failed', [step('go', 'succeeded'), step('b', 'failed')]), refused), 'failed');
});

test('questions and ends of the run are urgent, its progress is not', () => {
  assert.deepEqual(
    [
      { type: 'waiting', step: 'go', at: 0 } as const,
      { type: 'succeeded', at: 0 } as const,
      { type: 'changed', at: 0 } as const,
      { type: 'succeeded', step: 'a', at: 0 } as const,
      { type: 'started', at: 0 } as const,
    ].map(isUrgent),
    [true, true, true, false, false],
  );
});
