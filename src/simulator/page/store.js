/** What the page knows. `room` is one person's view, replaced whole whenever the stream begins anew. */
export const state = {
  room: undefined,
  as: sessionStorage.getItem('greenlight.as') ?? '',
  channel: '',
  /** The ts of the message whose thread is open. */
  thread: undefined,
  online: true,
  /** The newest message that each person has seen, for the count of new mentions. */
  seen: {},
};

const listeners = new Set();

export function onChange(listener) {
  listeners.add(listener);
}

export function changed() {
  for (const listener of listeners) listener();
}

export function update(patch) {
  Object.assign(state, patch);
  changed();
}

export function person(id) {
  return state.room?.users.find((user) => user.id === id);
}

export function channelName(id) {
  return state.room?.channels.find((channel) => channel.id === id)?.name ?? id;
}

export function groupName(id) {
  return id;
}

export function currentChannel() {
  return state.room?.channels.find((channel) => channel.id === state.channel);
}

/** Messages and whispers of the open channel that stand at its top level, oldest first. */
export function topLevel() {
  return inChannel().filter((one) => !one.threadTs);
}

export function inThread(ts) {
  return inChannel().filter((one) => one.threadTs === ts || one.ts === ts);
}

function inChannel() {
  const { messages, ephemerals } = state.room;
  return [...messages, ...ephemerals]
    .filter((one) => one.channel === state.channel && !one.deleted)
    .sort((a, b) => Number(a.ts) - Number(b.ts));
}

/** How often somebody was named since they last looked. */
export function newMentions(userId) {
  const since = Number(state.seen[userId] ?? 0);
  const name = `<@${userId}>`;
  return state.room.messages.filter(
    (one) =>
      Number(one.ts) > since && one.user !== userId && JSON.stringify([one.text, one.blocks]).includes(name),
  ).length;
}
