import type { Reply } from '../../domain/event.ts';
import { clean } from '../common/clean.ts';
import { cut } from '../common/graphemes.ts';
import { isSilent, wordsOf } from '../common/reply-text.ts';
import { dingtalkLimits } from './limits.ts';

/**
 * The reply as plain text, undefined when there is nothing to send: no words, or words for places where telling costs no attention, which a
 * message is not. DingTalk has no dialogs: what a form asks for is told in its own sentence.
 */
export function replyText(reply: Reply): string | undefined {
  if (reply.kind === 'none' || isSilent(reply)) return undefined;
  if (reply.kind !== 'form') return plainText(wordsOf(reply));
  return plainText([reply.form.text, reply.form.instead].filter(Boolean).join('\n'));
}

function plainText(text: string): string {
  return cut(clean(text), dingtalkLimits.answer) || '–';
}
