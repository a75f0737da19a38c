import type { Span } from '../../domain/card.ts';
import { type WordReply, wordsOf } from '../common/reply-text.ts';
import { slackLimits } from './limits.ts';
import { mrkdwn } from './text.ts';

/** The reply for a `text` argument, in which Slack reads markup. */
export function replyMrkdwn(reply: WordReply): string {
  return mrkdwn(spansOf(wordsOf(reply)), slackLimits.sectionText) || '–';
}

/** An address is a link: as text its underscores would be kept from being read by what makes it another address. */
function spansOf(text: string): Span[] {
  return text
    .split(/(https?:\/\/[^\s<>"|]+)/)
    .map((piece, i): Span => (i % 2 === 0 ? piece : { kind: 'link', url: piece, text: piece }))
    .filter((span) => span !== '');
}
