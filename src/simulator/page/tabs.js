import { h, refill } from './dom.js';
import { language, t } from './language.js';
import { roomOf, state, usePane } from './store.js';

/**
 * On a narrow screen one pane is in view at a time. On a wide one all chats stand side by side under one tab, `toChats`, and what cannot be
 * answered under another. Arrows move between the tabs.
 */
export function createTabs(panes, toChats) {
  const chats = h('button', {
    type: 'button',
    role: 'tab',
    class: 'tab all-chats',
    'data-testid': 'tab-chats',
    'aria-controls': 'panes',
    on: { click: toChats },
  });
  const tabs = panes.map((pane) =>
    h('button', {
      type: 'button',
      role: 'tab',
      class: pane.composer ? 'tab one-chat' : 'tab',
      id: `tab-${pane.kind}`,
      'data-testid': `tab-${pane.kind}`,
      'aria-controls': `pane-${pane.kind}`,
      on: { click: () => usePane(pane.kind) },
    }),
  );
  const root = h('div', { class: 'tabs', role: 'tablist' }, chats, tabs);
  root.dataset.only = String(panes.every((pane) => pane.composer));
  root.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const seen = [chats, ...tabs].filter((tab) => tab.checkVisibility());
    const next = seen[(seen.indexOf(document.activeElement) + step + seen.length) % seen.length];
    next.click();
    next.focus();
  });

  function mark(tab, active) {
    tab.setAttribute('aria-selected', String(active));
    tab.tabIndex = active ? 0 : -1;
  }

  function render() {
    root.setAttribute('aria-label', t('views'));
    chats.textContent = t('chats');
    mark(
      chats,
      panes.some((pane) => pane.composer && pane.kind === state.pane),
    );
    for (const [i, pane] of panes.entries()) {
      const { kind } = pane;
      mark(tabs[i], kind === state.pane);
      const count = pane.unread?.() ?? 0;
      const online = roomOf(kind).connections > 0;
      refill(tabs[i], [language(), count, online].join(), () => [
        h('span', { class: 'mark', 'data-kind': kind, 'aria-hidden': 'true' }),
        h('span', { class: 'tab-name' }, t(`chat_${kind}`)),
        pane.composer && h('span', { class: 'dot', 'data-online': String(online) }),
        count > 0 &&
          h('span', { class: 'count', title: t('unread', { count }), 'data-testid': 'unread' }, count),
      ]);
    }
  }

  return { root, render };
}
