import { h } from './dom.js';
import { state } from './store.js';

const TONES = 6;

/** Initials on a colour that stays with the person; the bot has the product's mark. */
export function avatar(user) {
  if (user === undefined || user.id === state.room.bot.id)
    return h('span', { class: 'avatar bot', 'aria-hidden': 'true' });
  const at = state.room.users.findIndex((one) => one.id === user.id);
  return h(
    'span',
    { class: 'avatar', 'data-tone': (at % TONES) + 1, 'aria-hidden': 'true' },
    initials(user.realName),
  );
}

function initials(name) {
  const han = /\p{Script=Han}/u.exec(name);
  if (han) return han[0];
  return name
    .split(/\s+/)
    .map((word) => word[0] ?? '')
    .slice(0, 2)
    .join('')
    .toUpperCase();
}
