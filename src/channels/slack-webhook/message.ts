import type { Recipient } from '../../domain/recipient.ts';
import { renderCard } from '../../platforms/slack/render.ts';
import { literal } from '../../platforms/slack/text.ts';
import type { ChannelMessage } from '../channel.ts';
import { callable, namesOf } from '../common/callable.ts';
import { outgoing } from '../common/outgoing.ts';
import { MAX_BLOCKS } from './limits.ts';

/** The body of a message, and who of those mentioned has no account at Slack. */
type SlackMessage = { body: Readonly<Record<string, unknown>>; unreached: string[] };

export function slackMessage({ card, mentions, raw }: ChannelMessage): SlackMessage {
  if (raw) return { body: raw, unreached: namesOf(mentions.people) };
  const { text, blocks } = renderCard(outgoing(card));
  const { called, uncalled, named } = callable(mentions.people, accountOf);
  const tokens = [
    ...(mentions.everyone ? ['<!channel>'] : []),
    ...called.map((account) => `<@${account}>`),
    ...named.map(literal),
  ];
  const calls =
    tokens.length === 0 ? [] : [{ type: 'section', block_id: 'calls', text: mrkdwn(tokens.join(' ')) }];
  return {
    body: { text, blocks: [...blocks.slice(0, MAX_BLOCKS - calls.length), ...calls] },
    unreached: uncalled,
  };
}

function accountOf({ accounts }: Recipient): string | undefined {
  const account = accounts.slack;
  return account !== undefined && /^[UW][A-Z0-9]+$/.test(account) ? account : undefined;
}

/** `verbatim`: Slack makes no mentions and links of its own out of names. */
function mrkdwn(text: string): Readonly<Record<string, unknown>> {
  return { type: 'mrkdwn', text, verbatim: true };
}
