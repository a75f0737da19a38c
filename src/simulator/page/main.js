import { mountAnnouncer } from './announce.js';
import { createBar } from './bar.js';
import { createCast } from './cast.js';
import { createDingTalkPane } from './dingtalk/pane.js';
import { h } from './dom.js';
import { createFeishuPane } from './feishu/pane.js';
import { createGuide } from './guide.js';
import { language, t } from './language.js';
import { fetchEverything, listenAs } from './live.js';
import { createReceiversPane } from './receivers/pane.js';
import { createSlackPane } from './slack/pane.js';
import { onChange, state, update, usePane } from './store.js';
import { createTabs } from './tabs.js';
import { createShelf } from './toast.js';

const RETRY_MS = 1_500;
const makers = {
  slack: createSlackPane,
  feishu: createFeishuPane,
  dingtalk: createDingTalkPane,
  receivers: createReceiversPane,
};

/** Builds the page around the chats that there are. */
function build(first) {
  const panes = first.rooms.map((room) => makers[room.kind](tryOut));
  const inUse = () => panes.find((pane) => pane.kind === state.pane) ?? panes[0];
  /** The chat that was used last: where something can be said. */
  let chat = panes[0];
  const bar = createBar();
  const cast = createCast(switchTo, (person) => Math.max(...panes.map((pane) => pane.newMentions(person))));
  const guide = createGuide((hint) => tryOut(hint, chat));
  const tabs = createTabs(panes, () => usePane(chat.kind));
  const skip = h('a', {
    class: 'skip',
    href: '#panes',
    on: {
      click(event) {
        event.preventDefault();
        usePane(chat.kind);
        chat.composer.focus();
      },
    },
  });

  /** Somebody else sits down: what they see is loaded, and what the one before saw counts as read. */
  function switchTo(id) {
    if (id === state.as) return;
    state.seen[state.as] = Date.now();
    sessionStorage.setItem('greenlight.as', id);
    for (const pane of panes) pane.leave();
    update({ as: id });
    listenAs(id, panes);
  }

  function tryOut(hint, pane) {
    if (hint.as) switchTo(hint.as);
    usePane(pane.kind);
    pane.composer.fill(hint.text);
  }

  function render() {
    if (inUse().composer) chat = inUse();
    main.dataset.view = inUse().composer ? 'chats' : inUse().kind;
    document.documentElement.lang = language() === 'zh' ? 'zh-CN' : 'en';
    document.title = t('title');
    skip.textContent = t('skip');
    for (const part of [bar, cast, guide, tabs, ...panes]) part.render();
  }

  for (const pane of panes) pane.root.addEventListener('focusin', () => usePane(pane.kind));
  const main = h(
    'main',
    { class: 'panes', id: 'panes' },
    panes.map((pane) => pane.root),
  );
  document.body.append(
    skip,
    bar.root,
    h('div', { class: 'desk' }, cast.root, tabs.root, guide.root),
    main,
    createShelf('page'),
  );
  mountAnnouncer();
  document.addEventListener('keydown', (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? '');
    if (event.key !== '/' || typing || document.querySelector('dialog[open]')) return;
    event.preventDefault();
    usePane(chat.kind);
    chat.composer.fill('/');
    chat.composer.open();
  });
  onChange(render);
  update({ all: first, as: first.as, pane: inUse().kind });
  listenAs(first.as, panes);
  inUse().composer?.focus();
}

async function begin() {
  const first = await fetchEverything().catch(() => undefined);
  if (first) build(first);
  else setTimeout(() => void begin(), RETRY_MS);
}

void begin();
