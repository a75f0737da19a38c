import { avatar } from './avatar.js';
import { clockTime, fullTime } from './dates.js';
import { h, icon } from './dom.js';
import { t } from './language.js';
import { isMine } from './pane.js';

/**
 * One message of Feishu or DingTalk: who, when, `above` (what it answers), the body, and the way to answer it when `reply` is given.
 * `compact` leaves out the author, who is the one of the message above.
 */
export function messageFrame(kind, message, { id, name, bot, compact, above, body, reply, rich }) {
  const mine = isMine(kind, message);
  const label = t('reply');
  return h(
    'article',
    {
      class: `message${compact ? ' compact' : ''}${mine ? ' mine' : ''}`,
      tabindex: '-1',
      'data-testid': 'message',
      'data-id': id,
      'aria-label': `${name}, ${clockTime(message.postedAt)}`,
    },
    compact ? h('span', { class: 'gutter-time' }) : avatar(kind, message.from, name),
    h(
      'div',
      { class: 'message-main' },
      !compact &&
        h(
          'div',
          { class: 'message-head' },
          h('span', { class: 'author' }, name),
          bot && h('span', { class: 'badge' }, t(`bot_${kind}`)),
          h('time', { class: 'time', title: fullTime(message.postedAt) }, clockTime(message.postedAt)),
        ),
      above,
      rich ? body : h('div', { class: 'bubble' }, body),
    ),
    reply &&
      h(
        'div',
        { class: 'tools' },
        h(
          'button',
          {
            type: 'button',
            class: 'tool',
            title: label,
            'aria-label': label,
            'data-focus': 'reply',
            'data-testid': 'reply',
            on: { click: reply },
          },
          icon('reply'),
        ),
      ),
  );
}
