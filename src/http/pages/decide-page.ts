import type { Directory, Language, Person } from '../../domain/directory.ts';
import { DECIDE_LINK_MS } from '../../domain/link.ts';
import type { ApprovalView, RunView } from '../../domain/run-view.ts';
import { REASON_MAX } from '../../domain/verb.ts';
import { pageWord } from '../../presenter/page-words.ts';
import { runCard } from '../../presenter/run-card.ts';
import { sentence } from '../../presenter/sentences.ts';
import { platformName, word } from '../../presenter/words.ts';
import { cardHtml, textHtml } from './card.ts';
import type { Page } from './document.ts';
import { type Html, html } from './html.ts';

/** One person before one question. */
export type Seat = {
  person: Person;
  /** Config key of the chat whose account the link was made for. */
  platform: string;
  view: RunView;
  approval: ApprovalView;
  /** The read-only page of the run, while its link lives. */
  runPage: string | undefined;
};

export type Notice = { tone: 'good' | 'bad' | 'neutral'; text: string };

export type DecideContents = {
  status: number;
  notice?: Notice;
  /** The form as it is shown: with what was typed, and with what is wrong with it. */
  form?: { reason: string; error?: string };
  headers?: Readonly<Record<string, string>>;
};

/** The personal page, in the person's own language. */
export function decidePage(seat: Seat, directory: Directory, contents: DecideContents): Page {
  const { person, platform, view, approval } = seat;
  const { language } = person;
  const { status, notice, form, headers } = contents;
  const title = form === undefined ? 'over' : 'asked';
  const heading = pageWord(title, language, { title: approval.title, run: view.id });
  const who = { name: person.name, platform: platformName(platform, directory, language) };
  return {
    status,
    language,
    title: heading,
    main: html`<div><h1>${heading}</h1><p class="who">${pageWord('youAre', language, who)}</p></div>
${notice === undefined ? undefined : html`<p class="banner ${notice.tone}" role="${notice.tone === 'bad' ? 'alert' : 'status'}">${notice.text}</p>`}
${cardHtml(runCard(view, directory, language), language)}
${form === undefined ? undefined : formHtml(approval, form, language)}
${form === undefined ? afterwards(seat) : undefined}`,
    form: form !== undefined,
    ...(headers === undefined ? {} : { headers }),
  };
}

/** What became of a question that is over; undefined while it waits. */
export function outcomeOf({ person, view, approval }: Seat, directory: Directory): Notice | undefined {
  const { language } = person;
  const data = { title: approval.title, run: view.id };
  if (approval.state === 'open') return undefined;
  if (approval.state === 'withdrawn') {
    const code =
      approval.withdrawnBecause === 'run-ended' ? 'approval.withdrawn-ended' : 'approval.withdrawn';
    return { tone: 'neutral', text: sentence(code, language, data) };
  }
  if (approval.state === 'expired')
    return { tone: 'neutral', text: sentence('approval.expired', language, data) };
  const tone = approval.state === 'approved' ? 'good' : 'bad';
  const by = approval.votes.at(-1)?.person;
  if (by === person.id) return { tone, text: sentence(`approval.${approval.state}`, language, data) };
  const who = by === undefined ? '' : (directory.person(by)?.name ?? by);
  return { tone, text: pageWord(approval.state, language, { ...data, who }) };
}

/** Without an action it is sent to the address of the page, so that the token is not written into it. */
function formHtml(
  approval: ApprovalView,
  { reason, error }: { reason: string; error?: string },
  language: Language,
): Html {
  const { message } = approval;
  const until = approval.openedAt + DECIDE_LINK_MS;
  const wrong =
    error === undefined ? undefined : html`<p class="error" id="reason-error" role="alert">${error}</p>`;
  const area =
    error === undefined
      ? html`<textarea id="reason" name="reason" maxlength="${REASON_MAX}" aria-describedby="reason-hint">
${reason}</textarea>`
      : html`<textarea id="reason" name="reason" aria-describedby="reason-error reason-hint" aria-invalid="true" autofocus>
${reason}</textarea>`;
  return html`<form class="panel" method="post">
<h2>${approval.title}</h2>
${message === null || message === '' ? undefined : html`<p class="question">${message}</p>`}
<div><label for="reason">${pageWord('reason', language)}</label>
${area}${wrong}
<p class="hint" id="reason-hint">${pageWord('reasonHow', language, { max: REASON_MAX })}</p></div>
<div class="buttons"><button class="primary" name="verdict" value="approve">${word('approve', language)}</button><button name="verdict" value="reject">${word('reject', language)}</button></div>
<p class="hint">${textHtml([`${word('gateLinkUntil', language)} `, { kind: 'time', at: until }])}</p>
</form>`;
}

/** While the question is open there is more to hear: the verdict is still being worked on, or was given up. */
function afterwards({ person: { language }, approval, runPage }: Seat): Html {
  const follow =
    runPage === undefined ? undefined : html`<a href="${runPage}">${pageWord('follow', language)}</a>`;
  if (approval.state === 'open')
    return html`<p class="text"><a href="?">${pageWord('lookAgain', language)}</a> ${follow}</p>`;
  return html`<p class="text">${pageWord('nothingLeft', language)} ${follow}</p>`;
}
