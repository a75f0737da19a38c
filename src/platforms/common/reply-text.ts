import type { Reply } from '../../domain/event.ts';

/** Replies that words can carry. */
export type WordReply = Extract<Reply, { kind: 'text' | 'field-errors' }>;

const toneMarks = { good: '✅ ', bad: '⚠️ ', neutral: '' } as const;

/** Nothing to send: no words, or words for places where they cost no attention. A message from a bot is not such a place. */
export function isSilent(reply: Reply): boolean {
  return reply.kind === 'none' || (reply.kind === 'text' && reply.quiet === true);
}

/** The reply as plain text, with nothing escaped. */
export function wordsOf(reply: WordReply): string {
  if (reply.kind === 'text') return toneMarks[reply.tone] + reply.text;
  return toneMarks.bad + Object.values(reply.errors).join('\n');
}
