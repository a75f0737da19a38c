import { h } from './dom.js';

const SHOWN_MS = 6_000;
const shelf = h('div', { class: 'toasts', role: 'status', 'aria-live': 'polite' });

export function mountToasts() {
  document.body.append(shelf);
}

export function toast(text) {
  const note = h('div', { class: 'toast' }, text);
  // An open dialog covers everything else, so the note has to be inside it.
  const host = document.querySelector('dialog[open]') ?? document.body;
  host.append(shelf);
  shelf.append(note);
  setTimeout(() => note.remove(), SHOWN_MS);
}
