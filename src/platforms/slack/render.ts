import type {
  ActionsBlock,
  Button,
  ContextBlock,
  KnownBlock,
  MrkdwnElement,
  SectionBlock,
} from '@slack/types';
import type { Action, Card, Part } from '../../domain/card.ts';
import { chunks } from '../common/chunks.ts';
import { clean, oneLine } from '../common/clean.ts';
import { withGates } from '../common/gate-value.ts';
import { cut } from '../common/graphemes.ts';
import { progressBar, toneMarks, verdictMarks } from '../common/marks.ts';
import type { Detail } from '../common/shrink.ts';
import { type Step, stepLines } from '../common/steps.ts';
import { writeButtonValue } from './button.ts';
import { slackLimits } from './limits.ts';
import { details, fit } from './shrink.ts';
import { literal, mrkdwn } from './text.ts';

/**
 * A card as Block Kit. Whatever the card holds, Slack takes the result: what is too much is left out step by step, the title
 * and the buttons last. Block ids are stable, so that an edit does not make the card jump.
 */

export type CardMessage = { text: string; blocks: KnownBlock[] };
type Fields = Extract<Part, { kind: 'fields' }>['fields'];

const INDENT = '\u2003\u2003';

/** Throws nothing; always valid for `chat.postMessage` and `chat.update`. */
export function renderCard(card: Card): CardMessage {
  const blocks = fit((detail) => card.parts.flatMap((part, i) => renderPart(part, i, detail)));
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

function steps(all: readonly Step[], id: string, detail: Detail): KnownBlock[] {
  const lines = stepLines(all, detail.steps, (step, mark, indent) => {
    const note = step.note ? mrkdwn(step.note, detail.stepNote) : '';
    const title = mrkdwn([oneLine(step.title) || '–'], detail.stepTitle);
    return `${INDENT.repeat(indent)}${mark}  ${title}${note === '' ? '' : ` — ${note.replaceAll('\n', ' ')}`}`;
  });
  return sections(lines, id);
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
  const buttons = withGates(all).slice(0, detail.buttons).map(button);
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
