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
  /** The page looks again every so many seconds: by a script of ours, or by itself where scripts are off. */
  refreshSeconds?: number;
  /** The page holds a form that is sent to its own address. */
  form?: boolean;
  headers?: Readonly<Record<string, string>>;
};

/** Pages as they go over the wire: the whole document, and the policy that allows its one stylesheet, the script of a page that looks again, and nothing else. */
export type Documents = { html(page: Page): string; policy(page: Page): string };

export function loadDocuments(): Documents {
  const style = readFileSync(new URL('./style.css', import.meta.url), 'utf8');
  const script = readFileSync(new URL('./live.js', import.meta.url), 'utf8');
  const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const [styleHash, scriptHash] = [hashOf(style), hashOf(script)];

  return {
    html({ language, title, main, footer, refreshSeconds }) {
      // The stylesheet is ours, and its hash is over exactly these characters.
      const sheet: Html = { markup: `<style>${style}</style>` };
      const refresh =
        refreshSeconds === undefined
          ? undefined
          : html`<noscript><meta http-equiv="refresh" content="${refreshSeconds}"></noscript>`;
      const live = refreshSeconds === undefined ? undefined : html` data-live="${refreshSeconds}"`;
      const looks: Html | undefined = live && { markup: `<script>${script}</script>` };
      return html`<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Greenlight</title>
${refresh}${sheet}
</head>
<body${live}>
<header class="brand">Greenlight</header>
<main>${main}</main>
${footer === undefined ? undefined : html`<footer>${footer}</footer>`}
${looks}
</body>
</html>
`.markup;
    },
    policy: ({ form, refreshSeconds }) =>
      [
        "default-src 'none'",
        `style-src ${styleHash}`,
        ...(refreshSeconds === undefined ? [] : [`script-src ${scriptHash}`, "connect-src 'self'"]),
        `form-action ${form === true ? "'self'" : "'none'"}`,
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ].join('; '),
  };
}
