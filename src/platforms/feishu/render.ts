import type { Action, Card, Part, Tone } from '../../domain/card.ts';
import { chunks } from '../common/chunks.ts';
import { clean, oneLine } from '../common/clean.ts';
import { withGates } from '../common/gate-value.ts';
import { progressBar } from '../common/marks.ts';
import { type Step, stepLines } from '../common/steps.ts';
import {
  type Element,
  type FeishuCard,
  grid,
  type Header,
  markdownElement,
  plainText,
  row,
} from './elements.ts';
import { button, form } from './forms.ts';
import { feishuLimits } from './limits.ts';
import { bytesOf, details, type FeishuDetail, fit } from './shrink.ts';
import { cut, literal, markdown } from './text.ts';

/**
 * A card as Feishu's card JSON 2.0. Whatever the card holds, Feishu takes the result: what is too much is left out step by step, the title
 * and the buttons last. Names are stable, so that an edit does not make the card jump.
 */

type Fields = Extract<Part, { kind: 'fields' }>['fields'];

const templates: Record<Tone, Header['template']> = {
  neutral: 'wathet',
  running: 'blue',
  waiting: 'orange',
  good: 'green',
  bad: 'red',
  muted: 'grey',
};

const INDENT = '&emsp;&emsp;';
const FIELDS_PER_ROW = 2;
const BUTTONS_PER_ROW = 4;

/** Maps an account of the configuration to an `ou_…`; undefined where nobody knows it. */
export type OpenIdOf = (account: string) => string | undefined;

/** Throws nothing; always valid for sending and for editing. `maxBytes`: of the card in the request. */
export function renderCard(
  card: Card,
  openIdOf: OpenIdOf,
  maxBytes: number = feishuLimits.card.bytes,
): FeishuCard {
  const frame = frameOf(card);
  const render = (detail: FeishuDetail): Element[] =>
    onceNamed(card.parts.flatMap((part) => renderPart(part, detail, frame.titlePart, openIdOf)));
  const elements = fit(render, maxBytes - bytesOf(frame.card));
  return withElements(frame.card, elements, card);
}

/** The least that is still of use, for when Feishu refuses the card itself: one line and the buttons. */
export function renderPlain(card: Card): FeishuCard {
  const { card: frame } = frameOf(card);
  const buttons = card.parts.flatMap((part) =>
    part.kind === 'actions' ? actions(part.actions, details.least) : [],
  );
  return withElements(frame, [markdownElement(summaryLine(card)), ...onceNamed(buttons).slice(0, 8)], card);
}

/** Feishu refuses a card in which two forms have one name. */
function onceNamed(elements: readonly Element[]): Element[] {
  const names = new Set<string>();
  return elements.filter((element) => {
    if (element.tag !== 'form') return true;
    const first = !names.has(element.name);
    names.add(element.name);
    return first;
  });
}

function summaryLine(card: Card): string {
  return markdown([card.summary], feishuLimits.summaryText) || '–';
}

function withElements(frame: FeishuCard, elements: Element[], card: Card): FeishuCard {
  return {
    ...frame,
    body: { elements: elements.length > 0 ? elements : [markdownElement(summaryLine(card))] },
  };
}

/** All but the body; the first title is the header. */
function frameOf(card: Card): { card: FeishuCard; titlePart: Part | undefined } {
  const titlePart = card.parts.find((part) => part.kind === 'title');
  const title = titlePart && oneLine(clean(titlePart.text));
  return {
    titlePart,
    card: {
      schema: '2.0',
      config: {
        update_multi: true,
        width_mode: 'fill',
        summary: {
          content: cut(oneLine(clean(card.summary)) || '–', feishuLimits.summaryText),
        },
      },
      ...(titlePart && title
        ? {
            header: {
              template: templates[titlePart.tone],
              title: plainText(cut(title, feishuLimits.titleText)),
            },
          }
        : {}),
      body: { elements: [] },
    },
  };
}

function renderPart(
  part: Part,
  detail: FeishuDetail,
  titlePart: Part | undefined,
  openIdOf: OpenIdOf,
): Element[] {
  const shown = (text: Parameters<typeof markdown>[0], max: number): string =>
    markdown(withOpenIds(text, openIdOf), max);
  switch (part.kind) {
    case 'title':
      return part === titlePart
        ? []
        : visible(markdown([{ kind: 'bold', text: part.text }], feishuLimits.titleText));
    case 'fields':
      return fields(part.fields, detail, shown);
    case 'progress':
      return [markdownElement(progressBar(part.done, part.total))];
    case 'steps':
      return visible(steps(part.steps, detail, shown));
    case 'text':
      return visible(shown(part.text, detail.text));
    case 'divider':
      return [{ tag: 'hr' }];
    case 'actions':
      return actions(part.actions, detail);
    case 'footnote':
      return visible(shown(part.text, detail.text), { text_size: 'notation' });
  }
}

type Shown = (text: Parameters<typeof markdown>[0], max: number) => string;

function withOpenIds(
  text: Parameters<typeof markdown>[0],
  openIdOf: OpenIdOf,
): Parameters<typeof markdown>[0] {
  return text.map((span) => {
    if (typeof span === 'string' || span.kind !== 'mention') return span;
    const account = span.account === undefined ? undefined : openIdOf(span.account);
    return { kind: 'mention', name: span.name, ...(account === undefined ? {} : { account }) };
  });
}

/** Feishu refuses empty texts; a text that shows nothing needs no element. */
function visible(content: string, size: { text_size?: 'notation' } = {}): Element[] {
  const seen = /\S/.test(content.replaceAll('&nbsp;', ''));
  return seen ? [{ tag: 'markdown', content, ...size }] : [];
}

function fields(all: Fields, detail: FeishuDetail, shown: Shown): Element[] {
  const some = all.slice(0, detail.fields);
  const cells = some.map(({ label, value }) =>
    markdownElement(
      `<font color='grey'>${literal(cut(label.trim() || '–', 60))}</font>\n${shown(value, detail.field) || '–'}`,
    ),
  );
  if (some.length < all.length) cells.push(markdownElement(`… +${all.length - some.length}`));
  return chunks(cells, FIELDS_PER_ROW).map(grid);
}

function steps(all: readonly Step[], detail: FeishuDetail, shown: Shown): string {
  const lines = stepLines(all, detail.steps, (step, mark, indent) => {
    const note = step.note ? shown(step.note, detail.stepNote).replaceAll('\n', ' ') : '';
    const title = markdown([oneLine(step.title) || '–'], detail.stepTitle);
    return `${INDENT.repeat(indent)}${mark} ${title}${note === '' ? '' : ` — ${note}`}`;
  });
  return lines.join('\n');
}

/** In their order: plain buttons in rows, and a form for each action that asks something. */
function actions(all: readonly Action[], detail: FeishuDetail): Element[] {
  const elements: Element[] = [];
  let plain: Action[] = [];
  const flush = (): void => {
    elements.push(...chunks(plain.map(button), BUTTONS_PER_ROW).map(row));
    plain = [];
  };
  for (const action of withGates(all).slice(0, detail.buttons)) {
    if (action.asks === undefined) {
      plain.push(action);
      continue;
    }
    flush();
    elements.push(form(action, action.asks, detail.options));
  }
  flush();
  return elements;
}
