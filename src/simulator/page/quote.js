import { h, icon } from './dom.js';
import { t } from './language.js';

/** The message that is about to be answered, over the message box, with the way out. */
export function createQuote(nameOf, leave) {
  const root = h('div', { class: 'quoting', hidden: true });
  return {
    root,
    render(message) {
      root.hidden = message === undefined;
      if (message === undefined) return;
      root.replaceChildren(
        icon('reply'),
        h('span', { class: 'quoting-words' }, t('replying', { name: nameOf(message) })),
        h(
          'button',
          {
            type: 'button',
            class: 'tool',
            'aria-label': t('cancel'),
            title: t('cancel'),
            on: { click: leave },
          },
          icon('close'),
        ),
      );
    },
  };
}

/** What a message answers, as a line over it. */
export function quoted(name, text) {
  return h('div', { class: 'quoted' }, h('span', {}, t('quoted', { name })), ' ', text);
}
