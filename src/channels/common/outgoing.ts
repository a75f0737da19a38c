import type { Card, Part, Text } from '../../domain/card.ts';

/** The card as a channel shows it: without buttons, which nobody could answer, and without anybody whom a span calls. */
export function outgoing(card: Card): Card {
  return { summary: card.summary, parts: card.parts.flatMap(shown) };
}

function shown(part: Part): Part[] {
  switch (part.kind) {
    case 'actions':
      return [];
    case 'fields':
      return [
        { ...part, fields: part.fields.map(({ label, value }) => ({ label, value: uncalled(value) })) },
      ];
    case 'steps':
      return [
        {
          ...part,
          steps: part.steps.map((step) => (step.note ? { ...step, note: uncalled(step.note) } : step)),
        },
      ];
    case 'text':
    case 'footnote':
      return [{ ...part, text: uncalled(part.text) }];
    case 'title':
    case 'progress':
    case 'divider':
      return [part];
  }
}

function uncalled(text: Text): Text {
  return text.map((span) =>
    typeof span !== 'string' && span.kind === 'mention' ? { kind: 'mention', name: span.name } : span,
  );
}
