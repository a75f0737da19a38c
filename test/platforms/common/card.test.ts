import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StepMark } from '../../../src/domain/card.ts';
import { progressBar } from '../../../src/platforms/common/marks.ts';
import { mostImportant } from '../../../src/platforms/common/shrink.ts';
import { type Step, stepLines } from '../../../src/platforms/common/steps.ts';

function steps(count: number, marked: Readonly<Record<number, StepMark>> = {}): Step[] {
  return Array.from({ length: count }, (_, i) => ({
    title: `${i}`,
    depth: i,
    mark: marked[i] ?? 'pending',
  }));
}

const titles = (all: readonly Step[], max: number): string[] => stepLines(all, max, ({ title }) => title);

void test('of many steps those around the running one are shown, with counts before and after', () => {
  assert.deepEqual(titles(steps(3), 3), ['0', '1', '2']);
  assert.deepEqual(titles(steps(20, { 10: 'running' }), 3), ['… +9', '9', '10', '11', '… +8']);
  assert.deepEqual(titles(steps(20, { 4: 'done', 5: 'done' }), 3), ['… +4', '4', '5', '6', '… +13']);
  assert.deepEqual(titles(steps(20, { 19: 'failed' }), 3), ['… +17', '17', '18', '19']);
});

void test('deep steps are indented no further than a phone can show', () => {
  const indents = stepLines(steps(7), 7, (_, mark, indent) => `${mark}${indent}`);
  assert.deepEqual(indents, ['⬜0', '⬜1', '⬜2', '⬜3', '⬜4', '⬜4', '⬜4']);
});

void test('what is most important is kept within both ceilings, in its own order', () => {
  const keep = (room: { count: number; size: number }): string[] =>
    mostImportant(['long text', 'note', 'BUTTON', 'end'], room, {
      importance: (piece) => (piece === 'BUTTON' ? 0 : 1),
      weigh: (piece) => ({ count: 1, size: piece.length }),
    });
  assert.deepEqual(keep({ count: 4, size: 22 }), ['long text', 'note', 'BUTTON', 'end']);
  assert.deepEqual(keep({ count: 2, size: 99 }), ['long text', 'BUTTON']);
  assert.deepEqual(keep({ count: 4, size: 13 }), ['note', 'BUTTON', 'end']);
});

void test('progress is never more than all of it', () => {
  assert.equal(progressBar(1, 2), '▰▰▰▰▰▰▱▱▱▱▱▱  1 / 2');
  assert.equal(progressBar(3, 2), '▰▰▰▰▰▰▰▰▰▰▰▰  3 / 2');
  assert.equal(progressBar(0, 0), '▱▱▱▱▱▱▱▱▱▱▱▱  0 / 0');
});
