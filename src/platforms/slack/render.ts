import type {
  ActionsBlock,
  Button,
  ContextBlock,
  KnownBlock,
  MrkdwnElement,
  SectionBlock,
} from '@slack/types';
import type { Action, Card, Part, StepMark, Tone } from '../../domain/card.ts';
import { writeButtonValue } from './button.ts';
import { slackLimits } from './limits.ts';
import { type Detail, details, fit } from './shrink.ts';
import { clean, cut, literal, mrkdwn } from './text.ts';

/**
 * A card as Block Kit. Whatever the card holds, Slack takes the result: what is too much is left out step by step, the title
 * and the buttons last. Block ids are stable, so that an edit does not make the card jump.
 */

export type CardMessage = { text: string; blocks: KnownBlock[] };
type Fields = Extract<Part, { kind: 'fields' }>['fields'];
type Steps = Extract<Part, { kind: 'steps' }>['steps'];

const toneMarks: Record<Tone, string> = {
  neutral: '🔹',
  running: '🚀',
  waiting: '✋',
  good: '✅',
  bad: '❌',
  muted: '⚪',
};

const stepMarks: Record<StepMark, string> = {
  pending: '⬜',
  running: '⏳',
  waiting: '⏸️',
  done: '✅',
  failed: '❌',
  skipped: '⏭️',
};

const verdictMarks = { approve: '✓', reject: '✕' } as const;

/** Deeper steps are not indented further: a phone shows about forty characters. */
const MAX_INDENT = 4;
const INDENT = '\u2003';
const BAR_CELLS = 12;
/** An attempt that is longer names no gate of ours, and must not crowd out the other buttons. */
const MAX_ATTEMPT = 500;

/** Throws nothing; always valid for `chat.postMessage` and `chat.update`. */
export function renderCard(card: Card): CardMessage {
  const blocks = fit((detail) => card.parts.map((part, i) => renderPart(part, i, detail)));
  const text = plainLine(card.summary);
  return { text, blocks: blocks.length > 0 ? blocks : [section('summary', text)] };
}

/** The least that is still of use, for when Slack refuses the card itself: one line and the buttons. */
export function renderPlain(card: Card): CardMessage {
  const text = plainLine(card.summary);
  const buttons = card.parts.flatMap((part, i) =>
    part.kind === 'actions' ? actions(part.actions, `actions.${i}`, details.least) : [],
  );
  return { text, blocks: [section('summary', cut(text, slackLimits.sectionText)), ...buttons.slice(0, 5)] };
}

function plainLine(summary: string): string {
  return mrkdwn([summary], slackLimits.sectionText) || '–';
}

function renderPart(part: Part, index: number, detail: Detail): KnownBlock[] {
  const id = `${part.kind}.${index}`;
  switch (part.kind) {
    case 'title':
      return [header(id, `${toneMarks[part.tone]} ${clean(part.text)}`)];
    case 'fields':
      return fields(part.fields, id, detail);
    case 'progress':
      return [context(id, progressBar(part.done, part.total))];
    case 'steps':
      return steps(part.steps, id, detail);
    case 'text':
      return visible(mrkdwn(part.text, detail.text)).map((text) => section(id, text));
    case 'divider':
      return [{ type: 'divider', block_id: id }];
    case 'actions':
      return actions(part.actions, id, detail);
    case 'footnote':
      return visible(mrkdwn(part.text, Math.min(detail.text, slackLimits.contextText))).map((text) =>
        context(id, text),
      );
  }
}

/** Slack refuses empty texts; a text that shows nothing needs no block. */
function visible(text: string): string[] {
  return /[^\s\u200B]/.test(text) ? [text] : [];
}

function text(content: string): MrkdwnElement {
  // verbatim: Slack must not turn parts of names and messages into links.
  return { type: 'mrkdwn', text: content, verbatim: true };
}

function header(id: string, content: string): KnownBlock {
  return {
    type: 'header',
    block_id: id,
    text: { type: 'plain_text', text: cut(content, slackLimits.headerText), emoji: false },
  };
}

function section(id: string, content: string): SectionBlock {
  return { type: 'section', block_id: id, text: text(content), expand: true };
}

function context(id: string, content: string): ContextBlock {
  return { type: 'context', block_id: id, elements: [text(content)] };
}

function fields(all: Fields, id: string, detail: Detail): KnownBlock[] {
  const shown = all.slice(0, detail.fields);
  const rendered = shown.map(({ label, value }) =>
    text(`*${literal(cut(label.trim() || '–', 100)).replaceAll('*', '∗')}*\n${mrkdwn(value, detail.field)}`),
  );
  if (shown.length < all.length) rendered.push(text(`… +${all.length - shown.length}`));
  return chunks(rendered, slackLimits.sectionFields).map((some, i) => ({
    type: 'section',
    block_id: `${id}.${i}`,
    fields: some,
  }));
}

function progressBar(done: number, total: number): string {
  const share = total > 0 ? Math.min(Math.max(done / total, 0), 1) : 0;
  const full = Math.floor(share * BAR_CELLS);
  return `${'▰'.repeat(full)}${'▱'.repeat(BAR_CELLS - full)}  ${done} / ${total}`;
}

/** The part of the list around the step where something happens, with counts of what is left out before and after. */
function steps(all: Steps, id: string, detail: Detail): KnownBlock[] {
  const from = windowStart(all, detail.steps);
  const shown = all.slice(from, from + detail.steps);
  const lines = shown.map((step) => {
    const indent = INDENT.repeat(Math.min(Math.max(step.depth, 0), MAX_INDENT) * 2);
    const note = step.note ? mrkdwn(step.note, detail.stepNote) : '';
    const title = mrkdwn([step.title.replace(/\s+/g, ' ').trim() || '–'], detail.stepTitle);
    return `${indent}${stepMarks[step.mark]}  ${title}${note === '' ? '' : ` — ${note.replaceAll('\n', ' ')}`}`;
  });
  if (from > 0) lines.unshift(`… +${from}`);
  const after = all.length - from - shown.length;
  if (after > 0) lines.push(`… +${after}`);
  return sections(lines, id);
}

function windowStart(all: Steps, size: number): number {
  if (all.length <= size) return 0;
  const active = all.findIndex(({ mark }) => mark === 'running' || mark === 'waiting' || mark === 'failed');
  const centre = active >= 0 ? active : all.findLastIndex(({ mark }) => mark === 'done');
  return Math.min(Math.max(centre - Math.floor(size / 2), 0), all.length - size);
}

/** Lines in as few sections as Slack's limit allows. */
function sections(lines: readonly string[], id: string): KnownBlock[] {
  const texts: string[] = [];
  let current = '';
  for (const line of lines) {
    if (current !== '' && current.length + 1 + line.length > slackLimits.sectionText) {
      texts.push(current);
      current = '';
    }
    current += current === '' ? line : `\n${line}`;
  }
  if (current !== '') texts.push(current);
  return texts.map((content, i) => section(`${id}.${i}`, content));
}

function actions(all: readonly Action[], id: string, detail: Detail): ActionsBlock[] {
  const buttons = all
    .filter((action) => action.attempt.length <= MAX_ATTEMPT)
    .slice(0, detail.buttons)
    .map(button);
  return chunks(buttons, slackLimits.actionsPerBlock).map((some, i) => ({
    type: 'actions',
    block_id: `${id}.${i}`,
    elements: some,
  }));
}

function button(action: Action, index: number): Button {
  const label = cut(clean(action.label).trim() || verdictMarks[action.verdict], slackLimits.buttonText);
  return {
    type: 'button',
    action_id: `decide:${action.verdict}:${index}`,
    text: { type: 'plain_text', text: label, emoji: false },
    value: writeButtonValue(action),
    ...(action.style === 'plain' ? {} : { style: action.style }),
  };
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  const out: T[][] = [];
  for (let i = 0; i < all.length; i += size) out.push(all.slice(i, i + size));
  return out;
}
