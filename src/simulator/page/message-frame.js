import { avatar } from './avatar.js';
import { clockTime, fullTime } from './dates.js';
import { h, icon } from './dom.js';
import { t } from './language.js';
import { isMine } from './pane.js';
import { quoted } from './quote.js';
import { roomOf } from './store.js';

/**
 * One message of Feishu or DingTalk: who, when, what it answers (by `textOf`), the body, and the way to answer it when `reply` is given.
 * `compact` leaves out the author, who is the one of the message above.
 */
export function messageFrame(kind, message, { compact: below, body, rich, reply, textOf }) {
  const { id, bot, parent } = message;
  const name = authorOf(kind, message);
  const compact = below && !parent;
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
      parent && parentLine(kind, parent, textOf),
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

export function authorOf(kind, { bot, from }) {
  const { bot: robot, users } = roomOf(kind);
  return bot ? robot.name : (users.find((user) => user.id === from)?.name ?? from);
}

function parentLine(kind, id, textOf) {
  const parent = roomOf(kind).messages.find((one) => one.id === id);
  return parent && quoted(authorOf(kind, parent), textOf(parent));
}
