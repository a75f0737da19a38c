import { clockTime } from '../dates.js';
import { h } from '../dom.js';
import { t } from '../language.js';
import { letterElement } from './letter.js';
import { programElement, titleOf } from './program.js';
import { robotElement, robotText } from './robots.js';
import { isProgram } from './store.js';
import { time } from './time.js';

/** One message as it looks where it arrived. */
export function messageElement(message, receiver) {
  const { kind } = receiver;
  if (message.kind === 'letter') return article(message, 'letter', letterElement(message));
  if (isProgram(receiver))
    return article(message, 'event', programElement(message.body, kind, time(message)));
  return article(
    message,
    'robot-message',
    h('span', { class: 'avatar bot', 'aria-hidden': 'true' }),
    h(
      'div',
      { class: 'message-main' },
      h(
        'div',
        { class: 'message-head' },
        h('span', { class: 'author' }, 'Greenlight'),
        h('span', { class: 'badge' }, t(kind === 'slack' ? 'app' : 'bot_feishu')),
        time(message),
      ),
      h(
        'div',
        { class: `robot ${kind}`, 'data-kind': kind, 'data-testid': 'card' },
        robotElement(message, kind),
      ),
    ),
  );
}

function article(message, look, ...children) {
  return h(
    'article',
    {
      class: `message ${look}`,
      tabindex: '-1',
      'data-testid': 'message',
      'aria-label': `${textOf(message).slice(0, 80)}, ${clockTime(message.postedAt)}`,
    },
    ...children,
  );
}

/** What can be read, for screen readers. */
export function textOf({ kind, letter, receiver, body }) {
  if (kind === 'letter') return letter.subject;
  return isProgram({ kind: receiver }) ? titleOf(body, receiver) : robotText(body);
}
