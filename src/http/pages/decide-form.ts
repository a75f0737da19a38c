import type { Verdict } from '../../domain/card.ts';
import type { Language } from '../../domain/directory.ts';
import { DECIDE_LINK_MS } from '../../domain/link.ts';
import { FIELD_MAX, fieldsFor, type PolicyField } from '../../domain/policy.ts';
import { expiresAt } from '../../domain/question.ts';
import type { ApprovalView } from '../../domain/run-view.ts';
import { REASON_MAX } from '../../domain/verb.ts';
import { pageWord } from '../../presenter/page-words.ts';
import { expiryText } from '../../presenter/question-part.ts';
import { word } from '../../presenter/words.ts';
import { FIELD, type Typed } from './ballot.ts';
import { textHtml } from './card.ts';
import { type Html, html } from './html.ts';

/** The form as it is shown: with what was typed, and with what is wrong with it, by field. */
export type Ballot = {
  typed: Typed;
  offered: readonly Verdict[];
  errors?: Readonly<Record<string, string>>;
};

/** Without an action it is sent to the address of the page, so that the token is not written into it. */
export function ballotHtml(
  approval: ApprovalView,
  turn: number,
  { typed, offered, errors = {} }: Ballot,
  language: Language,
): Html {
  const { message } = approval;
  const { policy } = approval.question;
  const fields = offered.includes('approve') ? fieldsFor(policy, 'approve') : [];
  const wrong = [...fields.map(({ name }) => name), 'reason'].find((name) => errors[name] !== undefined);
  const about = (name: string): About => ({ error: errors[name], first: name === wrong, language });
  return html`<form class="panel" method="post">
<h2>${approval.title}</h2>
${message === null || message === '' ? undefined : html`<p class="question">${message}</p>`}
${fields.map((field, at) => fieldHtml(field, at, typed.fields[field.name] ?? '', about(field.name)))}
${reasonHtml(policy.reason, typed.reason, about('reason'))}
<div class="buttons">${offered.map((verdict) => buttonHtml(verdict, language))}</div>
${turnHtml(turn)}${untilHtml(approval, language)}
</form>`;
}

/** For whoever has voted while the question is open. */
export function revokeHtml(approval: ApprovalView, turn: number, language: Language): Html {
  return html`<form class="panel" method="post">
<p class="hint">${pageWord('takeBackHow', language)}</p>
<div class="buttons"><button name="verdict" value="revoke">${pageWord('takeBack', language)}</button></div>
${turnHtml(turn)}${untilHtml(approval, language)}
</form>`;
}

type About = { error: string | undefined; first: boolean; language: Language };

function fieldHtml(
  { name, label, required, options }: PolicyField,
  at: number,
  value: string,
  { error, first, language }: About,
): Html {
  const id = `field-${at}`;
  const optional = required ? undefined : html` <span class="hint">${word('mayBeLeftOut', language)}</span>`;
  const wrong = error === undefined ? html`` : html` aria-invalid="true" aria-describedby="${id}-error"`;
  const focus = html`${first ? html` autofocus` : undefined}`;
  const input =
    options.length === 0
      ? html`<input id="${id}" name="${FIELD + name}" value="${value}" autocomplete="off" maxlength="${Math.max(FIELD_MAX, value.length)}"${wrong}${focus}>`
      : html`<select id="${id}" name="${FIELD + name}"${wrong}${focus}><option value="">${word('pick', language)}</option>${options.map((option) => optionHtml(option, option === value))}</select>`;
  return html`<div><label for="${id}">${label}${optional}</label>${input}${errorHtml(id, error)}</div>`;
}

function optionHtml(option: string, chosen: boolean): Html {
  return html`<option value="${option}"${chosen ? html` selected` : undefined}>${option}</option>`;
}

function reasonHtml(
  needed: 'never' | 'on-reject' | 'always',
  reason: string,
  { error, first, language }: About,
): Html {
  const how = ({ never: 'reasonFree', 'on-reject': 'reasonHow', always: 'reasonAlways' } as const)[needed];
  const area =
    error === undefined
      ? html`<textarea id="reason" name="reason" maxlength="${REASON_MAX}" aria-describedby="reason-hint">
${reason}</textarea>`
      : html`<textarea id="reason" name="reason" aria-describedby="reason-error reason-hint" aria-invalid="true"${first ? html` autofocus` : undefined}>
${reason}</textarea>`;
  return html`<div><label for="reason">${pageWord('reason', language)}</label>
${area}${errorHtml('reason', error)}
<p class="hint" id="reason-hint">${pageWord(how, language, { max: REASON_MAX })}</p></div>`;
}

function errorHtml(id: string, error: string | undefined): Html | undefined {
  return error === undefined ? undefined : html`<p class="error" id="${id}-error" role="alert">${error}</p>`;
}

function buttonHtml(verdict: Verdict, language: Language): Html {
  return verdict === 'approve'
    ? html`<button class="primary" name="verdict" value="approve">${word('approve', language)}</button>`
    : html`<button name="verdict" value="reject">${word('reject', language)}</button>`;
}

/** A verdict that was taken back and is given again is another thing. */
function turnHtml(turn: number): Html {
  return html`<input type="hidden" name="turn" value="${turn}">`;
}

/** Whichever ends first: the question by itself, or the link. */
function untilHtml(approval: ApprovalView, language: Language): Html {
  const until = approval.openedAt + DECIDE_LINK_MS;
  const ends = expiryText(approval, language);
  if (ends !== undefined && expiresAt(approval.question) < until)
    return html`<p class="hint">${textHtml(ends)}</p>
<p class="hint">${pageWord('yours', language)}</p>`;
  return html`<p class="hint">${textHtml([`${pageWord('yoursUntil', language)} `, { kind: 'time', at: until }])}</p>`;
}
