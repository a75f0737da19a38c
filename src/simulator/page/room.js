import { h, icon } from './dom.js';
import { pick, t } from './language.js';
import { createMessageList } from './message-list.js';
import { currentChannel, inThread, person, state, topLevel } from './store.js';

/** The open channel: its name, its messages, and what to try while it is empty. */
export function createRoom(composer, tryOut) {
  const title = h('h1', {});
  const about = h('span', { class: 'room-about' });
  const presence = h('span', { class: 'presence', 'data-testid': 'presence' });
  const welcome = h('div', { class: 'welcome' });
  const scroller = h('div', { class: 'scroller', tabindex: '0' }, welcome);
  const jump = h('button', { type: 'button', class: 'jump', hidden: true, on: { click: toEnd } });
  const list = createMessageList(scroller, {
    inThread: false,
    repliesTo: (message) => inThread(message.ts).filter((one) => one.threadTs),
  });
  const root = h(
    'main',
    { class: 'room' },
    h('header', { class: 'room-head' }, title, about, presence),
    h('div', { class: 'room-body' }, scroller, jump),
    composer.form,
  );
  let shownFor = '';
  let newest = '';

  scroller.addEventListener('scroll', () => {
    if (scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 40) jump.hidden = true;
  });

  function toEnd() {
    list.toEnd();
    jump.hidden = true;
  }

  function render() {
    const channel = currentChannel();
    if (!channel) return;
    const bot = state.room.bot.name;
    const me = person(state.as)?.realName ?? '';
    title.replaceChildren(channel.direct ? bot : `# ${channel.name}`);
    about.textContent = channel.direct ? '' : t('members', { count: channel.members });
    const online = state.room.connections > 0;
    presence.dataset.online = String(online);
    presence.textContent = online ? t('bot_online', { count: state.room.connections }) : t('bot_offline');
    scroller.setAttribute('aria-label', t('messages'));
    renderWelcome(channel, bot);
    const key = `${state.as} ${channel.id}`;
    if (key !== shownFor) list.reset();
    shownFor = key;
    const messages = topLevel();
    const followed = list.render(messages);
    const last = messages.at(-1)?.ts ?? '';
    if (last !== newest) jump.hidden = followed;
    newest = last;
    jump.replaceChildren(icon('down'), t('new_messages'));
    composer.render(me);
  }

  function renderWelcome(channel, bot) {
    welcome.replaceChildren(
      h('span', { class: 'welcome-mark', 'aria-hidden': 'true' }),
      h(
        'h2',
        {},
        channel.direct ? t('welcome_direct', { name: bot }) : t('welcome', { channel: channel.name }),
      ),
      h('p', {}, channel.direct ? t('welcome_text_direct') : t('welcome_text')),
      channel.direct ? '' : h('div', { class: 'hints' }, state.room.hints.map(hint)),
    );
  }

  function hint(one) {
    const who = one.as ? person(one.as) : undefined;
    return h(
      'button',
      {
        type: 'button',
        class: 'hint',
        'data-focus': `hint-${one.text}`,
        'data-testid': 'hint',
        on: { click: () => tryOut(one) },
      },
      h('code', {}, one.text),
      h('span', { class: 'hint-about' }, pick(one.about)),
      who && h('span', { class: 'hint-who' }, who.realName),
    );
  }

  return { root, render };
}
