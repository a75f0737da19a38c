import type { Card } from '../../src/domain/card.ts';

export function card(state: string): Card {
  const action = { approval: 7, attempt: 'attempt-1' };
  return {
    summary: `shop to prod: ${state}`,
    parts: [
      { kind: 'title', text: 'shop → prod', tone: 'waiting' },
      { kind: 'fields', fields: [{ label: 'State', value: [state] }] },
      { kind: 'progress', done: 1, total: 3 },
      {
        kind: 'actions',
        actions: [
          { ...action, verdict: 'approve', label: 'Approve', style: 'primary' },
          { ...action, verdict: 'reject', label: 'Reject', style: 'danger' },
        ],
      },
      { kind: 'footnote', text: ['started by ', { kind: 'bold', text: 'Ada' }] },
    ],
  };
}

/** Over every vendor's limits: the adapter decides what is left out. */
export function hugeCard(): Card {
  return {
    summary: 'huge '.repeat(2_000),
    parts: [
      { kind: 'title', text: `the title stays ${'很长'.repeat(200)}`, tone: 'running' },
      {
        kind: 'fields',
        fields: Array.from({ length: 40 }, (_, i) => ({
          label: `field ${i}`,
          value: ['👩‍💻 value '.repeat(100)],
        })),
      },
      {
        kind: 'steps',
        steps: Array.from({ length: 200 }, (_, i) => ({
          mark: i < 120 ? ('done' as const) : i === 120 ? ('running' as const) : ('pending' as const),
          title: `step ${i}`,
          note: ['a note & more <'.repeat(20)],
          depth: i % 4,
        })),
      },
      { kind: 'text', text: ['message & <markup> '.repeat(10_000 / 19)] },
      ...card('huge').parts.slice(-2),
    ],
  };
}
