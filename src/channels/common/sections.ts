import type { Card, Part, Text, Tone } from '../../domain/card.ts';
import { clean, oneLine } from '../../platforms/common/clean.ts';
import { cut } from '../../platforms/common/graphemes.ts';
import { progressBar } from '../../platforms/common/marks.ts';
import type { Detail as SharedDetail } from '../../platforms/common/shrink.ts';
import { stepLines } from '../../platforms/common/steps.ts';
import { renderSpans, type SpanSyntax } from './spans.ts';

/** How a channel of text writes the parts of a card. */
export type Syntax = SpanSyntax & {
  title(text: string, tone: Tone): string;
  divider: string;
};

type Detail = Omit<SharedDetail, 'buttons'>;
type Fields = Extract<Part, { kind: 'fields' }>['fields'];

/** Lengths in UTF-16 units of what is read. */
const details: readonly Detail[] = [
  { text: 3_000, fields: 20, field: 500, steps: 40, stepTitle: 120, stepNote: 200 },
  { text: 1_500, fields: 20, field: 250, steps: 25, stepTitle: 100, stepNote: 100 },
  { text: 600, fields: 12, field: 120, steps: 15, stepTitle: 80, stepNote: 60 },
  { text: 200, fields: 8, field: 60, steps: 9, stepTitle: 50, stepNote: 40 },
  { text: 100, fields: 6, field: 40, steps: 7, stepTitle: 30, stepNote: 20 },
];

const TITLE_LENGTH = 100;
const LABEL_LENGTH = 60;
/** A UTF-16 unit takes at most three bytes, also where a look-alike stands for it. */
const BYTES_PER_UNIT = 3;
const SUMMARY_LENGTH = 300;
const INDENT = '\u2003\u2003';
const BETWEEN = '\n\n';

/**
 * A card as text of at most `max` bytes in UTF-8: with less and less detail, and in the end without whole parts, never in the middle of markup. The
 * title, which comes first, is the last to go.
 */
export function renderText(card: Card, syntax: Syntax, max: number): string {
  let parts: string[] = [];
  for (const detail of details) {
    parts = card.parts.map((part) => renderPart(part, syntax, detail)).filter((text) => /\S/.test(text));
    if (parts.length === 0) break;
    const text = parts.join(BETWEEN);
    if (Buffer.byteLength(text) <= max) return text;
  }
  if (parts.length === 0) return summaryLine(card.summary, syntax, max);
  return head(parts, max);
}

function summaryLine(summary: string, syntax: Syntax, max: number): string {
  const length = Math.min(SUMMARY_LENGTH, Math.floor(max / BYTES_PER_UNIT));
  return syntax.literal(cut(oneLine(clean(summary)) || '–', length), true);
}

/** As many as fit, in their order; one line says how many parts are missing. */
function head(parts: readonly string[], max: number): string {
  const kept: string[] = [];
  let left = max - 16;
  for (const part of parts) {
    const size = Buffer.byteLength(part) + BETWEEN.length;
    if (size > left) continue;
    left -= size;
    kept.push(part);
  }
  return [...kept, `… +${parts.length - kept.length}`].join(BETWEEN);
}

function renderPart(part: Part, syntax: Syntax, detail: Detail): string {
  switch (part.kind) {
    case 'title': {
      const title = cut(oneLine(clean(part.text)), TITLE_LENGTH);
      return title === '' ? '' : syntax.title(title, part.tone);
    }
    case 'fields':
      return fields(part.fields, syntax, detail);
    case 'progress':
      return progressBar(part.done, part.total);
    case 'steps':
      return stepLines(part.steps, detail.steps, (step, mark, indent) => {
        const title = syntax.literal(cut(oneLine(clean(step.title)) || '–', detail.stepTitle), false);
        const note = step.note ? inline(step.note, detail.stepNote, syntax) : '';
        return `${INDENT.repeat(indent)}${mark} ${title}${note === '' ? '' : ` — ${note}`}`;
      }).join('\n');
    case 'text':
    case 'footnote':
      return renderSpans(part.text, detail.text, syntax);
    case 'divider':
      return syntax.divider;
    case 'actions':
      return '';
  }
}

function fields(all: Fields, syntax: Syntax, detail: Detail): string {
  const lines = all.slice(0, detail.fields).map(({ label, value }) => {
    const name = cut(oneLine(clean(label)) || '–', LABEL_LENGTH);
    const colon = /\p{Script=Han}/u.test(name) ? '：' : ': ';
    return `${syntax.literal(name, true)}${colon}${inline(value, detail.field, syntax)}`;
  });
  if (all.length > detail.fields) lines.push(`… +${all.length - detail.fields}`);
  return lines.join('\n');
}

/** In the middle of a line, and of one line. */
function inline(text: Text, max: number, syntax: SpanSyntax): string {
  return renderSpans(text.map(joined), max, { ...syntax, literal: (one) => syntax.literal(one, false) });
}

function joined<T>(span: T): T | string {
  return typeof span === 'string' ? span.replace(/\s*\n\s*/g, ' ') : span;
}
