import { mountAnnouncer } from './announce.js';
import { createBanner } from './banner.js';
import { createComposer } from './composer.js';
import { h } from './dom.js';
import { language, t } from './language.js';
import { firstRoom, listenAs } from './live.js';
import { createModals } from './modal.js';
import { createRoom } from './room.js';
import { createSidebar } from './sidebar.js';
import { currentChannel, onChange, person, state, update } from './store.js';
import { createThread } from './thread.js';
import { mountToasts } from './toast.js';

const RETRY_MS = 1_500;

const composer = createComposer({
  testid: 'composer',
  thread: () => undefined,
  placeholder() {
    const name = person(state.as)?.realName ?? '';
    const channel = currentChannel();
    return channel?.direct
      ? t('composer_direct', { bot: state.room.bot.name, name })
      : t('composer', { channel: channel?.name ?? '', name });
  },
});
const banner = createBanner();
const sidebar = createSidebar(switchTo);
const room = createRoom(composer, tryOut);
const thread = createThread();
const modals = createModals();
const skip = h('a', { class: 'skip', href: '#composer', on: { click: focusComposer } });

function focusComposer(event) {
  event.preventDefault();
  composer.focus();
}

/** Somebody else sits down: their own room is loaded, and what the one before saw counts as read. */
function switchTo(id) {
  if (id === state.as) return;
  markSeen();
  sessionStorage.setItem('greenlight.as', id);
  const direct = currentChannel()?.direct;
  update({
    as: id,
    room: { ...state.room, ephemerals: [], views: [] },
    ...(direct ? { channel: '', thread: undefined } : {}),
  });
  listenAs(id);
}

function markSeen() {
  const newest = state.room.messages.reduce((latest, one) => Math.max(latest, Number(one.ts)), 0);
  state.seen[state.as] = newest;
}

function tryOut(hint) {
  if (hint.as) switchTo(hint.as);
  composer.fill(hint.text);
}

function render() {
  document.documentElement.lang = language() === 'zh' ? 'zh-CN' : 'en';
  document.title = t('title');
  skip.textContent = t('skip');
  for (const part of [banner, sidebar, room, thread, modals]) part.render();
}

async function begin() {
  try {
    const first = await firstRoom();
    state.as = first.as;
    document.body.append(skip, banner.root, h('div', { class: 'app' }, sidebar.root, room.root, thread.root));
    mountAnnouncer();
    mountToasts();
    onChange(render);
    update({ room: first, channel: first.channels[0]?.id ?? '' });
    listenAs(first.as);
    composer.focus();
  } catch {
    setTimeout(() => void begin(), RETRY_MS);
  }
}

document.addEventListener('keydown', (event) => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? '');
  if (event.key === '/' && !typing && !document.querySelector('dialog[open]')) {
    event.preventDefault();
    composer.fill('/');
    composer.open();
  }
});

void begin();
