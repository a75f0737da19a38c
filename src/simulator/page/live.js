import { changed, roomOf, state, update } from './store.js';

const AGAIN_MS = 1_500;
let source;

/**
 * Opens the stream of one person; the one before is closed. A broken stream is opened again until it works.
 * `panes` take what changes in their chat.
 */
export function listenAs(as, panes) {
  source?.close();
  source = new EventSource(`/api/live?as=${encodeURIComponent(as)}`);
  const mine = source;
  mine.addEventListener('everything', (event) => update({ all: JSON.parse(event.data), online: true }));
  mine.addEventListener('server', (event) => {
    state.all.server = JSON.parse(event.data);
    changed();
  });
  for (const pane of panes) mine.addEventListener(pane.kind, (event) => take(pane, JSON.parse(event.data)));
  mine.onerror = () => {
    if (mine !== source) return;
    update({ online: false });
    if (mine.readyState === EventSource.CLOSED)
      setTimeout(() => mine === source && listenAs(as, panes), AGAIN_MS);
  };
}

function take(pane, change) {
  const room = roomOf(pane.kind);
  if (change.type === 'all') Object.assign(room, change.view);
  else if (change.type === 'connections') room.connections = change.open;
  else pane.take(change);
  changed();
}

/** Puts a message in place of its older state, or behind the others. Says whether it was there. */
export function place(list, one, isSame) {
  const at = list.findIndex((other) => isSame(other, one));
  if (at < 0) list.push(one);
  else list[at] = one;
  return at >= 0;
}

export async function fetchEverything() {
  const query = state.as ? `?as=${encodeURIComponent(state.as)}` : '';
  const response = await fetch(`/api/everything${query}`);
  return response.ok ? await response.json() : (await fetch('/api/everything')).json();
}
