import type { Part } from '../../domain/card.ts';
import { stepMarks } from './marks.ts';

export type Step = Extract<Part, { kind: 'steps' }>['steps'][number];

/** Deeper steps are not indented further: a phone shows about forty characters. */
const MAX_INDENT = 4;

/**
 * The part of the list, at most `max` steps, around the one where something happens, with counts of what is left out before and after.
 * `line` gets the step's mark and how far it is indented.
 */
export function stepLines(
  all: readonly Step[],
  max: number,
  line: (step: Step, mark: string, indent: number) => string,
): string[] {
  const from = windowStart(all, max);
  const shown = all.slice(from, from + max);
  const lines = shown.map((step) =>
    line(step, stepMarks[step.mark], Math.min(Math.max(step.depth, 0), MAX_INDENT)),
  );
  if (from > 0) lines.unshift(`… +${from}`);
  const after = all.length - from - shown.length;
  if (after > 0) lines.push(`… +${after}`);
  return lines;
}

function windowStart(all: readonly Step[], size: number): number {
  if (all.length <= size) return 0;
  const active = all.findIndex(({ mark }) => mark === 'running' || mark === 'waiting' || mark === 'failed');
  const centre = active >= 0 ? active : all.findLastIndex(({ mark }) => mark === 'done');
  return Math.min(Math.max(centre - Math.floor(size / 2), 0), all.length - size);
}
