import { type WordReply, wordsOf } from '../common/reply-text.ts';
import { slackLimits } from './limits.ts';
import { mrkdwn } from './text.ts';

/** The reply for a `text` argument, in which Slack reads markup. */
export function replyMrkdwn(reply: WordReply): string {
  return mrkdwn([wordsOf(reply)], slackLimits.sectionText) || '–';
}
