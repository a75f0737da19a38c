/** What the page knows. `all` is one person's view of everything, replaced whole whenever the stream begins anew. */
export const state = {
  all: undefined,
  /** The person whom one acts as. */
  as: sessionStorage.getItem('greenlight.as') ?? '',
  /** The chat that was used last; on a phone the only one in view. */
  pane: sessionStorage.getItem('greenlight.pane') ?? 'slack',
  online: true,
  /** When each person was last sat down as, for the count of new mentions; milliseconds. */
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

export function roomOf(kind) {
  return state.all?.rooms.find((room) => room.kind === kind);
}

/** The person behind an account, or undefined for the bot and for strangers. */
export function personOf(kind, account) {
  return state.all?.people.find((person) => person.accounts[kind] === account);
}

export function me() {
  return state.all?.people.find((person) => person.id === state.as);
}

export function usePane(kind) {
  if (state.pane === kind) return;
  sessionStorage.setItem('greenlight.pane', kind);
  update({ pane: kind });
}
