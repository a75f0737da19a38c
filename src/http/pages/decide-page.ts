import type { Directory, Person } from '../../domain/directory.ts';
import type { ApprovalView, RunView } from '../../domain/run-view.ts';
import { pageWord } from '../../presenter/page-words.ts';
import { runCard } from '../../presenter/run-card.ts';
import { platformName } from '../../presenter/words.ts';
import { cardHtml } from './card.ts';
import { type Ballot, ballotHtml, revokeHtml } from './decide-form.ts';
import type { Page } from './document.ts';
import { type Html, html } from './html.ts';
import type { Notice } from './outcome.ts';

/** One person before one question. */
export type Seat = {
  person: Person;
  /** Config key of the chat whose account the link was made for. */
  platform: string;
  view: RunView;
  approval: ApprovalView;
  /** How many votes this person has given on it. */
  turn: number;
  /** The read-only page of the run, while its link lives. */
  runPage: string | undefined;
  /** The personal page of the question that took this one's place. */
  askedAgain: string | undefined;
};

export type DecideContents = {
  status: number;
  notice?: Notice;
  /** What can be done: a verdict given, or the own one taken back. */
  form?: Ballot | 'revoke';
  headers?: Readonly<Record<string, string>>;
};

/** The personal page, in the person's own language. */
export function decidePage(seat: Seat, directory: Directory, contents: DecideContents): Page {
  const { person, platform, view, approval, turn } = seat;
  const { language } = person;
  const { status, notice, form, headers } = contents;
  const title = form === undefined || form === 'revoke' ? 'over' : 'asked';
  const heading = pageWord(title, language, { title: approval.title, run: view.id });
  const who = { name: person.name, platform: platformName(platform, directory, language) };
  return {
    status,
    language,
    title: heading,
    main: html`<div><h1>${heading}</h1><p class="who">${pageWord('youAre', language, who)}</p></div>
${notice === undefined ? undefined : html`<p class="banner ${notice.tone}" role="${notice.tone === 'bad' ? 'alert' : 'status'}">${notice.text}</p>`}
${cardHtml(runCard(view, directory, language), language)}
${formHtml()}`,
    form: form !== undefined,
    ...(headers === undefined ? {} : { headers }),
  };

  function formHtml(): Html {
    if (form === undefined) return afterwards(seat);
    if (form === 'revoke') return revokeHtml(approval, turn, language);
    return ballotHtml(approval, turn, form, language);
  }
}

/** While the question is open there is more to hear: the verdict is still being worked on, or was given up. */
function afterwards({ person: { language }, approval, runPage, askedAgain }: Seat): Html {
  const follow =
    runPage === undefined ? undefined : html`<a href="${runPage}">${pageWord('follow', language)}</a>`;
  if (approval.state === 'open')
    return html`<p class="text"><a href="?">${pageWord('lookAgain', language)}</a> ${follow}</p>`;
  if (askedAgain !== undefined)
    return html`<p class="text"><a href="${askedAgain}">${pageWord('decideAgain', language)}</a> ${follow}</p>`;
  return html`<p class="text">${pageWord('nothingLeft', language)} ${follow}</p>`;
}
