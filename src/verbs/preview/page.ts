import { readFileSync } from 'node:fs';
import { type Html, html } from '../../http/pages/html.ts';
import { blocksHtml } from './blocks-html.ts';
import type { Drawn } from './draw.ts';
import type { Kind } from './kinds.ts';
import { OUTLETS, type Outlet, type Size } from './outlets.ts';

const LANGUAGES = { en: 'English', zh: '中文' } as const;

/** What stands over each kind of message. */
const TITLES: Readonly<Record<Kind, string>> = {
  card: 'Live card',
  created: 'Asked for',
  started: 'Started',
  waiting: 'Waits for approval',
  changed: 'Works again',
  succeeded: 'Succeeded',
  failed: 'Failed',
  'timed-out': 'Timed out',
  cancelled: 'Cancelled',
  rejected: 'Rejected',
  paused: 'Paused',
  gate: 'Call to decide',
  reminder: 'Reminder',
  escalated: 'Escalation',
  personal: 'To one approver',
  'break-glass': 'Break-glass',
  hostile: 'Hostile texts, message',
  'hostile-card': 'Hostile texts, card',
};

/** Nothing is loaded, nothing runs; a letter has a frame of its own in which nothing may run either. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** One file that shows every message as it looks in each outlet, with both languages side by side. */
export function previewPage(drawn: readonly Drawn[]): string {
  // Ours, without anything put in.
  const style: Html = {
    markup: `<style>${readFileSync(new URL('./page.css', import.meta.url), 'utf8')}</style>`,
  };
  const kinds = [...new Set(drawn.map(({ kind }) => kind))];
  const outlets = OUTLETS.filter((outlet) => drawn.some((one) => one.outlet === outlet));
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>Greenlight · preview</title>
${style}${filterStyle(outlets)}
</head>
<body>
<header class="top">
<h1>Greenlight <span>preview</span></h1>
${filters(outlets)}
</header>
<div class="columns">
<nav aria-label="Messages">${kinds.map((kind) => html`<a href="#${kind}">${TITLES[kind]}</a>`)}</nav>
<main>${kinds.map((kind) => section(kind, drawn, outlets))}</main>
</div>
</body>
</html>
`.markup;
}

/** Radio buttons that a stylesheet goes by: a page without scripts. */
function filters(outlets: readonly Outlet[]): Html {
  const all = [{ name: 'all', title: 'Everywhere' }, ...outlets];
  return html`<fieldset class="filters"><legend>Chat or channel</legend>${all.map(
    ({ name, title }, i) =>
      html`<label><input type="radio" name="outlet" id="only-${name}"${i === 0 ? { markup: ' checked' } : undefined}><span>${title}</span></label>`,
  )}</fieldset>`;
}

function filterStyle(outlets: readonly Outlet[]): Html {
  const rules = outlets.map(
    ({ name }) => `body:has(#only-${name}:checked) .message:not([data-outlet="${name}"]){display:none}`,
  );
  return { markup: `<style>${rules.join('')}</style>` };
}

function section(kind: Kind, drawn: readonly Drawn[], outlets: readonly Outlet[]): Html {
  return html`<section id="${kind}"><h2>${TITLES[kind]} <code>${kind}</code></h2>${outlets.map((outlet) => {
    const both = drawn.filter((one) => one.kind === kind && one.outlet === outlet);
    if (both.length === 0) return html``;
    return html`<article class="message" data-outlet="${outlet.name}"><h3>${outlet.title} <code>${outlet.name}</code></h3><div class="languages">${both.map(oneHtml)}</div></article>`;
  })}</section>`;
}

function oneHtml({ outlet, language, rendered }: Drawn): Html {
  const { body, html: letter, blocks, sizes } = rendered;
  // It is all there already.
  const isData = blocks.some((block) => block.kind === 'data');
  const lang = language === 'zh' ? 'zh-CN' : 'en';
  const shown =
    letter === undefined
      ? blocksHtml(blocks, outlet.name)
      : html`${blocksHtml(blocks.slice(0, 1), outlet.name)}<iframe sandbox="" loading="lazy" title="${LANGUAGES[language]}" srcdoc="${letter}"></iframe>`;
  return html`<div class="one" lang="${lang}"><p class="language">${LANGUAGES[language]}</p>
<div class="chat ${outlet.name}"><span class="avatar" aria-hidden="true"></span><div class="bubble"><p class="sender">Greenlight</p>${shown}</div></div>
<div class="sizes">${sizes.map(sizeHtml)}</div>
${isData ? undefined : html`<details><summary>What is sent</summary><pre>${JSON.stringify(body, null, 2)}</pre></details>`}</div>`;
}

function sizeHtml({ what, size, limit }: Size): Html {
  return html`<label class="size"><meter min="0" max="${limit}" high="${limit * 0.9}" value="${size}"></meter> ${size.toLocaleString('en')} of ${limit.toLocaleString('en')} ${what}</label>`;
}
