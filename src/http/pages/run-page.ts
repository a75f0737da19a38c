import type { Directory, Language } from '../../domain/directory.ts';
import { isFinal } from '../../domain/run.ts';
import type { RunView } from '../../domain/run-view.ts';
import { pageWord } from '../../presenter/page-words.ts';
import { runCard, runTitle } from '../../presenter/run-card.ts';
import { cardHtml } from './card.ts';
import type { Page } from './document.ts';
import { type Html, html } from './html.ts';
import { type LogsShown, logsHtml } from './run-logs.ts';

/** A look costs two to four queries, and reads the ends of some files where there are logs. */
const REFRESH_SECONDS = 5;

/**
 * What everybody with the link may read; with `logs` what one person may. `still`: the reader does not want it to change under their eyes
 * (WCAG 2.2.2).
 */
export function runPage(
  view: RunView,
  directory: Directory,
  language: Language,
  still: boolean,
  logs?: LogsShown,
): Page {
  const steps = view.snapshot?.steps ?? [];
  const note =
    logs === undefined ? pageWord('logsHow', language, { run: view.id }) : pageWord('yoursLogs', language);
  const open = !isFinal(view.phase);
  return {
    status: 200,
    language,
    title: runTitle(view, directory),
    main: html`<h1 class="aside">${runTitle(view, directory)}</h1>${cardHtml(runCard(view, directory, language), language)}${logs && logsHtml(logs, steps, still, language)}`,
    footer: html`<p>${pageWord('readOnly', language)} ${note}</p>${open ? refreshLine(still, language, logs) : undefined}`,
    ...(open && !still ? { refreshSeconds: REFRESH_SECONDS } : {}),
  };
}

/** The addresses are relative: a token is not written into the page. */
function refreshLine(still: boolean, language: Language, logs: LogsShown | undefined): Html {
  const step = logs?.step === undefined ? '' : `step=${encodeURIComponent(logs.step)}`;
  if (still)
    return html`<p>${pageWord('held', language)} <a href="?${step}">${pageWord('goOn', language)}</a></p>`;
  const text = pageWord('refreshes', language, { seconds: REFRESH_SECONDS });
  return html`<p>${text} <a href="?${step}${step === '' ? '' : '&'}still">${pageWord('hold', language)}</a></p>`;
}
