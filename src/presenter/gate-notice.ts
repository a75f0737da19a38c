import type { Card, Span, Text } from '../domain/card.ts';
import type { Directory, Language } from '../domain/directory.ts';
import type { QuestionSubject } from '../domain/notice.ts';
import type { ApprovalView, RunView } from '../domain/run-view.ts';
import { meaningText } from './meaning-text.ts';
import { nameOf } from './names.ts';
import { actionsOf, hasButtons, settledQuestion } from './question-part.ts';
import { runTitle } from './run-card.ts';
import { pair, word } from './words.ts';

type Kind = QuestionSubject['kind'];

const WORDS = {
  'gate-opened': 'gateNotice',
  reminder: 'gateReminder',
  escalated: 'gateEscalated',
} as const satisfies Record<Exclude<Kind, 'break-glass'>, string>;

/** Somebody who is called, by name and by their account on the platform where they have one. */
export type Called = { name: string; account: string | undefined };

/** The one message that notifies those who may decide in a room: an edit of the card notifies nobody. */
export function gateNotice(
  view: RunView,
  approval: ApprovalView,
  kind: Exclude<Kind, 'break-glass'>,
  people: readonly Called[],
  directory: Directory,
  language: Language,
  /** With the buttons of the card, which does not show them yet. */
  buttons = false,
): Card {
  const mentions: Span[] = people.flatMap(({ name, account }) => [
    { kind: 'mention', name, ...(account === undefined ? {} : { account }) } satisfies Span,
    ' ',
  ]);
  const withButtons = buttons && hasButtons(approval);
  const how: Text = [`\n${word(withButtons ? 'gateHowHere' : 'gateHow', language)}`];
  const card = noticeCard(view, approval, directory, language, mentions, word(WORDS[kind], language), how);
  if (!withButtons) return card;
  const actions = actionsOf(view.id, approval, language, false);
  return { ...card, parts: [...card.parts, { kind: 'actions', actions }] };
}

/** What a message with buttons becomes when they are of no use any more. */
export function settledNotice(
  view: RunView,
  approval: ApprovalView,
  directory: Directory,
  language: Language,
): Card {
  const title = runTitle(view, directory);
  // How the engine takes it is shown by the card: this message is not touched again.
  const { call: _, ...settled } = approval;
  const text = settledQuestion(settled, directory, language);
  return {
    summary: word('summaryDecided', language, { title }),
    parts: [{ kind: 'text', text: [...text, `\n${title}`] }],
  };
}

/** The message to one approver alone. `link` is their personal one, where they have no buttons. */
export function personalNotice(
  view: RunView,
  approval: ApprovalView,
  kind: Exclude<Kind, 'break-glass'>,
  directory: Directory,
  language: Language,
  link?: { url: string; until: number },
): Card {
  const how: Text =
    link === undefined
      ? [`\n${word('gateHowDirect', language)}`]
      : [
          '\n',
          { kind: 'link', text: word('gateLink', language), url: link.url },
          `\n${word('gateLinkUntil', language)} `,
          { kind: 'time', at: link.until },
        ];
  return noticeCard(view, approval, directory, language, [], word(WORDS[kind], language), how);
}

/** Everybody in the room shall see that somebody approved alone. Undefined when nobody did. */
export function breakGlassNotice(
  view: RunView,
  approval: ApprovalView,
  directory: Directory,
  language: Language,
): Card | undefined {
  const vote = approval.votes.find(({ breakGlass }) => breakGlass);
  if (vote === undefined) return undefined;
  const title = runTitle(view, directory);
  const who = nameOf(vote.person, directory) ?? vote.person;
  const text: Span[] = [
    '🚨 ',
    { kind: 'bold', text: word('gateBroken', language) },
    ` · ${title} · `,
    { kind: 'bold', text: approval.title },
    `\n${word('brokenBy', language)} ${who}`,
  ];
  if (vote.reason !== null) text.push(`\n${pair(word('reason', language), vote.reason, language)}`);
  return {
    summary: `${word('gateBroken', language)} · ${title}`,
    parts: [{ kind: 'text', text }],
  };
}

function noticeCard(
  view: RunView,
  approval: ApprovalView,
  directory: Directory,
  language: Language,
  mentions: Text,
  what: string,
  how: Text,
): Card {
  const title = runTitle(view, directory);
  const text: Span[] = [...mentions, { kind: 'bold', text: approval.title }, ` ${what} · ${title}`];
  if (approval.message !== null && approval.message !== '') text.push(`\n${approval.message}`);
  const meaning = meaningText(view, approval, language);
  if (meaning !== undefined) text.push(`\n${meaning}`);
  text.push(...how);
  return { summary: word('summaryWaiting', language, { title }), parts: [{ kind: 'text', text }] };
}
