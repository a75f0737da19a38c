import { face } from '../avatar.js';
import { h } from '../dom.js';
import { t } from '../language.js';
import { personOf } from '../store.js';
import { time } from './time.js';

/** As a mail client shows it: the heading, and the letter itself in a frame in which nothing runs. */
export function letterElement(message) {
  const { id, letter, receiver } = message;
  const person = personOf('receivers', receiver);
  const line = (key, value) => [h('dt', {}, t(key)), h('dd', {}, value)];
  return h(
    'div',
    { class: 'letter-sheet', 'data-testid': 'letter' },
    h(
      'header',
      { class: 'letter-head' },
      h('h4', {}, letter.subject),
      time(message),
      h(
        'dl',
        {},
        line('letter_from', letter.from),
        line('letter_to', [person && face(person), h('span', {}, letter.to)]),
      ),
    ),
    letter.html ? frame(id, letter.subject) : h('pre', { class: 'letter-text' }, letter.text),
  );
}

/** The server forbids what is in it everything but its looks and its links; it is as high as what is in it. */
function frame(id, title) {
  const made = h('iframe', {
    class: 'letter-frame',
    title,
    src: `/api/receivers/html?id=${encodeURIComponent(id)}`,
    sandbox: 'allow-same-origin allow-popups allow-popups-to-escape-sandbox',
    referrerpolicy: 'no-referrer',
    on: { load: fit },
  });

  function fit() {
    const inner = made.contentDocument?.documentElement;
    if (inner) made.style.height = `${inner.offsetHeight}px`;
  }

  let width = 0;
  new ResizeObserver(([{ contentRect }]) => {
    if (contentRect.width === width) return;
    width = contentRect.width;
    fit();
  }).observe(made);
  return made;
}
