import type { Recipient } from '../../domain/recipient.ts';
import type { ChannelMessage } from '../channel.ts';
import { callable, namesOf } from '../common/callable.ts';
import { type IdOrMobile, idOrMobile, split } from '../common/id-or-mobile.ts';
import { outgoing } from '../common/outgoing.ts';
import { plainText } from '../common/plain-text.ts';
import { renderText } from '../common/sections.ts';
import { MAX_MARKDOWN_BYTES, MAX_TEXT_BYTES } from './limits.ts';
import { wecomMarkdown } from './markdown.ts';

/** The body of a message, and who of those mentioned WeCom does not know. */
type WeComMessage = { body: Readonly<Record<string, unknown>>; unreached: string[] };

/** With ids and names of any length they leave a third of a markdown message to what it says. */
const MOST_CALLED = 20;

/**
 * Markdown calls people by their user id alone. Whom it cannot call, everybody and those of whom only the number is known, a plain text can: the message is
 * one or the other, for of two messages only one might arrive.
 */
export function wecomMessage({ card, mentions, raw }: ChannelMessage): WeComMessage {
  if (raw) return { body: raw, unreached: namesOf(mentions.people) };
  const { called, uncalled, named } = callable(mentions.people, accountOf, MOST_CALLED);
  const { ids, mobiles } = split(called);
  if (mentions.everyone || mobiles.length > 0) {
    const content = text(named.join(' '), MAX_TEXT_BYTES, (max) =>
      renderText(outgoing(card), plainText, max),
    );
    const mentioned_list = mentions.everyone ? [...ids, '@all'] : ids;
    return {
      body: { msgtype: 'text', text: { content, mentioned_list, mentioned_mobile_list: mobiles } },
      unreached: uncalled,
    };
  }
  const calls = [...ids.map((id) => `<@${id}>`), ...named.map((name) => wecomMarkdown.literal(name, false))];
  const content = text(calls.join(' '), MAX_MARKDOWN_BYTES, (max) =>
    renderText(outgoing(card), wecomMarkdown, max),
  );
  return { body: { msgtype: 'markdown', markdown: { content } }, unreached: uncalled };
}

/** The calls stand last and whole; the rest has what they leave. */
function text(calls: string, max: number, render: (max: number) => string): string {
  if (calls === '') return render(max);
  const last = `\n\n${calls}`;
  return render(max - Buffer.byteLength(last)) + last;
}

function accountOf(one: Recipient): IdOrMobile | undefined {
  return idOrMobile(one.accounts.wecom, /^[0-9A-Za-z][\w.@-]{0,63}$/, one);
}
