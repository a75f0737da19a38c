import type { Span, Text } from '../../domain/card.ts';
import { clean, oneLine } from '../../platforms/common/clean.ts';
import { cut, ELLIPSIS } from '../../platforms/common/graphemes.ts';
import { webPage } from '../../platforms/common/web-page.ts';

/** How a channel writes runs of text, so that no value can break out of its place. What it gets has no control characters. */
export type SpanSyntax = {
  /** Plain text with line feeds. `atStart`: it begins a line. */
  literal(text: string, atStart: boolean): string;
  /** The others are one line, and never empty. */
  bold(text: string): string;
  code(text: string): string;
  /** `url` is http or https in its normal form. */
  link(text: string, url: string): string;
  time(at: Date): string;
};

/** Spans in the channel's syntax, of which at most `max` UTF-16 units are read; an ellipsis stands for what is left out. */
export function renderSpans(text: Text, max: number, syntax: SpanSyntax): string {
  let out = '';
  let left = max;
  for (const span of text) {
    const shown = textOf(span);
    if (left <= 0) return `${out}${ELLIPSIS}`;
    const kept = cut(shown, Math.max(left, 1));
    out += render(span, kept, out === '' || out.endsWith('\n'), syntax);
    if (kept !== shown) return out;
    left -= shown.length;
  }
  return out;
}

function textOf(span: Span): string {
  if (typeof span === 'string') return clean(span);
  switch (span.kind) {
    case 'bold':
    case 'code':
    case 'link':
      return oneLine(clean(span.text));
    case 'mention':
      return `@${oneLine(clean(span.name))}`;
    case 'everyone':
      return `@${oneLine(clean(span.text))}`;
    case 'time':
      return '';
  }
}

function render(span: Span, text: string, atStart: boolean, syntax: SpanSyntax): string {
  if (typeof span === 'string') return syntax.literal(text, atStart);
  switch (span.kind) {
    case 'bold':
    case 'code':
      return text === '' ? '' : syntax[span.kind](text);
    case 'link': {
      const page = webPage(span.url);
      return page === undefined
        ? syntax.literal(text, atStart)
        : syntax.link(text === '' ? page : text, page);
    }
    case 'mention':
    case 'everyone':
      return syntax.literal(text, atStart);
    case 'time': {
      const at = new Date(span.at);
      return Number.isNaN(at.getTime()) ? '–' : syntax.time(at);
    }
  }
}
