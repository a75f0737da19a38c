import { createComposer } from './composer.js';
import { h, icon } from './dom.js';
import { t } from './language.js';
import { createMessageList } from './message-list.js';
import { currentChannel, inThread, person, state, update } from './store.js';

/** The thread that is open beside the room; on a phone it covers it. Escape closes it. */
export function createThread() {
  const title = h('h2', {});
  const where = h('span', { class: 'room-about' });
  const close = h(
    'button',
    { type: 'button', class: 'tool', 'data-testid': 'close-thread', on: { click: leave } },
    icon('close'),
  );
  const scroller = h('div', { class: 'scroller', tabindex: '0' });
  const list = createMessageList(scroller, { inThread: true });
  const composer = createComposer({
    testid: 'thread-composer',
    thread: () => state.thread,
    placeholder: () => t('composer_reply', { name: person(state.as)?.realName ?? '' }),
  });
  const root = h(
    'section',
    { class: 'thread', 'data-testid': 'thread', hidden: true },
    h('header', { class: 'room-head' }, title, where, close),
    h('div', { class: 'room-body' }, scroller),
    composer.form,
  );
  let shown;

  root.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented) leave();
  });

  function leave() {
    const ts = state.thread;
    update({ thread: undefined });
    const article = [...document.querySelectorAll('.room article')].find((one) => one.dataset.ts === ts);
    (article?.querySelector('[data-testid="open-thread"], [data-testid="reply"]') ?? article)?.focus();
  }

  function render() {
    const opened = state.thread !== undefined && state.thread !== shown;
    root.hidden = state.thread === undefined;
    document.body.classList.toggle('with-thread', state.thread !== undefined);
    if (opened || state.thread === undefined) list.reset();
    shown = state.thread;
    if (state.thread === undefined) return;
    title.textContent = t('thread');
    root.setAttribute('aria-label', t('thread'));
    where.textContent = `# ${currentChannel()?.name ?? ''}`;
    close.setAttribute('aria-label', t('close_thread'));
    close.title = t('close_thread');
    list.render(inThread(state.thread));
    composer.render();
    if (opened) composer.focus();
  }

  return { root, render };
}
