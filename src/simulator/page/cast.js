import { face } from './avatar.js';
import { h, refill } from './dom.js';
import { language, pick, t } from './language.js';
import { state } from './store.js';

/** Whom one acts as, in every chat at once. `newMentions(person)` counts what waits for somebody. */
export function createCast(switchTo, newMentions) {
  const label = h('h2', { id: 'cast' });
  const people = h('div', { class: 'people', role: 'group', 'aria-labelledby': 'cast' });
  const root = h('section', { class: 'cast' }, label, people);

  function render() {
    label.textContent = t('act_as');
    const { people: all } = state.all;
    const counts = all.map((person) => (person.id === state.as ? 0 : newMentions(person)));
    const made = [state.as, language(), all.map(({ id }) => id), counts].join();
    refill(people, made, () => all.map((person, i) => one(person, counts[i])));
  }

  function one(person, mentions) {
    const active = person.id === state.as;
    return h(
      'button',
      {
        type: 'button',
        class: 'person',
        'aria-pressed': String(active),
        'data-testid': `act-as-${person.id}`,
        'data-focus': person.id,
        title: `${person.name} · ${pick(person.role)}`,
        on: { click: () => switchTo(person.id) },
      },
      face(person),
      h(
        'span',
        { class: 'person-words' },
        h('span', { class: 'person-name' }, person.name),
        h('span', { class: 'person-role' }, pick(person.role)),
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

  return { root, render };
}
