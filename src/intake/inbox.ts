/**
 * The way in. Guarantees: an event is a committed row before `accept` resolves; its flow, its reply and the end of the row are one unit;
 * events of one conversation are handled in the order in which they were stored; the same thing told twice is handled once.
 */
import { say } from '../domain/answer.ts';
import type { Accepted, Event, Inbound, Reply } from '../domain/event.ts';
import { isForBot } from '../flows/handle.ts';
import { replyOf } from '../presenter/reply.ts';
import { claimEvents, eventByKey, hasWaitingEvents, storeEvent } from '../store/inbox.ts';
import { settleReplyOf } from '../store/owed-replies.ts';
import { createLoop } from '../time.ts';
import {
  createEventHandler,
  type HandlerParts,
  type Held,
  languageOf,
  type Waiter,
} from './event-handler.ts';
import { createCleaning } from './inbox-cleaning.ts';

export type Inbox = Inbound & {
  start(): void;
  /** Resolves when nothing is being handled any more. What is stored goes on after the next start. */
  stop(): Promise<void>;
};

/** How long a platform may wait for the flow before it acknowledges: Slack and Feishu want their answer within 3 s. */
const ACCEPT_MS = 1500;
/** A flow is a few statements; after this a row is taken to be held by a dead process. */
const LEASE_MS = 30_000;
/** How often the inbox is looked at without being woken: for rows of other processes and for second tries. */
const POLL_MS = 1000;
const BATCH_ROWS = 64;
/** A row is stored leased to whoever stores it; only a reply under this epoch can ride in an acknowledgement. */
const FIRST_EPOCH = 1;

export function createInbox(
  deps: HandlerParts,
  /** Called after each flow that committed: something may be owed to an engine, a room or a person. */
  changed: () => void,
): Inbox {
  const { db, clock, log, directory } = deps;
  /** The end of the last event of each conversation that is being handled here. */
  const conversations = new Map<string, Promise<unknown>>();
  /** What is being handled here, by row; undefined when it is put off. */
  const underWay = new Map<number, Promise<Reply | undefined>>();
  const clean = createCleaning(db, log);
  const handleRow = createEventHandler(deps, changed, () => loop.wake());
  const loop = createLoop(clock, look, (cause) => log.error({ cause }, 'looking at the inbox failed'));

  async function accept(event: Event): Promise<Accepted> {
    if (!isForBot(event)) return { stored: undefined, reply: { kind: 'none' } };
    const now = clock.now();
    const id = await db.tx((tx) => storeEvent(tx, event, now, now + LEASE_MS));
    if (id === undefined) {
      const again = await anotherTry(event);
      return again === undefined
        ? { stored: undefined, reply: await replyAgain(event) }
        : await accept(again);
    }
    const waiter = { waiting: true };
    const row: Held = {
      id,
      event,
      conversation: event.conversation,
      leaseEpoch: FIRST_EPOCH,
      failures: 0,
      storedAt: now,
    };
    return await waitFor(id, inOrder(row, waiter), waiter, event);
  }

  /** A link's event is named by what was pressed: after it was buried the same press is a new thing, as its answer says. */
  async function anotherTry(event: Event): Promise<Event | undefined> {
    if (event.deed.kind !== 'link') return undefined;
    const row = await eventByKey(db.read, event.actor.platform, event.key);
    return row?.state === 'buried' ? { ...event, key: `${event.key}:after${row.id}` } : undefined;
  }

  /**
   * Told twice. The answer goes to the person once: with the first telling, or by `answers`. Where the acknowledgement is the answer, either of the
   * two may be the one that the vendor takes, so both say the same.
   */
  async function replyAgain(event: Event): Promise<Reply> {
    if (event.answeredByAck !== true) return { kind: 'none' };
    const row = await eventByKey(db.read, event.actor.platform, event.key);
    const running = row && underWay.get(row.id);
    if (running !== undefined) return (await waitFor(0, running, { waiting: true }, event)).reply;
    return row?.reply ?? received(event);
  }

  async function waitFor(
    id: number,
    work: Promise<Reply | undefined>,
    waiter: Waiter,
    event: Event,
  ): Promise<Accepted> {
    const late = Symbol('late');
    let cancel = (): void => {};
    const timer = new Promise<typeof late>((resolve) => {
      cancel = clock.after(ACCEPT_MS, () => resolve(late));
    });
    const reply = await Promise.race([work, timer]);
    cancel();
    waiter.waiting = false;
    // A reply that is still to come must not be taken for delivered.
    if (reply === late || reply === undefined) return { stored: undefined, reply: received(event) };
    return { stored: id, reply };
  }

  function received(event: Event): Reply {
    // Conversation in a thread may turn out not to be meant for the bot.
    if (event.deed.kind === 'message' && !event.deed.mention) return { kind: 'none' };
    // Where it is not the acknowledgement itself, a further message would be noise: the answer follows anyway.
    const quiet = event.answeredByAck !== true;
    return replyOf({ ...say('inbox.received', 'neutral'), quiet }, languageOf(directory, event));
  }

  /** Handles a row after those of its conversation that are being handled here. Never rejects. */
  function inOrder(row: Held, waiter: Waiter): Promise<Reply | undefined> {
    const before = conversations.get(row.conversation);
    const work = before === undefined ? handleRow(row, waiter) : before.then(() => handleRow(row, waiter));
    conversations.set(row.conversation, work);
    underWay.set(row.id, work);
    void work.finally(() => {
      underWay.delete(row.id);
      if (conversations.get(row.conversation) === work) conversations.delete(row.conversation);
    });
    return work;
  }

  async function look(): Promise<number> {
    const now = clock.now();
    const waits = await hasWaitingEvents(db.read, now);
    const rows = waits ? await db.tx((tx) => claimEvents(tx, now, now + LEASE_MS, BATCH_ROWS)) : [];
    for (const row of rows) void inOrder(row, { waiting: false });
    await clean(now);
    return rows.length === BATCH_ROWS ? 0 : POLL_MS;
  }

  return {
    accept,
    async delivered(stored) {
      await db.tx((tx) => settleReplyOf(tx, { id: stored, leaseEpoch: FIRST_EPOCH }, 'delivered'));
    },
    start: () => loop.start(),
    async stop() {
      await loop.stop();
      while (underWay.size > 0) await Promise.all(underWay.values());
    },
  };
}
