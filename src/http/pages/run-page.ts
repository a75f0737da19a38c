import type { Directory, Language } from '../../domain/directory.ts';
import { isFinal } from '../../domain/run.ts';
import type { RunView } from '../../domain/run-view.ts';
import { pageWord } from '../../presenter/page-words.ts';
import { runCard, runTitle } from '../../presenter/run-card.ts';
import { cardHtml } from './card.ts';
import type { Page } from './document.ts';
import { type Html, html } from './html.ts';

/** A look costs two to four queries; a deployment takes minutes. */
const REFRESH_SECONDS = 10;

/** What everybody with the link may read. `still`: the reader does not want it to change under their eyes (WCAG 2.2.2). */
export function runPage(view: RunView, directory: Directory, language: Language, still: boolean): Page {
  const open = !isFinal(view.phase);
  return {
    status: 200,
    language,
    title: runTitle(view, directory),
    main: html`<h1 class="aside">${runTitle(view, directory)}</h1>${cardHtml(runCard(view, directory, language), language)}`,
    footer: html`<p>${pageWord('readOnly', language)}</p>${open ? refreshLine(still, language) : undefined}`,
    ...(open && !still ? { refreshSeconds: REFRESH_SECONDS } : {}),
  };
}

/** The addresses are relative: a token is not written into the page. */
function refreshLine(still: boolean, language: Language): Html {
  if (still) return html`<p>${pageWord('held', language)} <a href="?">${pageWord('goOn', language)}</a></p>`;
  const text = pageWord('refreshes', language, { seconds: REFRESH_SECONDS });
  return html`<p>${text} <a href="?still">${pageWord('hold', language)}</a></p>`;
}
