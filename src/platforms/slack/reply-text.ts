import type { Reply } from '../../domain/event.ts';
import { slackLimits } from './limits.ts';
import { mrkdwn } from './text.ts';

/** Replies that words can carry; a dialog is none. */
export type WordReply = Extract<Reply, { kind: 'text' | 'field-errors' }>;

const toneMarks = { good: '✅ ', bad: '⚠️ ', neutral: '' } as const;

/** Nothing to send: no words, or words for places where they cost no attention. A message from a bot is not such a place. */
export function isSilent(reply: Reply): boolean {
  return reply.kind === 'none' || (reply.kind === 'text' && reply.quiet === true);
}

/** The reply as plain text, with nothing escaped. */
export function plainReply(reply: WordReply): string {
  if (reply.kind === 'text') return toneMarks[reply.tone] + reply.text;
  return toneMarks.bad + Object.values(reply.errors).join('\n');
}

/** The reply for a `text` argument, in which Slack reads markup. */
export function replyMrkdwn(reply: WordReply): string {
  return mrkdwn([plainReply(reply)], slackLimits.sectionText) || '–';
}
