import { dayKey, dayName } from './dates.js';
import { h } from './dom.js';
import { language } from './language.js';
import { messageElement } from './message.js';
import { state } from './store.js';

/** Lines of one author within this time stand together. */
const GROUP_MS = 5 * 60_000;
/** So near to the end one reads along, and the list follows. */
const NEAR_END_PX = 140;

/**
 * A list that redraws only what changed: a card that moves keeps its place, and the focus stays on the button that is
 * still there. `repliesTo` gives the replies of a message, or nothing inside a thread.
 */
export function createMessageList(scroller, { inThread, repliesTo }) {
  const list = h('div', { class: 'messages' });
  scroller.append(list);
  /** key → { element, message, drawn } */
  let shown = new Map();
  let first = true;
  /** Whether the end is in view; it stays there when the window or the content changes its size. */
  let atEnd = true;
  scroller.addEventListener('scroll', () => {
    atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END_PX;
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
      const options = { inThread, compact: together(before, message), replies: repliesTo?.(message) };
      order.push(entry(message, options, next));
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

  function entry(message, options, next) {
    const key = `${message.channel}/${message.ts}`;
    const last = options.replies?.at(-1)?.ts;
    const drawn = [state.as, language(), options.compact, options.replies?.length, last].join();
    const known = shown.get(key);
    if (known?.message === message && known.drawn === drawn) {
      next.set(key, known);
      return known.element;
    }
    const element = messageElement(message, options);
    if (known) replace(known.element, element, known.message !== message);
    else if (!first) element.classList.add('arrives');
    next.set(key, { element, message, drawn });
    return element;
  }

  function replace(old, element, changed) {
    const focused = old.contains(document.activeElement) ? document.activeElement : undefined;
    if (changed) element.classList.add('changes');
    old.replaceWith(element);
    if (!focused) return;
    const key = focused.dataset.focus;
    const again =
      key && [...element.querySelectorAll('[data-focus]')].find((one) => one.dataset.focus === key);
    (again || element).focus({ preventScroll: true });
  }

  /** Puts the elements in order and moves none that stands right. */
  function place(order) {
    const wanted = new Set(order);
    for (const child of Array.from(list.children)) if (!wanted.has(child)) child.remove();
    for (const [i, element] of order.entries()) {
      if (list.children[i] !== element) list.insertBefore(element, list.children[i] ?? null);
    }
  }

  function toEnd() {
    scroller.scrollTop = scroller.scrollHeight;
  }

  return {
    render,
    toEnd,
    /** Begins anew: another channel or another thread. */
    reset() {
      shown = new Map();
      list.replaceChildren();
      first = true;
    },
  };
}

function together(before, message) {
  if (!before || before.ephemeral || message.ephemeral || before.user !== message.user) return false;
  if (message.bot || dayKey(before.postedAt) !== dayKey(message.postedAt)) return false;
  return message.postedAt - before.postedAt < GROUP_MS;
}
