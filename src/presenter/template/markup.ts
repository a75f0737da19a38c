import type { Span, Text } from '../../domain/card.ts';
import { filled, PLACE, plainValue, type Shown } from './shown.ts';

/**
 * The small markup of templates: `**bold**`, `` `code` ``, `[text](https://…)`, and `\` before a sign that is meant as it is. It is read in the text of the template
 * alone: values are put into their places afterwards, as plain text. What is no markup is shown as it stands.
 */
export function readMarkup(written: string, values: readonly Shown[]): Text {
  const spans: Span[] = [];
  let from = 0;
  for (const match of written.matchAll(TOKEN)) {
    add(spans, written.slice(from, match.index));
    from = match.index + match[0].length;
    add(spans, spanOf(match, values));
  }
  add(spans, written.slice(from));
  return spans;
}

const TOKEN = new RegExp(
  [
    PLACE,
    /\\(?<escaped>[\\*`[\]])/.source,
    /\*\*(?<bold>(?:\\.|[^*\\\n]|\*(?!\*))+)\*\*/.source,
    /`(?<code>[^`\n]+)`/.source,
    /\[(?<label>(?:\\.|[^[\]\\\n])+)\]\((?<url>[^()\s]+)\)/.source,
  ].join('|'),
  'g',
);

function spanOf(match: RegExpExecArray, values: readonly Shown[]): Span {
  const { value, escaped, bold, code, label = '', url = '' } = match.groups ?? {};
  if (value !== undefined) {
    const shown = values[Number(value)] ?? '';
    return typeof shown === 'string' ? shown : { kind: 'time', at: shown.at };
  }
  if (escaped !== undefined) return escaped;
  if (bold !== undefined) return { kind: 'bold', text: words(bold, values) };
  if (code !== undefined) return { kind: 'code', text: filled(code, values, plainValue) };
  const text = words(label, values);
  const target = address(url, values);
  return target === undefined ? text : { kind: 'link', text, url: target };
}

function words(text: string, values: readonly Shown[]): string {
  return filled(text.replace(/\\([\\*`[\]])/g, '$1'), values, plainValue);
}

const WEB = /^https?:\/\/\S+$/i;

/** A value at its beginning is an address, a later one a piece of it that cannot leave its place. Undefined for what leads to no web page. */
function address(url: string, values: readonly Shown[]): string | undefined {
  const first = new RegExp(`^${PLACE}`).exec(url);
  const begin = first === null ? '' : plainValue(values[Number(first.groups?.value)] ?? '');
  const rest = filled(url.slice(first?.[0].length ?? 0), values, (value) =>
    encodeURIComponent(plainValue(value).toWellFormed()),
  );
  const whole = begin + rest;
  return WEB.test(whole) && URL.canParse(whole) ? whole : undefined;
}

/** Plain text side by side is one span. */
function add(spans: Span[], span: Span): void {
  const last = spans.at(-1);
  if (span === '') return;
  if (typeof span === 'string' && typeof last === 'string') spans[spans.length - 1] = last + span;
  else spans.push(span);
}
