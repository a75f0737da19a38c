import { dayKey, dayName } from './dates.js';
import { h } from './dom.js';
import { language } from './language.js';
import { state } from './store.js';

/** Lines of one author within this time stand together. */
const GROUP_MS = 5 * 60_000;
/** So near to the end one reads along, and the list follows. */
const NEAR_END_PX = 140;

/**
 * A list that redraws only what changed: a card that moves keeps its place, the focus stays on the button that is still there, and what was
 * typed into a card stays too. `keyOf` tells messages apart, `authorOf` who wrote one, `draw(message, {compact})` makes the element;
 * `look(message)`, if any, is what else the element was made of.
 */
export function createMessageList(scroller, { keyOf, authorOf, draw, look = () => '' }) {
  const list = h('div', { class: 'messages' });
  scroller.append(list);
  /** key → { element, message, drawn } */
  let shown = new Map();
  let first = true;
  /** Whether the end is in view; it stays there when the window or the content changes its size. */
  let atEnd = true;
  let top = 0;
  scroller.addEventListener('scroll', () => {
    const { scrollHeight, scrollTop, clientHeight } = scroller;
    // What grows, as a letter that has loaded, moves the end away; only who scrolls up leaves it.
    atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX || (atEnd && scrollTop >= top);
    top = scrollTop;
  });
  const resized = new ResizeObserver(() => atEnd && toEnd());
  resized.observe(scroller);
  resized.observe(list);

  function render(messages) {
    const follow = first || atEnd;
    const next = new Map();
    const order = [];
    let before;
    for (const message of messages) {
      if (!before || dayKey(before.postedAt) !== dayKey(message.postedAt)) order.push(divider(message, next));
      order.push(entry(message, together(before, message), next));
      before = message;
    }
    place(order);
    shown = next;
    first = false;
    if (follow) toEnd();
    return follow;
  }

  function divider(message, next) {
    const key = `day ${dayKey(message.postedAt)} ${language()}`;
    const known = shown.get(key) ?? {
      element: h('div', { class: 'day', role: 'separator' }, h('span', {}, dayName(message.postedAt))),
    };
    next.set(key, known);
    return known.element;
  }

  function entry(message, compact, next) {
    const key = keyOf(message);
    const drawn = [state.as, language(), compact, look(message)].join();
    const known = shown.get(key);
    if (known?.message === message && known.drawn === drawn) {
      next.set(key, known);
      return known.element;
    }
    const element = draw(message, { compact });
    if (known) replace(known.element, element, known.message !== message);
    else if (!first) element.classList.add('arrives');
    next.set(key, { element, message, drawn });
    return element;
  }

  function replace(old, element, changed) {
    const focused = old.contains(document.activeElement) ? document.activeElement : undefined;
    if (changed) element.classList.add('changes');
    for (const input of old.querySelectorAll('input[data-focus], textarea[data-focus]')) {
      const again = twin(element, input);
      if (again) again.value = input.value;
    }
    old.replaceWith(element);
    if (focused) (twin(element, focused) ?? element).focus({ preventScroll: true });
  }

  /** Puts the elements in order and moves none that stands right. */
  function place(order) {
    const wanted = new Set(order);
    for (const child of Array.from(list.children)) if (!wanted.has(child)) child.remove();
    for (const [i, element] of order.entries()) {
      if (list.children[i] !== element) list.insertBefore(element, list.children[i] ?? null);
    }
  }

  function together(before, message) {
    if (!before || before.bot || before.ephemeral || message.ephemeral || message.bot) return false;
    if (authorOf(before) !== authorOf(message) || dayKey(before.postedAt) !== dayKey(message.postedAt))
      return false;
    return message.postedAt - before.postedAt < GROUP_MS;
  }

  function toEnd() {
    scroller.scrollTop = scroller.scrollHeight;
    top = scroller.scrollTop;
  }

  return {
    render,
    toEnd,
    /** Begins anew: another channel or another thread. */
    reset() {
      shown = new Map();
      list.replaceChildren();
      first = true;
      atEnd = true;
    },
  };
}

function twin(element, { dataset: { focus } }) {
  return focus && [...element.querySelectorAll('[data-focus]')].find((one) => one.dataset.focus === focus);
}
