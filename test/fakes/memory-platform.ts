import type { Card } from '../../src/domain/card.ts';
import type { Event, Inbound, MessageRef, Reply, Room } from '../../src/domain/event.ts';
import type { PlatformAbility } from '../../src/domain/platform-ability.ts';
import { UpstreamError, type UpstreamOutcome } from '../../src/errors.ts';
import type { Platform, PlatformLimits } from '../../src/platforms/platform.ts';

export type Shown = {
  ref: MessageRef;
  room: Room;
  key: string;
  card: Card;
  edits: Card[];
  /** Those of the edits that came by the handle of a click. */
  byHandle: Card[];
  removed: boolean;
};

/** What the next call does instead of succeeding; `applied` calls take effect before they fail. */
export type Fault = {
  /** `handle`: an edit by the handle of a click. */
  method: 'post' | 'edit' | 'handle' | 'find' | 'answer';
  outcome: UpstreamOutcome;
  code?: string;
  applied?: boolean;
  retryAfterMs?: number;
};

export type MemoryPlatform = {
  platform: Platform;
  /** Everything that was posted, in order. */
  messages: Shown[];
  answers: { event: Event; reply: Reply }[];
  /** Each is used by the next call of its method. */
  faults: Fault[];
  inbound(): Inbound;
};

/** A platform that keeps its messages in memory: for tests of the ring and for the benchmark. */
export function createMemoryPlatform(
  id: string,
  limits: Partial<PlatformLimits> = {},
  can: Partial<PlatformAbility> = {},
): MemoryPlatform {
  const messages: Shown[] = [];
  const answers: { event: Event; reply: Reply }[] = [];
  const faults: Fault[] = [];
  let inbound: Inbound | undefined;
  let count = 0;

  function call<T>(method: Fault['method'], effect: () => T): T {
    const at = faults.findIndex((fault) => fault.method === method);
    const [fault] = at < 0 ? [] : faults.splice(at, 1);
    if (fault === undefined) return effect();
    if (fault.applied) effect();
    const { outcome, code = 'injected', retryAfterMs } = fault;
    throw new UpstreamError(
      outcome,
      code,
      `${method} failed on purpose`,
      retryAfterMs === undefined ? {} : { retryAfterMs },
    );
  }

  function find(ref: MessageRef): Shown {
    const message = messages.find((one) => one.ref.message === ref.message && !one.removed);
    if (message === undefined)
      throw new UpstreamError('rejected', 'message-gone', `no message ${ref.message}`);
    return message;
  }

  const platform: Platform = {
    id,
    kind: 'memory',
    limits: {
      postPerRoom: [],
      post: [],
      edit: [],
      editPerMessage: [],
      settleMs: 50,
      requestMs: 1000,
      ...limits,
    },
    can: { find: true, mentions: true, threads: true, buttons: true, ...can },
    async post(room, card, key) {
      return call('post', () => {
        const known = messages.find((one) => one.key === key && one.room.id === room.id && !one.removed);
        // What the second post would say is lost, as at the vendors who keep keys.
        if (known !== undefined && platform.can.keysMs !== undefined) return known.ref;
        count += 1;
        const ref = { room: room.id, message: `m${count}` };
        messages.push({ ref, room, key, card, edits: [], byHandle: [], removed: false });
        return ref;
      });
    },
    async edit(ref, card, _key, _signal, handle) {
      call(handle === undefined ? 'edit' : 'handle', () => {
        const message = find(ref);
        message.card = card;
        message.edits.push(card);
        if (handle !== undefined) message.byHandle.push(card);
      });
    },
    async find(room, key) {
      return call('find', () =>
        messages
          .filter((one) => one.room.id === room.id && one.key === key && !one.removed)
          .map((one) => one.ref),
      );
    },
    async remove(ref) {
      find(ref).removed = true;
    },
    async answer(event, reply) {
      call('answer', () => {
        answers.push({ event, reply });
        const clicked = messages.find(({ ref }) => ref.message === event.clicked);
        if (reply.kind === 'text' && reply.instead !== undefined && clicked !== undefined)
          clicked.card = reply.instead;
      });
    },
    async start(given) {
      inbound = given;
    },
    async stop() {},
    async check() {
      return [];
    },
  };

  return {
    platform,
    messages,
    answers,
    faults,
    inbound() {
      if (inbound === undefined) throw new Error('the platform was not started');
      return inbound;
    },
  };
}
