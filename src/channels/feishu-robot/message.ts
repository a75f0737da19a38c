import type { Recipient } from '../../domain/recipient.ts';
import { markdownElement, type PlainText, plainText } from '../../platforms/feishu/elements.ts';
import { renderCard } from '../../platforms/feishu/render.ts';
import { literal } from '../../platforms/feishu/text.ts';
import type { ChannelMessage } from '../channel.ts';
import { callable, namesOf } from '../common/callable.ts';
import { outgoing } from '../common/outgoing.ts';
import { MAX_CARD_BYTES } from './limits.ts';

/** The body of a message without its signature, and who of those mentioned has no account at Feishu. */
type FeishuMessage = { body: Readonly<Record<string, unknown>>; unreached: string[] };

/** `keyword`: a word that the robot wants in every message. */
export function feishuMessage({ card, mentions, raw }: ChannelMessage, keyword?: string): FeishuMessage {
  if (raw) return { body: raw, unreached: namesOf(mentions.people) };
  const { called, uncalled, named } = callable(mentions.people, accountOf);
  const tokens = [
    ...(mentions.everyone ? ['<at id=all></at>'] : []),
    ...called.map((account) => `<at id=${account}></at>`),
    ...named.map((name) => literal(name, false)),
  ];
  const calls = tokens.length === 0 ? [] : [markdownElement(tokens.join(' '))];
  const extra = keyword === undefined ? [] : [plainElement(keyword)];
  const taken = Buffer.byteLength(JSON.stringify([...calls, ...extra]));
  const rendered = renderCard(outgoing(card), () => undefined, MAX_CARD_BYTES - taken);
  const has = keyword !== undefined && rendered.header?.title.content.includes(keyword);
  const elements = [...rendered.body.elements, ...calls, ...(has ? [] : extra)];
  return {
    body: { msg_type: 'interactive', card: { ...rendered, body: { elements } } },
    unreached: uncalled,
  };
}

/** Shown as it stands; in Markdown its signs would be references: https://open.feishu.cn/document/feishu-cards/card-json-v2-components/content-components/plain-text */
function plainElement(content: string): { tag: 'div'; text: PlainText & { text_size: 'notation' } } {
  return { tag: 'div', text: { ...plainText(content), text_size: 'notation' } };
}

/** An open_id or a user_id; `all` would call everybody. */
function accountOf({ accounts }: Recipient): string | undefined {
  const account = accounts.feishu ?? '';
  return /^[0-9A-Za-z_-]{1,64}$/.test(account) && account.toLowerCase() !== 'all' ? account : undefined;
}
