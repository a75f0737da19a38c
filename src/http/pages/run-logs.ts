import type { Language } from '../../domain/directory.ts';
import { type StepSnapshot, stepAt } from '../../domain/run.ts';
import type { StepLog } from '../../domain/step-log.ts';
import { pageWord } from '../../presenter/page-words.ts';
import { type Html, html } from './html.ts';

/** What a page of a log shows; a browser has no trouble with it. */
const PAGE_LINES = 500;

export type LogsShown = {
  /** Paths of the steps of which something is kept. */
  steps: readonly string[];
  /** Of these the one that is shown, and what it wrote. */
  step: string | undefined;
  logs: readonly StepLog[];
  /** From 1; the last where absent or beyond it. */
  page: number | undefined;
};

/** The step that is asked for, else one that failed, else the last that wrote something. */
export function chosenStep(
  asked: string | undefined,
  steps: readonly string[],
  snapshot: readonly StepSnapshot[],
): string | undefined {
  if (asked !== undefined && steps.includes(asked)) return asked;
  return steps.find((path) => stepAt(snapshot, path)?.phase === 'failed') ?? steps.at(-1);
}

/** What the commands of a run wrote, a step at a time. Addresses are relative: a token is not written into the page. */
export function logsHtml(
  shown: LogsShown,
  snapshot: readonly StepSnapshot[],
  still: boolean,
  language: Language,
): Html {
  const { steps, step, logs } = shown;
  const heading = html`<h2>${pageWord('logs', language)}</h2>`;
  if (step === undefined)
    return html`<section class="panel logs">${heading}<p class="footnote">${pageWord('noLogs', language)}</p></section>`;
  const lines = logs.flatMap((log) => log.lines.map((line) => ({ log, line })));
  const pages = Math.max(1, Math.ceil(lines.length / PAGE_LINES));
  const page = Math.min(Math.max(shown.page ?? pages, 1), pages);
  const part = lines.slice((page - 1) * PAGE_LINES, page * PAGE_LINES);
  const cut = page === 1 && logs.some((log) => log.cut);
  const links = steps.map((path) => {
    const title = titleOf(path, snapshot);
    if (path === step) return html`<li><strong aria-current="true">${title}</strong></li>`;
    return html`<li><a href="${queryOf(path, undefined, still)}">${title}</a></li>`;
  });
  return html`<section class="panel logs">${heading}<ul class="tabs">${links}</ul>${cut ? html`<p class="footnote">${pageWord('logCut', language)}</p>` : undefined}${blocks(part, language)}${pages > 1 ? pager(step, page, pages, still, language) : undefined}</section>`;
}

type Line = { log: StepLog; line: string };

function blocks(lines: readonly Line[], language: Language): Html[] {
  const runs: { log: StepLog; lines: string[] }[] = [];
  for (const { log, line } of lines) {
    const last = runs.at(-1);
    if (last?.log === log) last.lines.push(line);
    else runs.push({ log, lines: [line] });
  }
  return runs.map(({ log: { stream, part }, lines: own }) => {
    const name = pageWord(stream, language);
    const label = part === undefined ? name : `${part} · ${name}`;
    return html`<h3>${label}</h3><pre class="log" tabindex="0" aria-label="${label}">${own.join('\n')}</pre>`;
  });
}

function pager(step: string, page: number, pages: number, still: boolean, language: Language): Html {
  const to = (number: number, word: 'older' | 'newer'): Html =>
    html`<a href="${queryOf(step, number, still)}">${pageWord(word, language)}</a> `;
  return html`<p class="pager">${page > 1 ? to(page - 1, 'older') : undefined}${pageWord('logPage', language, { page, pages })} ${page < pages ? to(page + 1, 'newer') : undefined}</p>`;
}

function queryOf(step: string, page: number | undefined, still: boolean): string {
  const number = page === undefined ? '' : `&page=${page}`;
  return `?step=${encodeURIComponent(step)}${number}${still ? '&still' : ''}`;
}

function titleOf(path: string, snapshot: readonly StepSnapshot[]): string {
  return stepAt(snapshot, path)?.title ?? path;
}
