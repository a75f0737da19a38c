import { face } from '../avatar.js';
import { h, refill } from '../dom.js';
import { language, t } from '../language.js';
import { personOf, state } from '../store.js';
import { isProgram, nameOf, room, unreadAt } from './store.js';

/** Who gets something: mailboxes, group robots, programs. */
export function createReceiverList(choose) {
  const root = h('nav', { class: 'receiver-list' });

  function render(current) {
    root.setAttribute('aria-label', t('receivers'));
    const { receivers } = room();
    const counts = receivers.map(({ id }) => unreadAt(id));
    const groups = [
      ['receivers_mailboxes', receivers.filter(({ kind }) => kind === 'mailbox')],
      ['receivers_robots', receivers.filter((one) => one.kind !== 'mailbox' && !isProgram(one))],
      ['receivers_programs', receivers.filter(isProgram)],
    ];
    const words = groups.map(([key]) => t(key));
    refill(root, JSON.stringify([language(), state.as, current.id, counts, receivers]), () =>
      groups.map(([, members], i) => [
        h('h3', {}, words[i]),
        members.map((one) => entry(one, current, counts[receivers.indexOf(one)])),
      ]),
    );
  }

  function entry(receiver, current, count) {
    const { id, kind } = receiver;
    const person = personOf('receivers', id);
    return h(
      'button',
      {
        type: 'button',
        class: 'receiver',
        'aria-pressed': String(id === current.id),
        'data-focus': id,
        'data-testid': `receiver-${person?.id ?? kind}`,
        on: { click: () => choose(id) },
      },
      person ? face(person) : h('span', { class: 'mark', 'data-kind': kind, 'aria-hidden': 'true' }),
      h('span', { class: 'receiver-name' }, nameOf(receiver)),
      count > 0 &&
        h(
          'span',
          {
            class: isProgram(receiver) ? 'count quiet' : 'count',
            title: t('unread', { count }),
            'data-testid': 'unread',
          },
          h('span', { 'aria-hidden': 'true' }, count),
          h('span', { class: 'visually-hidden' }, t('unread', { count })),
        ),
    );
  }

  return { root, render };
}
