import type { Span, Text } from '../../domain/card.ts';
import { clean, oneLine } from '../common/clean.ts';
import { ELLIPSIS } from '../common/graphemes.ts';
import { shortened } from '../common/shortened.ts';
import { webPage } from '../common/web-page.ts';

/**
 * Text of ours as Slack's mrkdwn, so that no value can break out of its place: every character that Slack would read as
 * markup is escaped or kept from being read. https://docs.slack.dev/messaging/formatting-message-text
 */

/** Keeps a formatting character from being read as one; invisible, and without width. */
const ZERO_WIDTH_SPACE = '\u200B';

/** The characters that Slack reads as control sequences everywhere (mentions, links, `<!channel>`). */
function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Plain text that mrkdwn shows character by character. */
export function literal(text: string): string {
  const unformatted = clean(text)
    .replaceAll('`', `${ZERO_WIDTH_SPACE}\`${ZERO_WIDTH_SPACE}`)
    // Inside a word Slack does not format, and `my_app_name` must stay copyable.
    .replace(
      /(?<![\p{L}\p{N}])[*_~]|[*_~](?![\p{L}\p{N}])/gu,
      (mark) => ZERO_WIDTH_SPACE + mark + ZERO_WIDTH_SPACE,
    )
    .replace(/:(?=[\w+'-]+:)/g, `:${ZERO_WIDTH_SPACE}`)
    .replace(/^>/gm, `${ZERO_WIDTH_SPACE}>`);
  return escape(unformatted);
}

/**
 * All spans as mrkdwn, at most `max` units. What does not fit is left out from the end, by grapheme and never in the middle of
 * an escape or a link; an ellipsis stands for it.
 */
export function mrkdwn(text: Text, max: number): string {
  let out = '';
  let styled = false;
  for (const [i, span] of text.entries()) {
    const room = max - out.length - (i === text.length - 1 ? 0 : ELLIPSIS.length);
    const glue = joint(out, styled || typeof span !== 'string');
    const piece = glue + render(span);
    if (piece.length > room) {
      const rest = max - out.length - glue.length - ELLIPSIS.length;
      return out + (rest > 0 ? glue + shortened(span, rest, render) : '') + ELLIPSIS;
    }
    out += piece;
    styled = typeof span !== 'string';
  }
  return out;
}

/** Slack formats only between boundaries: `a*b*` shows the asterisks. A space without width is one. */
function joint(before: string, styled: boolean): string {
  return styled && before !== '' && !/\s$/.test(before) ? ZERO_WIDTH_SPACE : '';
}

function render(span: Span): string {
  if (typeof span === 'string') return literal(span);
  switch (span.kind) {
    case 'bold':
      // An asterisk inside would end it.
      return wrapped('*', literal(oneLine(span.text)).replaceAll('*', '∗'));
    case 'code':
      return wrapped('`', escape(oneLine(clean(span.text)).replaceAll('`', "'")));
    case 'link':
      return link(span.text, span.url);
    case 'mention':
      return span.account !== undefined && /^[UW][A-Z0-9]+$/.test(span.account)
        ? `<@${span.account}>`
        : literal(`@${span.name}`);
    case 'everyone':
      return '<!channel>';
    case 'time':
      return time(span.at);
  }
}

function wrapped(mark: string, inner: string): string {
  return inner === '' ? '' : mark + inner + mark;
}

/** A link to anything but a web page is shown as its text alone. */
function link(label: string, url: string): string {
  const shown = literal(oneLine(label)).replaceAll('|', '｜');
  const page = webPage(url);
  if (page === undefined) return shown;
  const target = escape(page).replaceAll('|', '%7C');
  return `<${target}|${shown === '' ? target : shown}>`;
}

/** https://docs.slack.dev/messaging/formatting-message-text#date-formatting; the fallback is what clients without it show. */
function time(at: number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '–';
  const fallback = `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `<!date^${Math.floor(at / 1000)}^{date_short_pretty} {time}|${fallback}>`;
}
