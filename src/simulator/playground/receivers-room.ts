import type { Json } from '../common/json.ts';
import type { Arrival, Arrivals } from './arrivals.ts';
import type { Room } from './room.ts';

/** Whoever is told and does not answer. */
export type Receiver =
  /** `id` is the address. */
  | { kind: 'mailbox'; id: string; name: string }
  | { kind: 'slack' | 'feishu' | 'dingtalk' | 'wecom' | 'cloudevents' | 'zadig'; id: string };

/** Mailboxes, robots and programs are looked at together: everybody sees all of them, and nobody does anything there. */
export function createReceiversRoom(receivers: readonly Receiver[], arrivals: Arrivals): Room {
  return {
    kind: 'receivers',
    view: (account) => ({ me: account, receivers, messages: arrivals.all().map(arrivalView) }),
    deeds: {},
    follow: (_account, tell) =>
      arrivals.subscribe(({ type, arrival }) => tell({ type, message: arrivalView(arrival) })),
    html(id) {
      const found = arrivals.all().find((one) => one.id === id);
      return found?.kind === 'letter' ? found.letter.html : undefined;
    },
  };
}

/** The HTML of a letter is no part of it: it stands in a frame of its own. */
function arrivalView({ at: postedAt, ...arrival }: Arrival): Json {
  if (arrival.kind === 'body') return { ...arrival, postedAt, bot: true };
  const { html, ...letter } = arrival.letter;
  return { ...arrival, letter: { ...letter, html: html !== '' }, postedAt, bot: true };
}
