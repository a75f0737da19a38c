import type { Action, Form, Part, Span, Text, Verdict } from '../domain/card.ts';
import type { Directory, Language } from '../domain/directory.ts';
import { fieldsFor, namedBy, needsReason } from '../domain/policy.ts';
import { shownLevel } from '../domain/question.ts';
import type { ApprovalView, RunView, VoteView } from '../domain/run-view.ts';
import { ballotForm } from './ballot-form.ts';
import { joined } from './joined.ts';
import { meaningText } from './meaning-text.ts';
import { nameOf, whoText } from './names.ts';
import { reasonText } from './reasons.ts';
import { shortText } from './short-text.ts';
import { pair, platformName, word } from './words.ts';

/** The question as it stands: what it asks, who has agreed, whom it waits for, and when it ends by itself. */
export function openQuestion(
  view: RunView,
  approval: ApprovalView,
  directory: Directory,
  language: Language,
  several: boolean,
): Part[] {
  const { policy } = approval.question;
  const text: Span[] = ['⏸ ', { kind: 'bold', text: approval.title }];
  if (approval.message !== null && approval.message !== '') text.push(`\n${approval.message}`);
  const meaning = meaningText(view, approval, language);
  if (meaning !== undefined) text.push(`\n${meaning}`);
  if (approval.round > 0) text.push(`\n🔁 ${word('askedAgain', language)}`);
  for (const vote of approval.votes) text.push('\n', ...voteText(approval, vote, directory, language));
  if (approval.escalated && policy.escalation !== undefined) {
    const names = joined(
      policy.escalation.to.map((id) => nameOf(id, directory) ?? id),
      language,
    );
    text.push(`\n⏫ ${word('escalated', language, { names })}`);
  }
  text.push('\n', ...waitsForText(view, approval, directory, language));
  const short = shortText(view, approval, directory, language);
  if (short !== undefined) text.push('\n', ...short);
  const ends = expiryText(approval, language);
  if (ends !== undefined) text.push('\n', ...ends);
  const parts: Part[] = [{ kind: 'divider' }, { kind: 'text', text }];
  if (hasButtons(approval))
    parts.push({ kind: 'actions', actions: actionsOf(view.id, approval, language, several) });
  return parts;
}

/** Where nobody may say anything, a button would only refuse. */
export function hasButtons({ question: { policy } }: ApprovalView): boolean {
  return namedBy(policy).length > 0 || (policy.rejecters ?? []).length > 0;
}

/** When it ends by itself, and how; undefined when it never does. */
export function expiryText(
  { openedAt, question: { policy } }: ApprovalView,
  language: Language,
): Text | undefined {
  if (policy.expiresMs === undefined) return undefined;
  const outcome = policy.expired === 'cancel' ? 'expiresCancel' : 'expiresReject';
  return [`⌛ ${word(outcome, language)} `, { kind: 'time', at: openedAt + policy.expiresMs }];
}

function waitsForText(
  view: RunView,
  approval: ApprovalView,
  directory: Directory,
  language: Language,
): Span[] {
  const who = whoText(view, approval, directory, language);
  const at = shownLevel(approval.question, directory.world(view.delegations));
  const level = at.levels > 1 ? ` · ${word('level', language, at)}` : '';
  return [
    `${pair(word('waitsFor', language), who, language)}${level} · ${word('since', language)} `,
    { kind: 'time', at: approval.openedAt },
  ];
}

/** Approve and Reject; `several`: with the title of the question in their labels. */
export function actionsOf(
  run: number,
  approval: ApprovalView,
  language: Language,
  several: boolean,
): Action[] {
  const common = { approval: approval.id, attempt: approval.gateAttempt };
  const data = { title: approval.title };
  const { policy } = approval.question;
  const ask = (verdict: Verdict): { asks?: Form } =>
    needsReason(policy, verdict) || fieldsFor(policy, verdict).length > 0
      ? { asks: ballotForm({ ...common, verdict }, policy, language, { run }) }
      : {};
  return [
    {
      ...common,
      verdict: 'approve',
      style: 'primary',
      label: several ? word('approveTitled', language, data) : word('approve', language),
      ...ask('approve'),
    },
    {
      ...common,
      verdict: 'reject',
      style: 'danger',
      label: several ? word('rejectTitled', language, data) : word('reject', language),
      ...ask('reject'),
    },
  ];
}

export function settledQuestion(approval: ApprovalView, directory: Directory, language: Language): Text {
  const title: Span = { kind: 'bold', text: approval.title };
  switch (approval.state) {
    case 'open':
    case 'withdrawn': {
      const because = WITHDRAWN[approval.withdrawnBecause ?? ''] ?? 'withdrawn';
      const by = approval.withdrawnBy;
      const text = by === null ? word(because, language) : word('withdrawnBy', language, { by });
      return [because === 'withdrawnChanged' ? '🔁 ' : '⏏️ ', title, ` · ${text}`];
    }
    case 'expired': {
      const outcome = approval.question.policy.expired === 'cancel' ? 'expiredCancel' : 'expiredReject';
      const text: Span[] = ['⌛ ', title, ` · ${word(outcome, language)}`];
      if (approval.settledAt !== null) text.push(' · ', { kind: 'time', at: approval.settledAt });
      return [...text, ...callLine(approval, language)];
    }
    case 'approved':
    case 'rejected': {
      const loud = approval.votes.find((vote) => vote.breakGlass);
      const verdict = approval.state === 'approved' ? 'approve' : 'reject';
      const votes = approval.votes.filter((vote) => vote.verdict === verdict && (loud ?? vote) === vote);
      const [first, ...more] = votes;
      const text: Span[] =
        first === undefined ? [title] : [...voteText(approval, first, directory, language, title)];
      for (const vote of more) text.push('\n', ...voteText(approval, vote, directory, language));
      return [...text, ...callLine(approval, language)];
    }
  }
}

const WITHDRAWN: Readonly<Record<string, 'withdrawnEnded' | 'withdrawnChanged'>> = {
  'run-ended': 'withdrawnEnded',
  changed: 'withdrawnChanged',
};

/** Who said what, for whom, where, when and why. */
function voteText(
  approval: ApprovalView,
  vote: VoteView,
  directory: Directory,
  language: Language,
  title?: Span,
): Span[] {
  const approved = vote.verdict === 'approve';
  const mark = vote.breakGlass ? '🚨 ' : approved ? '✅ ' : '⛔ ';
  const verb = word(vote.breakGlass ? 'brokenBy' : approved ? 'approvedBy' : 'rejectedBy', language);
  const person = nameOf(vote.person, directory) ?? vote.person;
  const seat = nameOf(vote.seat, directory);
  const who = seat === undefined ? person : word('inSeatOf', language, { name: person, seat });
  const where = vote.platform === null ? undefined : platformName(vote.platform, directory, language);
  const by = [`${verb} ${who}`, where].filter(Boolean).join(' · ');
  const text: Span[] = title === undefined ? [mark] : [mark, title, ' · '];
  text.push(`${by} · `, { kind: 'time', at: vote.at });
  for (const { name, label } of approval.question.policy.fields) {
    const value = vote.fields?.[name] ?? '';
    if (value !== '') text.push(`\n${pair(label, value, language)}`);
  }
  if (vote.reason !== null) text.push(`\n${pair(word('reason', language), vote.reason, language)}`);
  return text;
}

function callLine(approval: ApprovalView, language: Language): Span[] {
  const call = callText(approval, language);
  return call === undefined ? [] : [`\n${call}`];
}

/** Where the engine stands with a decision; nothing once it has taken it. */
function callText(approval: ApprovalView, language: Language): string | undefined {
  const { call } = approval;
  if (call === undefined) return undefined;
  const because = (what: string): string =>
    call.note === null ? what : pair(what, reasonText(call.note, language), language);
  switch (call.state) {
    case 'owed':
    case 'sent':
      return `⏳ ${word('callOwed', language)}`;
    case 'accepted':
    case 'confirmed':
      return undefined;
    case 'refused':
      return `⚠️ ${because(word('callRefused', language))}`;
    case 'elsewhere':
      return `⚠️ ${call.note === null ? word('callElsewhere', language) : word('callElsewhereBy', language, { by: call.note })}`;
    case 'buried':
      return `⚠️ ${because(word('callBuried', language))}`;
  }
}
