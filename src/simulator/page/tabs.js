import { h } from './dom.js';
import { t } from './language.js';
import { roomOf, state, usePane } from './store.js';

/** On a narrow screen one chat is in view at a time; arrows move between the tabs. */
export function createTabs(panes) {
  const root = h('div', { class: 'tabs', role: 'tablist' });
  const tabs = panes.map((pane) =>
    h('button', {
      type: 'button',
      role: 'tab',
      class: 'tab',
      id: `tab-${pane.kind}`,
      'data-kind': pane.kind,
      'data-testid': `tab-${pane.kind}`,
      'aria-controls': `pane-${pane.kind}`,
      on: { click: () => usePane(pane.kind) },
    }),
  );
  root.append(...tabs);
  root.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const at = tabs.indexOf(document.activeElement);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    usePane(next.dataset.kind);
    next.focus();
  });

  function render() {
    root.setAttribute('aria-label', t('chats'));
    for (const tab of tabs) {
      const { kind } = tab.dataset;
      const active = kind === state.pane;
      tab.setAttribute('aria-selected', String(active));
      tab.tabIndex = active ? 0 : -1;
      tab.replaceChildren(
        h('span', { class: 'mark', 'data-kind': kind, 'aria-hidden': 'true' }),
        t(`chat_${kind}`),
        h('span', { class: 'dot', 'data-online': String(roomOf(kind).connections > 0) }),
      );
    }
  }

  return { root, render };
}
