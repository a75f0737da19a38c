import type { Card, Span, Text } from '../domain/card.ts';
import type { Directory, Language } from '../domain/directory.ts';
import type { ApprovalView, RunView } from '../domain/run-view.ts';
import { runTitle } from './run-card.ts';
import { word } from './words.ts';

/** The one message that notifies the approvers of a room: an edit of the card notifies nobody. */
export function gateNotice(
  view: RunView,
  approval: ApprovalView,
  platform: string,
  directory: Directory,
  language: Language,
): Card {
  const mentions: Span[] = approval.approvers.flatMap((id) => {
    const person = directory.person(id);
    const account = person?.accounts[platform];
    return [
      {
        kind: 'mention',
        name: person?.name ?? id,
        ...(account === undefined ? {} : { account }),
      } satisfies Span,
      ' ',
    ];
  });
  return noticeCard(view, approval, directory, language, mentions, [`\n${word('gateHow', language)}`]);
}

/** The message to one approver alone. `link` is their personal one, where they have no buttons. */
export function personalNotice(
  view: RunView,
  approval: ApprovalView,
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
  return noticeCard(view, approval, directory, language, [], how);
}

function noticeCard(
  view: RunView,
  approval: ApprovalView,
  directory: Directory,
  language: Language,
  mentions: Text,
  how: Text,
): Card {
  const title = runTitle(view, directory);
  const text: Span[] = [
    ...mentions,
    { kind: 'bold', text: approval.title },
    ` ${word('gateNotice', language)} · ${title}`,
  ];
  if (approval.message !== null && approval.message !== '') text.push(`\n${approval.message}`);
  text.push(...how);
  return { summary: word('summaryWaiting', language, { title }), parts: [{ kind: 'text', text }] };
}
