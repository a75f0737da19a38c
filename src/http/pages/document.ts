import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Language } from '../../domain/directory.ts';
import { type Html, html } from './html.ts';

export type Page = {
  status: number;
  language: Language;
  title: string;
  main: Html;
  footer?: Html;
  /** The page asks for itself again after this many seconds. */
  refreshSeconds?: number;
  /** The page holds a form that is sent to its own address. */
  form?: boolean;
  headers?: Readonly<Record<string, string>>;
};

/** Pages as they go over the wire: the whole document, and the policy that allows its one stylesheet and nothing else. */
export type Documents = { html(page: Page): string; policy(page: Page): string };

export function loadDocuments(): Documents {
  const style = readFileSync(new URL('./style.css', import.meta.url), 'utf8');
  const hash = createHash('sha256').update(style).digest('base64');

  return {
    html({ language, title, main, footer, refreshSeconds }) {
      // The stylesheet is ours, and its hash is over exactly these characters.
      const sheet: Html = { markup: `<style>${style}</style>` };
      const refresh =
        refreshSeconds === undefined
          ? undefined
          : html`<meta http-equiv="refresh" content="${refreshSeconds}">`;
      return html`<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Greenlight</title>
${refresh}${sheet}
</head>
<body>
<header class="brand">Greenlight</header>
<main>${main}</main>
${footer === undefined ? undefined : html`<footer>${footer}</footer>`}
</body>
</html>
`.markup;
    },
    policy: ({ form }) =>
      [
        "default-src 'none'",
        `style-src 'sha256-${hash}'`,
        `form-action ${form === true ? "'self'" : "'none'"}`,
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ].join('; '),
  };
}
