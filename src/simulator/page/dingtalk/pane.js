import { createQuotingPane } from '../quoting-pane.js';
import { messageElement, textOf } from './message.js';

export function createDingTalkPane(tryOut) {
  return createQuotingPane({
    kind: 'dingtalk',
    tryOut,
    names: (message, account) => message.atUserIds?.includes(account) ?? false,
    messageElement,
    textOf,
    quotable: (message) => message.quotable,
    mentions: () => true,
  });
}
