import type { StepMark, Tone } from '../../domain/card.ts';

/** Signs for places without colours. */
export const toneMarks: Record<Tone, string> = {
  neutral: '🔹',
  running: '🚀',
  waiting: '✋',
  good: '✅',
  bad: '❌',
  muted: '⚪',
};

export const stepMarks: Record<StepMark, string> = {
  pending: '⬜',
  running: '⏳',
  waiting: '⏸️',
  done: '✅',
  failed: '❌',
  skipped: '⏭️',
};

/** For a button without words. */
export const verdictMarks = { approve: '✓', reject: '✕' } as const;

const BAR_CELLS = 12;

export function progressBar(done: number, total: number): string {
  const share = total > 0 ? Math.min(Math.max(done / total, 0), 1) : 0;
  const full = Math.floor(share * BAR_CELLS);
  return `${'▰'.repeat(full)}${'▱'.repeat(BAR_CELLS - full)}  ${done} / ${total}`;
}
