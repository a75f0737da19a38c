import { h } from './dom.js';
import { personOf, state } from './store.js';

/** Initials on a colour that stays with the person in every chat; the bot has the product's mark. */
export function avatar(kind, account, name) {
  const person = personOf(kind, account);
  return person ? face(person) : h('span', { class: 'avatar bot', 'aria-hidden': 'true', title: name });
}

export function face(person) {
  const tone = state.all.people.indexOf(person) + 1;
  return h('span', { class: 'avatar', 'data-tone': tone, 'aria-hidden': 'true' }, initials(person.name));
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
