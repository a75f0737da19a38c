import { t } from '../language.js';
import { createQuotingPane } from '../quoting-pane.js';
import { toast } from '../toast.js';
import { messageElement, textOf } from './message.js';

export function createFeishuPane(tryOut) {
  return createQuotingPane({
    kind: 'feishu',
    tryOut,
    names: (message, account) =>
      message.from !== account && JSON.stringify([message.mentions, message.card]).includes(account),
    messageElement,
    textOf,
    quotable: () => true,
    mentions: (message) => message.bot,
    toast: ({ content, error, tone }) => toast('feishu', error ? t('no_answer', { error }) : content, tone),
  });
}
