import type { Card, Form } from '../../src/domain/card.ts';

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

export const reasonForm: Form = {
  title: 'Reject shop → prod',
  fields: [{ id: 'reason', label: 'Reason', kind: 'lines', required: false, maxLength: 500 }],
  submit: 'Reject',
  cancel: 'Cancel',
  instead: 'Answer "reject because …" to the card.',
  subject: { approval: 7, attempt: 'attempt-1', verdict: 'reject' },
};

export const approvalForm: Form = {
  title: 'Approve shop → prod',
  fields: [
    { id: 'ticket', label: 'Change ticket', kind: 'line', required: true, maxLength: 256 },
    {
      id: 'window',
      label: 'Window',
      kind: 'choice',
      options: ['now', 'to & <night>'],
      required: true,
      maxLength: 256,
    },
    { id: 'reason', label: 'Why?', kind: 'lines', required: true, maxLength: 500 },
  ],
  submit: 'Approve',
  cancel: 'Cancel',
  instead: 'Write: /flow approve 42 ticket="…" window="…" because …',
  subject: { approval: 7, attempt: 'attempt-1', verdict: 'approve' },
};

/** Both its buttons ask. */
export function approvalCard(form: Form = approvalForm): Card {
  const { summary, parts } = reasonCard();
  return {
    summary,
    parts: parts.map((part) =>
      part.kind === 'actions'
        ? {
            ...part,
            actions: part.actions.map((one) => (one.verdict === 'approve' ? { ...one, asks: form } : one)),
          }
        : part,
    ),
  };
}

/** Its reject button asks for the reason. */
export function reasonCard(): Card {
  const { summary, parts } = card('choose');
  return {
    summary,
    parts: parts.map((part) =>
      part.kind === 'actions'
        ? {
            ...part,
            actions: part.actions.map((one) =>
              one.verdict === 'reject' ? { ...one, asks: reasonForm } : one,
            ),
          }
        : part,
    ),
  };
}

/** Names somebody; with their account it calls them. */
export function mentionCard(account: string | undefined): Card {
  const mention = { kind: 'mention' as const, name: 'Ada of the name' };
  return {
    summary: 'shop to prod: somebody must decide',
    parts: [{ kind: 'text', text: ['decide, ', account === undefined ? mention : { ...mention, account }] }],
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
