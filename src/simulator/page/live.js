import { announce } from './announce.js';
import { changed, state, update } from './store.js';

const AGAIN_MS = 1_500;
let source;

/** Opens the stream of one person; the one before is closed. A broken stream is opened again until it works. */
export function listenAs(as) {
  source?.close();
  source = new EventSource(`/api/live?as=${encodeURIComponent(as)}`);
  const mine = source;
  mine.addEventListener('room', (event) => enter(JSON.parse(event.data)));
  mine.addEventListener('message', (event) => place('messages', JSON.parse(event.data)));
  mine.addEventListener('ephemeral', (event) => place('ephemerals', JSON.parse(event.data)));
  mine.addEventListener('view', (event) => placeView(JSON.parse(event.data)));
  mine.addEventListener('connections', (event) => {
    state.room.connections = JSON.parse(event.data);
    changed();
  });
  mine.onerror = () => {
    if (mine !== source) return;
    update({ online: false });
    if (mine.readyState === EventSource.CLOSED) setTimeout(() => mine === source && listenAs(as), AGAIN_MS);
  };
}

export async function firstRoom() {
  const query = state.as ? `?as=${encodeURIComponent(state.as)}` : '';
  const response = await fetch(`/api/room${query}`);
  return response.ok ? await response.json() : (await fetch('/api/room')).json();
}

function enter(room) {
  const known = room.channels.some((channel) => channel.id === state.channel);
  const channel = known ? state.channel : room.channels[0]?.id;
  const thread = known && room.messages.some((one) => one.ts === state.thread) ? state.thread : undefined;
  update({ room, online: true, channel, thread });
}

function place(list, one) {
  const all = state.room[list];
  const at = all.findIndex((other) => other.ts === one.ts && other.channel === one.channel);
  if (at < 0) all.push(one);
  else all[at] = one;
  announce(one, at >= 0);
  changed();
}

function placeView(view) {
  const others = state.room.views.filter((other) => other.id !== view.id);
  const at = state.room.views.findIndex((other) => other.id === view.id);
  if (!view.open) state.room.views = others;
  else if (at < 0) state.room.views = [...others, view];
  else state.room.views[at] = view;
  changed();
}
