import type { Span, Text } from '../../domain/card.ts';
import { clean, oneLine } from '../common/clean.ts';
import { cut, ELLIPSIS } from '../common/graphemes.ts';
import { shortened } from '../common/shortened.ts';
import { webPage } from '../common/web-page.ts';

/**
 * Text of ours in the markdown that DingTalk reads. It documents a subset and no escapes
 * (https://open.dingtalk.com/document/orgapp/robot-message-types-and-data-format), so characters that could begin markup give way to others that look alike:
 * no parser, whichever a client has, can read them as anything but text.
 */

/** A single line feed joins lines; two spaces before it break them, in messages and on cards alike. */
export const LINE_BREAK = '  \n';

const lookAlikes: Readonly<Record<string, string>> = {
  '*': '∗',
  '`': 'ˋ',
  '[': '［',
  ']': '］',
  '<': '＜',
  '\\': '＼',
};

/** Plain text, at most `max` units: for places where nothing is read as markup. */
export function plain(text: string, max: number): string {
  return cut(oneLine(clean(text)), max);
}

/** Plain text that is shown character by character. `lineStart`: it stands at the beginning of a line. */
export function literal(text: string, lineStart = true): string {
  const lines = clean(text).split('\n');
  return lines
    .map((line, i) => {
      const inert = line
        .replace(/[*`[\]<\\]/g, (sign) => lookAlikes[sign] ?? sign)
        // Inside a word it is no markup, and `my_app_name` must stay copyable.
        .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '＿')
        .replace(/~(?=~)|(?<=~)~/g, '～')
        .replace(/\$(?=\$)|(?<=\$)\$/g, '＄');
      const ended = i < lines.length - 1 ? inert.trimEnd() : inert;
      return i > 0 || lineStart ? inertStart(ended) : ended;
    })
    .join(LINE_BREAK);
}

/** A line that begins no heading, quote, list, rule or block of code. */
function inertStart(line: string): string {
  return line
    .replace(/^[ \t]+/, (indent) => '\u2003'.repeat(Math.min(indent.length, 8)))
    .replace(/^(\u2003*)#/, '$1＃')
    .replace(/^(\u2003*)>/, '$1＞')
    .replace(/^(\u2003*)-(?=[\s-]|$)/, '$1－')
    .replace(/^(\u2003*)\+(?=\s|$)/, '$1＋')
    .replace(/^(\u2003*)(=+)$/, (_, indent: string, run: string) => indent + '＝'.repeat(run.length))
    .replace(
      /^(\u2003*\d{1,9})([.)])(?=\s|$)/,
      (_, number: string, sign: string) => number + (sign === '.' ? '．' : '）'),
    );
}

/**
 * All spans as markdown, at most `max` units. What does not fit is left out from the end, by grapheme and never in the middle of a link; an
 * ellipsis stands for it.
 */
export function markdown(text: Text, max: number): string {
  let out = '';
  let styled = false;
  for (const [i, span] of text.entries()) {
    const room = max - out.length - (i === text.length - 1 ? 0 : ELLIPSIS.length);
    const glue = joint(out, span, styled);
    const lineStart = glue === '' && (out === '' || out.endsWith('\n'));
    const rendered = render(span, lineStart);
    if (rendered === '') continue;
    const piece = glue + rendered;
    if (piece.length > room) {
      const rest = max - out.length - glue.length - ELLIPSIS.length;
      return (
        out +
        (rest > 0 ? glue + shortened(span, rest, (beginning) => render(beginning, lineStart)) : '') +
        ELLIPSIS
      );
    }
    out += piece;
    styled = isBold(span);
  }
  return out;
}

/** Bold beside a letter or a full stop shows its asterisks: a space keeps them apart. */
function joint(before: string, span: Span, styled: boolean): string {
  const open = before !== '' && !/\s$/.test(before);
  if (isBold(span)) return open ? ' ' : '';
  return styled && open && !/^\s/.test(typeof span === 'string' ? span : 'x') ? ' ' : '';
}

function isBold(span: Span): boolean {
  return typeof span !== 'string' && span.kind === 'bold';
}

function render(span: Span, lineStart: boolean): string {
  if (typeof span === 'string') return literal(span, lineStart);
  switch (span.kind) {
    case 'bold': {
      const inner = literal(oneLine(span.text), false);
      return inner === '' ? '' : `**${inner}**`;
    }
    case 'code':
      // Not in the subset of messages.
      return literal(oneLine(span.text), lineStart);
    case 'link':
      return link(span.text, span.url);
    case 'mention':
      return literal(`@${oneLine(span.name)}`, false);
    case 'everyone':
      return literal(`@${oneLine(span.text)}`, false);
    case 'time':
      return time(span.at);
  }
}

/** A link to anything but a web page is shown as its text alone: `dtmd://` links make the reader say things. */
function link(label: string, url: string): string {
  const shown = literal(oneLine(label), false);
  const target = webAddress(url);
  if (target === undefined) return shown;
  return `[${shown === '' ? literal(target, false) : shown}](${target})`;
}

/** The address as it may stand in a link; undefined when it does not lead to a web page. */
export function webAddress(url: string): string | undefined {
  return webPage(url)?.replace(
    /[()[\]*`\\<>]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** DingTalk cannot show a moment in the reader's own zone; its tenants, and its own clock, are in UTC+8, where no clock is ever changed. */
const ZONE_MS = 8 * 3_600_000;

function time(at: number): string {
  const date = new Date(at + ZONE_MS);
  if (Number.isNaN(date.getTime())) return '–';
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} (UTC+8)`;
}
