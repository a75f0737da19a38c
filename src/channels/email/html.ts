import type { Card, Part, Text } from '../../domain/card.ts';
import type { Language } from '../../domain/directory.ts';
import { clean, oneLine } from '../../platforms/common/clean.ts';
import { cut } from '../../platforms/common/graphemes.ts';
import { progressBar, toneMarks } from '../../platforms/common/marks.ts';
import { stepLines } from '../../platforms/common/steps.ts';
import { plainText } from '../common/plain-text.ts';
import { renderSpans, type SpanSyntax } from '../common/spans.ts';
import { MAX_HTML_BYTES } from './limits.ts';

/**
 * A card as HTML for mail clients, which know tables and inline styles and little else. Every value is escaped, nothing is loaded from anywhere, and only web pages
 * are linked.
 */

type Detail = { text: number; fields: number; field: number; steps: number };

const details: readonly Detail[] = [
  { text: 10_000, fields: 40, field: 1_000, steps: 100 },
  { text: 3_000, fields: 20, field: 300, steps: 40 },
  { text: 600, fields: 12, field: 120, steps: 15 },
];

const NAME_LENGTH = 200;
const INDENT = '&emsp;&emsp;';

const styles = {
  page: 'font:15px/1.5 -apple-system,Segoe UI,Roboto,PingFang SC,Microsoft YaHei,sans-serif;color:#1f2328;max-width:640px',
  title: 'font-size:20px;margin:0 0 12px',
  label: 'color:#656d76;padding:2px 16px 2px 0;vertical-align:top;text-align:left;font-weight:normal',
  value: 'padding:2px 0;vertical-align:top',
  note: 'color:#656d76;font-size:13px',
};

const syntax: SpanSyntax = {
  literal: (text) => lines(text),
  bold: (text) => `<b>${escape(text)}</b>`,
  code: (text) => `<code>${escape(text)}</code>`,
  link: (text, url) => `<a href="${escape(url)}">${escape(text)}</a>`,
  time: (at) => escape(plainText.time(at)),
};

export function renderHtml(card: Card, language: Language): string {
  let page = '';
  for (const detail of details) {
    const parts = card.parts.map((part) => renderPart(part, detail)).filter((html) => html !== '');
    page = document(
      parts.length > 0 ? parts.join('\n') : `<p>${escape(oneLine(clean(card.summary)))}</p>`,
      language,
    );
    if (Buffer.byteLength(page) <= MAX_HTML_BYTES) return page;
  }
  return document(`<p>${escape(cut(oneLine(clean(card.summary)), NAME_LENGTH))}</p>`, language);
}

function document(body: string, language: Language): string {
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"></head>
<body><div style="${styles.page}">
${body}
</div></body></html>
`;
}

function renderPart(part: Part, detail: Detail): string {
  switch (part.kind) {
    case 'title': {
      const title = escape(cut(oneLine(clean(part.text)), NAME_LENGTH));
      return `<h1 style="${styles.title}">${toneMarks[part.tone]} ${title}</h1>`;
    }
    case 'fields': {
      const rows = part.fields
        .slice(0, detail.fields)
        .map(
          ({ label, value }) =>
            `<tr><th style="${styles.label}">${escape(cut(oneLine(clean(label)), NAME_LENGTH))}</th>` +
            `<td style="${styles.value}">${shown(value, detail.field)}</td></tr>`,
        );
      const missing = part.fields.length - rows.length;
      if (missing > 0) rows.push(`<tr><td>… +${missing}</td></tr>`);
      return `<table role="presentation" style="border-spacing:0">${rows.join('\n')}</table>`;
    }
    case 'progress':
      return `<p>${progressBar(part.done, part.total)}</p>`;
    case 'steps': {
      const all = stepLines(part.steps, detail.steps, (step, mark, indent) => {
        const note = step.note
          ? ` <span style="${styles.note}">${shown(step.note, detail.field)}</span>`
          : '';
        const title = escape(cut(oneLine(clean(step.title)) || '–', NAME_LENGTH));
        return `${INDENT.repeat(indent)}${mark} ${title}${note}`;
      });
      return all.length === 0 ? '' : `<p>${all.join('<br>\n')}</p>`;
    }
    case 'text':
      return part.text.length === 0 ? '' : `<p>${shown(part.text, detail.text)}</p>`;
    case 'divider':
      return '<hr>';
    case 'footnote':
      return `<p style="${styles.note}">${shown(part.text, detail.text)}</p>`;
    case 'actions':
      return '';
  }
}

function shown(text: Text, max: number): string {
  return renderSpans(text, max, syntax);
}

function lines(text: string): string {
  return escape(text).replaceAll('\n', '<br>\n');
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
