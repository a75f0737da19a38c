import { act } from './api.js';
import { avatar } from './avatar.js';
import { h } from './dom.js';
import { pick, t } from './language.js';
import { newMentions, person, state, update } from './store.js';

/** Whom one acts as, and which room is open. */
export function createSidebar(switchTo) {
  const root = h('aside', { class: 'sidebar' });

  function render() {
    const focus = root.contains(document.activeElement) ? document.activeElement.dataset.focus : undefined;
    const { room } = state;
    const bot = room.channels.find((channel) => channel.direct);
    root.replaceChildren(
      h(
        'div',
        { class: 'workspace' },
        h('span', { class: 'avatar bot', 'aria-hidden': 'true' }),
        h('strong', {}, room.team),
      ),
      h(
        'section',
        { class: 'cast' },
        h('h2', { id: 'cast' }, t('act_as')),
        h('div', { class: 'people', role: 'group', 'aria-labelledby': 'cast' }, room.people.map(one)),
      ),
      h(
        'nav',
        { class: 'rooms', 'aria-label': t('channels') },
        h('h2', {}, t('channels')),
        room.channels.filter((channel) => !channel.direct).map(channelButton),
        h('h2', {}, t('direct')),
        bot ? channelButton(bot) : directButton(),
      ),
      h(
        'div',
        { class: 'sidebar-foot' },
        `${room.about.product ?? 'Greenlight'} · ${t('version', { version: room.about.version })}`,
      ),
    );
    if (focus)
      [...root.querySelectorAll('[data-focus]')].find((element) => element.dataset.focus === focus)?.focus();
  }

  function one(someone) {
    const active = someone.id === state.as;
    const mentions = active ? 0 : newMentions(someone.id);
    return h(
      'button',
      {
        type: 'button',
        class: 'person',
        'aria-pressed': String(active),
        'data-testid': `act-as-${someone.id}`,
        'data-focus': `person-${someone.id}`,
        title: someone.realName,
        on: { click: () => switchTo(someone.id) },
      },
      avatar(someone),
      h(
        'span',
        { class: 'person-words' },
        h('span', { class: 'person-name' }, someone.realName),
        h('span', { class: 'person-role' }, pick(someone.role)),
      ),
      mentions > 0 &&
        h(
          'span',
          { class: 'count', title: t('new_mentions', { count: mentions }) },
          h('span', { 'aria-hidden': 'true' }, mentions),
          h('span', { class: 'visually-hidden' }, t('new_mentions', { count: mentions })),
        ),
    );
  }

  function channelButton(channel) {
    return roomButton(
      channel.id,
      channel.direct
        ? [avatar(person(state.room.bot.id)), channel.name]
        : [h('span', { class: 'hash', 'aria-hidden': 'true' }, '#'), channel.name],
      () => update({ channel: channel.id, thread: undefined }),
    );
  }

  function directButton() {
    return roomButton('direct', [avatar(person(state.room.bot.id)), state.room.bot.name], async () => {
      const made = await act('/api/direct', {});
      if (!made) return;
      const response = await fetch(`/api/room?as=${encodeURIComponent(state.as)}`);
      update({ room: await response.json(), channel: made.channel, thread: undefined });
    });
  }

  function roomButton(id, label, click) {
    const active = id === state.channel;
    return h(
      'button',
      {
        type: 'button',
        class: 'room-link',
        'aria-current': active ? 'page' : undefined,
        'data-focus': `room-${id}`,
        on: { click },
      },
      label,
    );
  }

  return { root, render };
}
