import type { Reply } from '../../domain/event.ts';
import { clean } from '../common/clean.ts';
import { wordsOf } from '../common/reply-text.ts';
import { feishuLimits } from './limits.ts';
import { cut } from './text.ts';

const toasts = { good: 'success', bad: 'error', neutral: 'info' } as const;

/** What a message says; undefined for `none`. A form is in the card already: its sentence says what to do. */
export function plainReply(reply: Reply): string | undefined {
  switch (reply.kind) {
    case 'none':
      return undefined;
    case 'form':
      return reply.form.instead;
    case 'text':
    case 'field-errors':
      return wordsOf(reply);
  }
}

/**
 * The answer to a click. Feishu's clients complain when it is missing, so that nothing to say is an empty object.
 * https://open.feishu.cn/document/feishu-cards/card-callback-communication
 */
export function toastBody(reply: Reply): Record<string, unknown> {
  switch (reply.kind) {
    case 'none':
      return {};
    case 'text':
      return toast(toasts[reply.tone], reply.text);
    case 'form':
      return toast('warning', reply.form.instead);
    case 'field-errors':
      return toast('error', Object.values(reply.errors).join('\n'));
  }
}

function toast(type: string, text: string): Record<string, unknown> {
  const content = cut(clean(text).trim(), feishuLimits.toastText);
  return content === '' ? {} : { toast: { type, content } };
}
