import type { Recipient } from '../../domain/recipient.ts';
import { markedTitle, renderCard } from '../../platforms/dingtalk/render.ts';
import { literal } from '../../platforms/dingtalk/text.ts';
import type { ChannelMessage } from '../channel.ts';
import { callable, namesOf } from '../common/callable.ts';
import { type IdOrMobile, idOrMobile, split } from '../common/id-or-mobile.ts';
import { outgoing } from '../common/outgoing.ts';

/** The body of a message, and who of those mentioned DingTalk does not know. */
type DingTalkMessage = { body: Readonly<Record<string, unknown>>; unreached: string[] };

/**
 * DingTalk calls whom `at` names, and only where the text says `@` with the same id or number. `keyword`: a word that the robot wants in every message.
 * A request takes 20,000 bytes; what is rendered for DingTalk's cards has at most 13,500, and those who are called 4,500 more: nothing is left to be cut.
 */
export function dingtalkMessage({ card, mentions, raw }: ChannelMessage, keyword?: string): DingTalkMessage {
  if (raw) return { body: raw, unreached: namesOf(mentions.people) };
  const rendered = renderCard(outgoing(card));
  const { called, uncalled, named } = callable(mentions.people, accountOf);
  const { ids, mobiles } = split(called);
  const calls = [
    ...[...ids, ...mobiles].map((account) => `@${account}`),
    ...named.map((name) => literal(name, false)),
  ].join(' ');
  const title = markedTitle(rendered);
  const text = [`### ${literal(title, false)}`, rendered.body, calls]
    .filter((one) => one !== '')
    .join('\n\n');
  return {
    body: {
      msgtype: 'markdown',
      // DingTalk does not say which of the two it looks at.
      markdown: { title: withKeyword(title, ' ', keyword), text: withKeyword(text, '\n\n', keyword) },
      at: { atUserIds: ids, atMobiles: mobiles, isAtAll: mentions.everyone },
    },
    unreached: uncalled,
  };
}

/** As it stands, whatever signs are in it: a look-alike would be another word. It is the operator's, and nothing comes after it that it could change. */
function withKeyword(text: string, gap: string, keyword: string | undefined): string {
  return keyword === undefined || text.includes(keyword) ? text : `${text}${gap}${keyword}`;
}

function accountOf(one: Recipient): IdOrMobile | undefined {
  return idOrMobile(one.accounts.dingtalk, /^[\w.-]{1,64}$/, one);
}
