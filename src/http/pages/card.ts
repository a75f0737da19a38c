import type { Card, Part, Span, StepMark, Text } from '../../domain/card.ts';
import type { Language } from '../../domain/directory.ts';
import { markWord, pageWord } from '../../presenter/page-words.ts';
import { type Html, html } from './html.ts';

const GLYPHS: Readonly<Record<StepMark, string>> = {
  pending: '',
  running: '',
  waiting: '',
  done: '✓',
  failed: '✕',
  skipped: '–',
};

/** Deeper steps are not indented further: a phone shows about forty characters. */
const MAX_DEPTH = 4;

/** The card to read: its buttons are left out, a page has its own. */
export function cardHtml(card: Card, language: Language): Html {
  return html`<article class="panel card">${card.parts.map((part) => partHtml(part, language))}</article>`;
}

function partHtml(part: Part, language: Language): Html {
  switch (part.kind) {
    case 'title':
      return html`<h2 class="title ${part.tone}"><span class="dot" aria-hidden="true"></span>${part.text}</h2>`;
    case 'fields':
      return html`<dl class="fields">${part.fields.map(
        ({ label, value }) => html`<div><dt>${label}</dt><dd>${textHtml(value)}</dd></div>`,
      )}</dl>`;
    case 'progress': {
      const label = pageWord('progress', language, { done: part.done, total: part.total });
      return html`<div class="progress"><progress value="${part.done}" max="${Math.max(part.total, 1)}" aria-label="${label}"></progress><span>${label}</span></div>`;
    }
    case 'steps':
      return html`<ol class="steps">${part.steps.map(({ mark, title, note, depth }) => {
        const said = note === undefined ? undefined : html`<span class="note">${textHtml(note)}</span>`;
        return html`<li class="depth-${Math.min(depth, MAX_DEPTH)}"><span class="mark ${mark}" aria-hidden="true">${GLYPHS[mark]}</span><span class="step"><span class="name">${title}</span><span class="aside"> (${markWord(mark, language)})</span> ${said}</span></li>`;
      })}</ol>`;
    case 'text':
      return html`<p class="text">${textHtml(part.text)}</p>`;
    case 'divider':
      return html`<hr>`;
    case 'actions':
      return html``;
    case 'footnote':
      return html`<p class="footnote">${textHtml(part.text)}</p>`;
  }
}

export function textHtml(text: Text): Html {
  return html`${text.map(spanHtml)}`;
}

function spanHtml(span: Span): Html {
  if (typeof span === 'string') return html`${span}`;
  switch (span.kind) {
    case 'bold':
      return html`<strong>${span.text}</strong>`;
    case 'code':
      return html`<code>${span.text}</code>`;
    case 'link':
      return isWebAddress(span.url)
        ? html`<a href="${span.url}" rel="noreferrer">${span.text}</a>`
        : html`${span.text}`;
    case 'mention':
      return html`@${span.name}`;
    case 'everyone':
      return html`@${span.text}`;
    case 'time':
      return timeHtml(span.at);
  }
}

/** A link to anything but a web page is shown as its text alone. */
function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

/** Without a script nobody knows the reader's time zone: the one that is shown is named. */
function timeHtml(at: number): Html {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return html`–`;
  const iso = date.toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')} UTC</time>`;
}
