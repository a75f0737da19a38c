/** A chat without a network: it takes every card at once, has no limits, and tells the benchmark what the room shows. */
import type { Action, Card } from '../src/domain/card.ts';
import type { Platform } from '../src/platforms/platform.ts';

/** What a card of a run says: its Approve button while it waits; `over` when the run has ended, `failed` when not as it should. */
export type Seen = {
  key: string;
  message: string;
  approve: Action | undefined;
  over: boolean;
  failed: boolean;
};

export const PLATFORM = 'chat';
export const ROOM = 'C0BENCH';

export function createBenchRoom(see: (seen: Seen) => void): Platform {
  let count = 0;

  function show(key: string, message: string, card: Card): void {
    const title = card.parts[0];
    // A notice has no title: it is no card of a run.
    if (title?.kind !== 'title') return;
    const failed = title.tone === 'bad' || title.tone === 'muted';
    see({ key, message, approve: approveOf(card), over: title.tone === 'good', failed });
  }

  return {
    id: PLATFORM,
    kind: 'bench',
    limits: {
      postPerRoom: [],
      post: [],
      edit: [],
      editPerMessage: [],
      settleMs: 50,
      requestMs: 10_000,
    },
    can: { find: true, mentions: true, threads: true, buttons: true },
    async post(room, card, key) {
      count += 1;
      const message = `1780000000.${String(count).padStart(6, '0')}`;
      show(key, message, card);
      return { room: room.id, message };
    },
    async edit(ref, card, key) {
      show(key, ref.message, card);
    },
    find: async () => [],
    remove: async () => {},
    answer: async () => {},
    start: async () => {},
    stop: async () => {},
    check: async () => [],
  };
}

function approveOf(card: Card): Action | undefined {
  for (const part of card.parts) {
    if (part.kind === 'actions') return part.actions.find((action) => action.verdict === 'approve');
  }
  return undefined;
}
