import { createHash } from 'node:crypto';
import type { SendMailOptions } from 'nodemailer';
import { clean, oneLine } from '../../platforms/common/clean.ts';
import { cut } from '../../platforms/common/graphemes.ts';
import type { ChannelMessage } from '../channel.ts';
import { outgoing } from '../common/outgoing.ts';
import { plainText } from '../common/plain-text.ts';
import { renderText } from '../common/sections.ts';
import { renderHtml } from './html.ts';
import { MAX_TEXT_BYTES, SUBJECT_LENGTH } from './limits.ts';

export type Mailbox = { name: string; address: string };

/**
 * A message as a letter to one person. Letters of one thread all answer a first one that was never sent: clients put them together by that
 * (https://www.rfc-editor.org/rfc/rfc5322#section-3.6.4), and Gmail wants one subject too; how things are stands at the letter's beginning, which lists of
 * messages show. Its name is made of the key, so that a copy is known as one.
 */
export function letter(message: ChannelMessage, key: string, from: Mailbox, to: Mailbox): SendMailOptions {
  const { card, language, thread, raw } = message;
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  const root = thread && `<thread.${digest(thread.id)}@${domain}>`;
  return {
    from,
    to,
    subject: cut(
      oneLine(clean(wordOf(raw?.subject) ?? thread?.title ?? card.summary)) || '–',
      SUBJECT_LENGTH,
    ),
    ...contentOf(),
    messageId: `<${digest(`${key}\n${to.address}`)}@${domain}>`,
    ...(root ? { inReplyTo: root, references: [root] } : {}),
    headers: {
      // So that no mailbox answers that its owner is away: https://www.rfc-editor.org/rfc/rfc3834#section-5
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  };

  function contentOf(): Pick<SendMailOptions, 'text' | 'html'> {
    // A workflow's own letter has a body in HTML, or what reads well as such.
    const own = wordOf(raw?.body);
    if (own !== undefined) return { html: own };
    const shown = outgoing(card);
    return { text: renderText(shown, plainText, MAX_TEXT_BYTES), html: renderHtml(shown, language) };
  }
}

function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
