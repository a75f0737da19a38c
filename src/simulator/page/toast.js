import { h, icon } from './dom.js';

const SHOWN_MS = 6_000;
const icons = { success: 'check', error: 'cross', warning: 'alert', info: 'info' };
const shelves = new Map();

/** A place for notes: one in each chat, and one for the whole page, which takes those that name no other. */
export function createShelf(where) {
  const shelf = h('div', { class: 'toasts', role: 'status', 'aria-live': 'polite' });
  shelves.set(where, shelf);
  return shelf;
}

export function toast(where, text, tone = 'info') {
  const note = h(
    'div',
    { class: 'toast', 'data-tone': tone, 'data-testid': 'toast' },
    icon(icons[tone] ?? 'info'),
    text,
  );
  // An open dialog covers everything else, so the note has to be inside it.
  const dialog = document.querySelector('dialog[open]');
  if (dialog) dialog.append(shelves.get('page'));
  const shelf = dialog ? shelves.get('page') : (shelves.get(where) ?? shelves.get('page'));
  shelf.append(note);
  setTimeout(() => note.remove(), SHOWN_MS);
}
