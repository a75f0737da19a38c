import { h } from './dom.js';
import { t } from './language.js';
import { state } from './store.js';

const LONGEST = 200;
const region = h('div', { class: 'visually-hidden', role: 'log', 'aria-live': 'polite' });

export function mountAnnouncer() {
  document.body.append(region);
}

/** Reads what is new in the chat in use out to screen readers: the three would say everything three times. */
export function announce(kind, name, text, isUpdate) {
  if (kind !== state.pane) return;
  region.replaceChildren(
    h('p', {}, t(isUpdate ? 'updated' : 'says', { name, text: text.slice(0, LONGEST) })),
  );
}
