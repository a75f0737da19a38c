import { h } from './dom.js';
import { t } from './language.js';
import { spoken } from './mrkdwn.js';
import { person, state } from './store.js';

const region = h('div', { class: 'visually-hidden', role: 'log', 'aria-live': 'polite' });

export function mountAnnouncer() {
  document.body.append(region);
}

/** Reads new messages of the open channel out to screen readers; of the own ones they know already. */
export function announce(message, isUpdate) {
  if (message.deleted || message.channel !== state.channel || message.user === state.as) return;
  const name = person(message.user)?.realName ?? state.room.bot.name;
  const text = spoken(message.text).slice(0, 200);
  region.replaceChildren(h('p', {}, t(isUpdate ? 'updated' : 'says', { name, text })));
}
