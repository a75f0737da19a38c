import type { Span, Text } from '../../domain/card.ts';

/**
 * Text of ours as Slack's mrkdwn, so that no value can break out of its place: every character that Slack would read as
 * markup is escaped or kept from being read. https://docs.slack.dev/messaging/formatting-message-text
 */

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Keeps a formatting character from being read as one; invisible, and without width. */
const ZERO_WIDTH_SPACE = '\u200B';
const ELLIPSIS = '…';

/** At most `max` UTF-16 units, cut between graphemes, with an ellipsis where something is missing. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  let kept = '';
  for (const { segment } of graphemes.segment(text.slice(0, max))) {
    if (kept.length + segment.length > max - ELLIPSIS.length) break;
    kept += segment;
  }
  return kept + ELLIPSIS;
}

/** Without control characters, broken surrogates, and the marks that turn the direction of reading (they can hide what is approved). */
export function clean(text: string): string {
  return text.toWellFormed().replace(/(?![\n\t])[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, '');
}

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
      return out + (rest > 0 ? glue + shortened(span, rest) : '') + ELLIPSIS;
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
    case 'time':
      return time(span.at);
  }
}

function wrapped(mark: string, inner: string): string {
  return inner === '' ? '' : mark + inner + mark;
}

/** Bold and code end at a line's end, and do not begin beside a space. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** A link to anything but a web page is shown as its text alone. */
function link(label: string, url: string): string {
  const shown = literal(oneLine(label)).replaceAll('|', '｜');
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return shown;
  const target = escape(new URL(url).href).replaceAll('|', '%7C');
  return `<${target}|${shown === '' ? target : shown}>`;
}

/** https://docs.slack.dev/messaging/formatting-message-text#date-formatting; the fallback is what clients without it show. */
function time(at: number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '–';
  const fallback = `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `<!date^${Math.floor(at / 1000)}^{date_short_pretty} {time}|${fallback}>`;
}

/** The longest beginning of the span that fits; nothing of one that cannot be cut. */
function shortened(span: Span, max: number): string {
  if (typeof span !== 'string' && (span.kind === 'mention' || span.kind === 'time')) return '';
  const text = clean(typeof span === 'string' ? span : span.text).slice(0, max);
  const ends = [...graphemes.segment(text)].map(({ index, segment }) => index + segment.length);
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (beginning(span, text.slice(0, ends[middle - 1])).length <= max) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? '' : beginning(span, text.slice(0, ends[low - 1]));
}

function beginning(span: Span, text: string): string {
  if (typeof span === 'string') return render(text);
  return span.kind === 'mention' || span.kind === 'time' ? '' : render({ ...span, text });
}
