import type { Span, Text } from '../../domain/card.ts';
import { clean, oneLine } from '../common/clean.ts';
import { ELLIPSIS, graphemes } from '../common/graphemes.ts';
import { webPage } from '../common/web-page.ts';

/**
 * Text of ours as the Markdown of Feishu's cards, so that no value can break out of its place or call anybody: whatever Feishu would
 * read as markup goes as a character reference.
 * https://open.feishu.cn/document/feishu-cards/card-json-v2-components/content-components/rich-text
 */

const LINE_BYTES = 40;

/** At most `max` graphemes, with an ellipsis where something is missing. A text of 16 units a grapheme is cut earlier. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const segments = [...graphemes.segment(text.slice(0, max * 16))];
  const whole = segments.length <= max && text.length <= max * 16;
  if (whole) return text;
  return segments.slice(0, max - 1).reduce((kept, { segment }) => kept + segment, '') + ELLIPSIS;
}

/** At most `max` bytes of JSON in JSON in UTF-8, cut between graphemes; a line costs what stands around it in a rich text post. */
export function cutBytes(text: string, max: number): string {
  let kept = '';
  let bytes = 0;
  for (const { segment } of graphemes.segment(text.slice(0, max))) {
    bytes += segment === '\n' ? LINE_BYTES : Buffer.byteLength(JSON.stringify(JSON.stringify(segment))) - 6;
    if (bytes > max) return kept + ELLIPSIS;
    kept += segment;
  }
  return kept.length < text.length ? kept + ELLIPSIS : kept;
}

function reference(sign: string): string {
  return `&#${sign.codePointAt(0)};`;
}

/** Plain text that Markdown shows character by character; `atStart`: it may begin a line. */
export function literal(text: string, atStart = true): string {
  return (
    clean(text)
      .replace(/[&<>*_~`[\]\\$|]/g, reference)
      // `:DONE:` is an emoji, `https://…` a link.
      .replace(/:(?=\S)/g, reference)
      .split('\n')
      .map((line, i) => (i > 0 || atStart ? guarded(line) : line))
      .join('\n')
  );
}

/** At the beginning of a line stand headings, lists, rules and underlines of headings; blanks would make a block of code. */
function guarded(line: string): string {
  return line
    .replace(/^([ \t]*)([#+=-])/, (_, blanks: string, sign: string) => blanks + reference(sign))
    .replace(/^([ \t]*\d+)([.)])/, (_, number: string, sign: string) => number + reference(sign))
    .replace(/^[ \t]+/, (blanks) => '&nbsp;'.repeat(Math.min(blanks.length, 16)));
}

/**
 * All spans as Markdown, at most `max` graphemes of what is read. What does not fit is left out from the end, never in the middle of a
 * reference or a link; an ellipsis stands for it.
 */
export function markdown(text: Text, max: number): string {
  let out = '';
  let bold = false;
  let left = max;
  for (const span of text) {
    const shown = shownLength(span);
    const whole = shown <= left;
    const atStart = out === '' || out.endsWith('\n');
    const piece = whole ? render(span, atStart) : (left > 1 && shortened(span, left, atStart)) || ELLIPSIS;
    const isBold = piece.startsWith('**');
    out += joint(out.at(-1), piece[0], bold, isBold) + piece;
    if (!whole) return out;
    bold = piece === '' ? bold : isBold;
    left -= shown;
  }
  return out;
}

/** Bold wants a blank, a sign or a line's end on both sides: https://spec.commonmark.org/0.31.2/#left-flanking-delimiter-run */
function joint(
  before: string | undefined,
  after: string | undefined,
  wasBold: boolean,
  isBold: boolean,
): string {
  if (before === undefined || after === undefined) return '';
  const needs = (sign: string): boolean => !/[\s!-)+-/:-@[-`{-~]/.test(sign);
  return (isBold && needs(before)) || (wasBold && needs(after)) ? ' ' : '';
}

function shownLength(span: Span): number {
  if (typeof span === 'string') return lengthOf(span);
  switch (span.kind) {
    case 'mention':
      return lengthOf(span.name) + 1;
    case 'everyone':
      return lengthOf(span.text) + 1;
    case 'time':
      return 12;
    case 'bold':
    case 'code':
    case 'link':
      return lengthOf(span.text);
  }
}

function lengthOf(text: string): number {
  return /^[\x20-\x7E\n]*$/.test(text) ? text.length : [...graphemes.segment(text)].length;
}

function render(span: Span, atStart: boolean): string {
  if (typeof span === 'string') return literal(span, atStart);
  switch (span.kind) {
    case 'bold': {
      const inner = literal(oneLine(span.text), false);
      return inner === '' ? '' : `**${inner}**`;
    }
    case 'code':
      return code(oneLine(clean(span.text)));
    case 'link':
      return link(span.text, span.url);
    case 'mention':
      return span.account !== undefined && isOpenId(span.account)
        ? `<at id=${span.account}></at>`
        : literal(`@${span.name}`);
    case 'everyone':
      return '<at id=all></at>';
    case 'time':
      return time(span.at);
  }
}

/** Nobody else is ever called: `all` is an id for Feishu too. */
function isOpenId(account: string): boolean {
  return /^ou_[0-9A-Za-z]{1,64}$/.test(account);
}

/** References are not read inside of code, and nobody says that tags are not: what has either is shown as plain text. */
function code(text: string): string {
  if (text === '') return '';
  return /[&<>`$\\]/.test(text) ? literal(text) : `\`${text}\``;
}

/** A link to anything but a web page is shown as its text alone. */
function link(label: string, url: string): string {
  const shown = literal(oneLine(label));
  const page = webPage(url);
  if (page === undefined) return shown;
  const target = page.replace(
    /[()<>"'`\\[\]\s$|*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
  return `[${shown === '' ? literal(target) : shown}](${target})`;
}

/** Feishu shows it in the reader's own time zone and language. */
function time(at: number): string {
  if (Number.isNaN(new Date(at).getTime())) return '–';
  const tag = (format: string): string =>
    `<local_datetime millisecond='${Math.trunc(at)}' format_type='${format}'></local_datetime>`;
  return `${tag('date_short')} ${tag('time')}`;
}

/** The beginning of the span that fits; nothing of one that cannot be cut. */
function shortened(span: Span, max: number, atStart: boolean): string {
  if (typeof span === 'string') return literal(cut(span, max), atStart);
  if (span.kind === 'mention' || span.kind === 'everyone' || span.kind === 'time') return '';
  return render({ ...span, text: cut(span.text, max) }, atStart);
}
