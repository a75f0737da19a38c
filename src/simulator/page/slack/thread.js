import { act } from '../api.js';
import { createComposer } from '../composer.js';
import { h, icon } from '../dom.js';
import { t } from '../language.js';
import { createMessageList } from '../message-list.js';
import { changed, me } from '../store.js';
import { messageElement } from './message.js';
import { channelName, inThread, slack } from './store.js';

/** The thread that is open over the messages; Escape closes it. `channel` gives the open channel. */
export function createThread(channel) {
  const title = h('h2', {});
  const where = h('span', { class: 'thread-about' });
  const close = h(
    'button',
    { type: 'button', class: 'tool', 'data-testid': 'close-thread', on: { click: leave } },
    icon('close'),
  );
  const scroller = h('div', { class: 'scroller', tabindex: '0' });
  const list = createMessageList(scroller, {
    keyOf: (message) => message.ts,
    authorOf: (message) => message.user,
    draw: (message, { compact }) => messageElement(message, { inThread: true, compact }),
  });
  const composer = createComposer({
    testid: 'thread-composer',
    commands: false,
    placeholder: () => t('composer_reply', { name: me()?.name ?? '' }),
    send: (text) => act('slack', 'say', { channel: channel(), text, thread: slack.thread }),
  });
  const root = h(
    'section',
    { class: 'thread', 'data-testid': 'thread', hidden: true },
    h('header', { class: 'thread-head' }, title, where, close),
    h('div', { class: 'pane-body' }, scroller),
    composer.form,
  );
  let shown;

  root.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented) leave();
  });

  function leave() {
    const ts = slack.thread;
    slack.thread = undefined;
    changed();
    const article = [...root.parentElement.querySelectorAll('article')].find((one) => one.dataset.ts === ts);
    (article?.querySelector('[data-testid="open-thread"], [data-testid="reply"]') ?? article)?.focus();
  }

  function render() {
    const opened = slack.thread !== undefined && slack.thread !== shown;
    root.hidden = slack.thread === undefined;
    if (opened || slack.thread === undefined) list.reset();
    shown = slack.thread;
    if (slack.thread === undefined) return;
    title.textContent = t('thread');
    root.setAttribute('aria-label', t('thread'));
    where.textContent = `# ${channelName(channel())}`;
    close.setAttribute('aria-label', t('close_thread'));
    close.title = t('close_thread');
    list.render(inThread(slack.thread, channel()));
    composer.render();
    if (opened) composer.focus();
  }

  return { root, render };
}
