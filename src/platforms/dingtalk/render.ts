import type { Action, Card, Part, Tone } from '../../domain/card.ts';
import { withGates } from '../common/gate-value.ts';
import { progressBar, toneMarks, verdictMarks } from '../common/marks.ts';
import type { Detail as SharedDetail } from '../common/shrink.ts';
import { type Step, stepLines } from '../common/steps.ts';
import { dingtalkLimits } from './limits.ts';
import { LINE_BREAK, literal, markdown, plain } from './text.ts';

/**
 * A card as title, markdown and gates, from which each kind of DingTalk card is made. Whatever the card holds, the result is within our
 * limits: what is too much is left out step by step.
 */
export type Rendered = {
  /** Plain text. */
  title: string;
  tone: Tone;
  body: string;
  gates: Gate[];
  /** Plain text for the list of conversations. */
  summary: string;
};

/** The buttons of one approval. */
export type Gate = { name: string; approve: Action | undefined; reject: Action | undefined };

type Detail = Omit<SharedDetail, 'buttons'>;
type Fields = Extract<Part, { kind: 'fields' }>['fields'];

/** Lengths in UTF-16 units of the rendered text. The buttons have their places, and are not cut here. */
const details: readonly Detail[] = [
  { text: 2_000, fields: 20, field: 300, steps: 40, stepTitle: 100, stepNote: 120 },
  { text: 1_000, fields: 15, field: 150, steps: 25, stepTitle: 80, stepNote: 80 },
  { text: 400, fields: 10, field: 80, steps: 15, stepTitle: 60, stepNote: 60 },
  { text: 200, fields: 8, field: 60, steps: 9, stepTitle: 50, stepNote: 40 },
];

const INDENT = '\u2003\u2003';

/** Throws nothing. */
export function renderCard(card: Card): Rendered {
  const title = card.parts.find((part) => part.kind === 'title');
  const summary = plain(card.summary, dingtalkLimits.summary) || '–';
  return {
    title: plain(title?.text ?? '', dingtalkLimits.title) || summary,
    tone: title?.tone ?? 'neutral',
    body: body(card.parts) || literal(summary),
    gates: gatesOf(card.parts),
    summary,
  };
}

/** The title with the mark of its tone, for cards that have no colours. */
export function markedTitle({ title, tone }: Rendered): string {
  return `${toneMarks[tone]} ${title}`;
}

export function buttonLabel({ label, verdict }: Action): string {
  return plain(label, dingtalkLimits.buttonText) || verdictMarks[verdict];
}

function gatesOf(parts: readonly Part[]): Gate[] {
  const gates = new Map<string, Gate>();
  for (const action of parts.flatMap((part) => (part.kind === 'actions' ? withGates(part.actions) : []))) {
    const name = `${action.approval}:${action.attempt}`;
    const gate = gates.get(name) ?? { name, approve: undefined, reject: undefined };
    gate[action.verdict] = action;
    gates.set(name, gate);
  }
  return [...gates.values()];
}

function body(parts: readonly Part[]): string {
  let out = '';
  for (const detail of details) {
    out = join(parts.map((part) => renderPart(part, detail)));
    if (out.length <= dingtalkLimits.body) return out;
  }
  return head(parts);
}

/** At the least detail, in order, as long as it fits; one line says how many parts are missing. */
function head(parts: readonly Part[]): string {
  const least = details.at(-1);
  const texts = least ? parts.map((part) => renderPart(part, least)).filter((text) => text !== '') : [];
  const kept: string[] = [];
  let size = 20;
  for (const text of texts) {
    size += text.length + 2;
    if (size <= dingtalkLimits.body) kept.push(text);
  }
  return join([...kept, `… +${texts.length - kept.length}`]);
}

function join(texts: readonly string[]): string {
  return texts.filter((text) => /[^\s\u200B]/.test(text)).join('\n\n');
}

function renderPart(part: Part, detail: Detail): string {
  switch (part.kind) {
    case 'title':
    case 'actions':
      return '';
    case 'fields':
      return fields(part.fields, detail);
    case 'progress':
      return progressBar(part.done, part.total);
    case 'steps':
      return steps(part.steps, detail);
    case 'text':
    case 'footnote':
      return markdown(part.text, detail.text).trim();
    case 'divider':
      return '---';
  }
}

function fields(all: Fields, detail: Detail): string {
  const lines = all.slice(0, detail.fields).map(({ label, value }) => {
    const name = literal(plain(label, 100) || '–');
    return `${name}${/\p{Script=Han}/u.test(name) ? '：' : ': '}${markdown(value, detail.field).replaceAll(LINE_BREAK, ' ')}`;
  });
  if (all.length > detail.fields) lines.push(`… +${all.length - detail.fields}`);
  return lines.join(LINE_BREAK);
}

function steps(all: readonly Step[], detail: Detail): string {
  const lines = stepLines(all, detail.steps, (step, mark, indent) => {
    const note = step.note ? markdown(step.note, detail.stepNote).replaceAll(LINE_BREAK, ' ') : '';
    const title = literal(plain(step.title, detail.stepTitle) || '–');
    return `${INDENT.repeat(indent)}${mark} ${title}${note === '' ? '' : ` — ${note}`}`;
  });
  return lines.join(LINE_BREAK);
}
