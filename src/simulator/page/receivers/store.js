import { t } from '../language.js';
import { roomOf, state } from '../store.js';

/** Mailboxes, robots and programs, with everything that arrived there. */
export function room() {
  return roomOf('receivers');
}

export function arrivedAt(receiver) {
  return room().messages.filter((one) => one.receiver === receiver);
}

export function nameOf({ kind, name }) {
  return kind === 'mailbox' ? name : t(`receiver_${kind}`);
}

/** Only programs read these; nothing of theirs waits for somebody. */
export function isProgram({ kind }) {
  return kind === 'cloudevents' || kind === 'zadig';
}

export function ownMailbox() {
  const { receivers } = room();
  const mine = state.all.people.find(({ id }) => id === state.as)?.accounts.receivers;
  return receivers.find(({ id }) => id === mine) ?? receivers[0];
}

const keyOf = (receiver) => `greenlight.read.receivers.${receiver}`;

export function unreadAt(receiver) {
  const since = Number(localStorage.getItem(keyOf(receiver)) ?? 0);
  return arrivedAt(receiver).filter((one) => one.postedAt > since).length;
}

export function markRead(receiver) {
  const last = arrivedAt(receiver).at(-1)?.postedAt;
  if (last !== undefined) localStorage.setItem(keyOf(receiver), String(last));
}
