import type { Reply } from '../../domain/event.ts';
import { dingtalkLimits } from './limits.ts';
import { clean, cut } from './text.ts';

const toneMarks = { good: '✅ ', bad: '⚠️ ', neutral: '' } as const;

/**
 * The reply as plain text, undefined when there is nothing to send: no words, or words for places where telling costs no attention, which a
 * message is not. DingTalk has no dialogs: what a form asks for is told in its own sentence.
 */
export function replyText(reply: Reply): string | undefined {
  switch (reply.kind) {
    case 'none':
      return undefined;
    case 'text':
      return reply.quiet === true ? undefined : plainText(toneMarks[reply.tone] + reply.text);
    case 'form':
      return plainText([reply.form.text, reply.form.instead].filter(Boolean).join('\n'));
    case 'field-errors':
      return plainText(toneMarks.bad + Object.values(reply.errors).join('\n'));
  }
}

function plainText(text: string): string {
  return cut(clean(text), dingtalkLimits.answer) || '–';
}
