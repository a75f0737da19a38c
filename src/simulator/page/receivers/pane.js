import { announce } from '../announce.js';
import { h } from '../dom.js';
import { t } from '../language.js';
import { place } from '../live.js';
import { createMessageList } from '../message-list.js';
import { changed, state } from '../store.js';
import { messageElement, textOf } from './message.js';
import { createReceiverList } from './receiver-list.js';
import { arrivedAt, isProgram, markRead, nameOf, ownMailbox, room, unreadAt } from './store.js';

const KIND = 'receivers';

/** Everything that can only be read: letters, what robots say in their groups, and what programs get. */
export function createReceiversPane() {
  const title = h('h2', {});
  const about = h('p', { class: 'receivers-about' });
  const name = h('h3', {});
  const address = h('span', { class: 'receiver-address' });
  const welcome = h('p', { class: 'receivers-empty' });
  const scroller = h('div', { class: 'scroller', tabindex: '0' }, welcome);
  const receivers = createReceiverList(choose);
  const list = createMessageList(scroller, {
    keyOf: (message) => message.id,
    authorOf: (message) => message.receiver,
    draw: (message) => messageElement(message, current()),
  });
  const root = h(
    'section',
    { class: 'pane receivers', id: `pane-${KIND}`, 'data-kind': KIND, 'data-testid': `pane-${KIND}` },
    h(
      'header',
      { class: 'pane-head' },
      h('span', { class: 'mark', 'data-kind': KIND, 'aria-hidden': 'true' }),
      title,
      about,
    ),
    h(
      'div',
      { class: 'receivers-body' },
      receivers.root,
      h(
        'div',
        { class: 'pane-main' },
        h('header', { class: 'receiver-head' }, name, address),
        h('div', { class: 'pane-body' }, scroller),
      ),
    ),
  );
  /** The id of a receiver; undefined: one's own mailbox. */
  let chosen;
  let shownFor;

  function current() {
    return room().receivers.find(({ id }) => id === chosen) ?? ownMailbox();
  }

  function choose(id) {
    chosen = id;
    changed();
  }

  function render() {
    const inUse = state.pane === KIND;
    root.classList.toggle('in-use', inUse);
    // What is not in view has no height that a letter could be measured by.
    if (!inUse) return;
    const receiver = current();
    title.textContent = t('chat_receivers');
    root.setAttribute('aria-label', t('chat_receivers'));
    about.textContent = t('receivers_about');
    name.textContent = nameOf(receiver);
    address.textContent = receiver.kind === 'mailbox' ? receiver.id : t(`receiver_about_${receiver.kind}`);
    scroller.setAttribute('aria-label', t('messages_of', { name: nameOf(receiver) }));
    if (receiver.id !== shownFor) list.reset();
    shownFor = receiver.id;
    const messages = arrivedAt(receiver.id);
    welcome.hidden = messages.length > 0;
    welcome.textContent = t('receivers_empty');
    list.render(messages);
    markRead(receiver.id);
    receivers.render(receiver);
  }

  return {
    kind: KIND,
    root,
    render,
    take({ message }) {
      place(room().messages, message, (a, b) => a.id === b.id);
      const receiver = room().receivers.find(({ id }) => id === message.receiver);
      announce(KIND, nameOf(receiver), textOf(message), false);
    },
    /** Somebody else sits down, and finds their own mailbox open where the one before had theirs. */
    leave() {
      if (current().kind === 'mailbox') chosen = undefined;
    },
    /** How much there is to read for a person; what programs get is for programs. */
    unread: () =>
      room()
        .receivers.filter((one) => !isProgram(one))
        .reduce((sum, { id }) => sum + unreadAt(id), 0),
    newMentions(person) {
      const since = state.seen[person.id] ?? 0;
      const mine = arrivedAt(person.accounts[KIND]);
      return mine.filter((one) => one.postedAt > since).length;
    },
  };
}
