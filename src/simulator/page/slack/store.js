import { roomOf } from '../store.js';

/** What the Slack pane adds to the shared state: the `ts` of the message whose thread is open. */
export const slack = { thread: undefined };

/** The workspace as the person sees it. */
export function room() {
  return roomOf('slack');
}

export function user(id) {
  return room()?.users.find((one) => one.id === id);
}

export function channelName(id) {
  return room()?.channels.find((channel) => channel.id === id)?.name ?? id;
}

/** Messages and whispers that stand at the top level of a channel, oldest first. */
export function topLevel(channel) {
  return inChannel(channel).filter((one) => !one.threadTs);
}

/** The message whose thread it is, and its replies. */
export function inThread(ts, channel) {
  return inChannel(channel).filter((one) => one.threadTs === ts || one.ts === ts);
}

function inChannel(channel) {
  const { messages, ephemerals } = room();
  return [...messages, ...ephemerals]
    .filter((one) => one.channel === channel && !one.deleted)
    .sort((a, b) => Number(a.ts) - Number(b.ts));
}
