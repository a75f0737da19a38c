import { h, icon, refill } from './dom.js';
import { language, pick, t } from './language.js';
import { createMessageList } from './message-list.js';
import { personOf, roomOf, state } from './store.js';
import { createShelf } from './toast.js';

/**
 * The frame of one chat: its head with the connection, its conversations, the messages of the open one, its composer.
 * `chat` says what is particular: `kind`, `conversations()`, `messages(id)`, `list` (for the message list), `hints`, `composer`, `tryOut`.
 */
export function createPane(chat) {
  const { kind, composer } = chat;
  const title = h('h2', {});
  const presence = h('span', { class: 'presence', 'data-testid': `presence-${kind}` });
  const tabs = h('div', { class: 'conversations', role: 'group' });
  const welcome = h('div', { class: 'welcome' });
  const scroller = h('div', { class: 'scroller', tabindex: '0' }, welcome);
  const jump = h('button', { type: 'button', class: 'jump', hidden: true, on: { click: toEnd } });
  const list = createMessageList(scroller, chat.list);
  const main = h(
    'div',
    { class: 'pane-main' },
    h('div', { class: 'pane-body' }, scroller, jump, createShelf(kind)),
    composer.form,
  );
  const root = h(
    'section',
    { class: 'pane', id: `pane-${kind}`, 'data-kind': kind, 'data-testid': `pane-${kind}` },
    h(
      'header',
      { class: 'pane-head' },
      h('span', { class: 'mark', 'data-kind': kind, 'aria-hidden': 'true' }),
      title,
      presence,
    ),
    tabs,
    main,
  );
  let chosen;
  let shownFor = '';
  let newest = '';

  scroller.addEventListener('scroll', () => {
    if (scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 40) jump.hidden = true;
  });

  function toEnd() {
    list.toEnd();
    jump.hidden = true;
  }

  function open() {
    const all = chat.conversations();
    // Right after somebody else sat down, what was chosen may be the conversation with the bot of the one before.
    const direct = chosen?.direct === true;
    return all.find((one) => one.id === chosen?.id) ?? all.find((one) => one.direct === direct) ?? all[0];
  }

  function choose(id) {
    chosen = chat.conversations().find((one) => one.id === id);
    chat.chosen?.();
    render();
  }

  function render() {
    const current = open();
    if (!current) return;
    root.classList.toggle('in-use', state.pane === kind);
    const name = t(`chat_${kind}`);
    title.textContent = name;
    root.setAttribute('aria-label', name);
    renderPresence();
    renderTabs(current);
    renderWelcome(current);
    scroller.setAttribute('aria-label', t('messages_of', { name: current.name }));
    const key = `${state.as} ${current.id}`;
    if (key !== shownFor) list.reset();
    shownFor = key;
    const messages = chat.messages(current.id);
    const followed = list.render(messages);
    const last = messages.length === 0 ? '' : chat.list.keyOf(messages.at(-1));
    if (last !== newest) jump.hidden = followed;
    newest = last;
    jump.replaceChildren(icon('down'), t('new_messages'));
    if (current.direct) markRead(messages);
    composer.render();
  }

  function renderPresence() {
    const { connections } = roomOf(kind);
    presence.dataset.online = String(connections > 0);
    const count = connections === 1 ? t('connection') : t('connections', { count: connections });
    presence.textContent = connections > 0 ? count : t('no_connection');
  }

  function renderTabs(current) {
    tabs.setAttribute('aria-label', t('conversations'));
    const all = chat.conversations().map((one) => ({
      id: one.id,
      name: one.direct ? t('direct', { name: one.name }) : chat.groupName(one),
      direct: one.direct,
      open: one.id === current.id,
      count: one.direct && one.id !== current.id ? unread(one.id) : 0,
    }));
    refill(tabs, JSON.stringify(all), () => all.map(tab));
  }

  function tab({ id, name, direct, open: isOpen, count }) {
    return h(
      'button',
      {
        type: 'button',
        class: 'conversation',
        'aria-pressed': String(isOpen),
        'data-focus': id,
        'data-testid': direct ? `direct-${kind}` : `group-${kind}`,
        on: { click: () => choose(id) },
      },
      name,
      count > 0 && h('span', { class: 'count', title: t('unread', { count }) }, count),
    );
  }

  function renderWelcome(current) {
    const empty = !current.direct && chat.messages(current.id).length === 0;
    welcome.hidden = !empty && !current.direct;
    refill(welcome, [current.id, language()].join(), () => [
      h('span', { class: 'mark large', 'data-kind': kind, 'aria-hidden': 'true' }),
      h(
        'h3',
        {},
        current.direct
          ? t('welcome_direct', { name: current.name })
          : t('welcome', { name: chat.groupName(current) }),
      ),
      h('p', {}, current.direct ? t('welcome_text_direct') : t(`welcome_text_${kind}`)),
      !current.direct && h('div', { class: 'hints' }, state.all.hints.map(hint)),
    ]);
  }

  function hint(one) {
    const who = state.all.people.find((person) => person.id === one.as);
    return h(
      'button',
      {
        type: 'button',
        class: 'hint',
        'data-focus': `hint-${one.text}`,
        'data-testid': 'hint',
        on: { click: () => chat.tryOut(one, pane) },
      },
      h('code', {}, one.text),
      h('span', { class: 'hint-about' }, pick(one.about), who && ` (${who.name})`),
    );
  }

  const readKey = () => `greenlight.read.${kind}.${state.as}`;

  function unread(id) {
    const since = Number(localStorage.getItem(readKey()) ?? 0);
    return chat.messages(id).filter((one) => one.postedAt > since && !isMine(kind, one)).length;
  }

  function markRead(messages) {
    const last = messages.at(-1)?.postedAt;
    if (last !== undefined) localStorage.setItem(readKey(), String(last));
  }

  const pane = {
    kind,
    root,
    /** Everything under the head: what is put in here may cover it. */
    main,
    composer,
    render,
    open,
    choose,
    take: (change) => chat.take(change),
    /** Somebody else sits down: what is between this person and the bot goes out of sight. */
    leave() {
      chosen = undefined;
      chat.leave?.();
    },
    /** How often a person was named since somebody last sat here as them. */
    newMentions(person) {
      const since = state.seen[person.id] ?? 0;
      return chat
        .allMessages()
        .filter((one) => one.postedAt > since && chat.names(one, person.accounts[kind])).length;
    },
  };
  return pane;
}

export function isMine(kind, message) {
  return personOf(kind, message.from ?? message.user)?.id === state.as;
}
