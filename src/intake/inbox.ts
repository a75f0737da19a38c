/**
 * The way in. Guarantees: an event is a committed row before `accept` resolves; its flow, its reply and the end of the row are one unit;
 * events of one conversation are handled in the order in which they were stored; the same thing told twice is handled once.
 */
import { type Answer, say } from '../domain/answer.ts';
import type { Language, Person } from '../domain/directory.ts';
import type { Accepted, Event, Inbound, Reply } from '../domain/event.ts';
import { isFromApi } from '../domain/platform-ability.ts';
import type { FlowContext } from '../flows/context.ts';
import { handle, isForBot } from '../flows/handle.ts';
import { personBehind } from '../flows/person.ts';
import { languageFor, replyOf } from '../presenter/reply.ts';
import { appendAudit } from '../store/audit.ts';
import {
  claimEvents,
  deferEvent,
  deleteHandledEvents,
  eventByKey,
  finishEvent,
  hasOlder,
  hasWaitingEvents,
  type InboxRow,
  settleReplyOf,
  storeEvent,
} from '../store/inbox.ts';
import { createLoop } from '../time.ts';
import type { IntakeParts } from './parts.ts';

export type Inbox = Inbound & {
  start(): void;
  /** Resolves when nothing is being handled any more. What is stored goes on after the next start. */
  stop(): Promise<void>;
};

/** How long a platform may wait for the flow before it acknowledges: Slack and Feishu want their answer within 3 s. */
const ACCEPT_MS = 1500;
/** A flow is a few statements; after this a row is taken to be held by a dead process. */
const LEASE_MS = 30_000;
/**
 * A reply that the platform sends by itself is reported within a request's time-out and this, up to two seconds of waiting for its turn
 * included; later it is sent by `answer`.
 */
const ANSWER_GRACE_MS = 4000;
/** How often the inbox is looked at without being woken: for rows of other processes and for second tries. */
const POLL_MS = 1000;
const BATCH_ROWS = 64;
/** A row is stored leased to whoever stores it; only a reply under this epoch can ride in an acknowledgement. */
const FIRST_EPOCH = 1;
/** A flow that throws is tried this often before its event is buried. */
const MAX_ATTEMPTS = 5;
const RETRY_MS = 500;
/** An older event of the same conversation is a few statements away from its end. */
const TURN_MS = 50;
/** Vendors repeat a delivery for minutes, hours at most. */
const KEEP_HANDLED_MS = 7 * 24 * 3600 * 1000;
const CLEAN_EVERY_MS = 3600 * 1000;

/** A vote for a card whose posting is not heard of yet waits this long for it: a crash and the look for the card included. */
const UNHEARD_MS = 3 * 60 * 1000;
const UNHEARD_RETRY_MS = 250;

type Held = Pick<InboxRow, 'id' | 'event' | 'conversation' | 'leaseEpoch' | 'failures' | 'storedAt'>;

/** `waiting` is true while the platform waits for this reply to put it into its acknowledgement. */
type Waiter = { waiting: boolean };

export function createInbox(
  deps: IntakeParts & {
    /** The longest that a request to any of the chats may take. */
    requestMs: number;
  },
  /** Called after each flow that committed: something may be owed to an engine, a room or a person. */
  changed: () => void,
): Inbox {
  const { db, clock, log, directory, engines, platforms, auditKeys, requestMs } = deps;
  /** The end of the last event of each conversation that is being handled here. */
  const conversations = new Map<string, Promise<unknown>>();
  /** What is being handled here, by row; undefined when it is put off. */
  const underWay = new Map<number, Promise<Reply | undefined>>();
  let cleanAt = 0;
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
    return replyOf({ ...say('inbox.received', 'neutral'), quiet }, languageOf(event));
  }

  function languageOf({ language, actor }: Event, person?: Person): Language {
    return language ?? person?.language ?? languageFor(directory, actor);
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

  async function handleRow(row: Held, waiter: Waiter): Promise<Reply | undefined> {
    try {
      const reply = await db.tx(async (tx) => {
        const now = clock.now();
        // Another process may hold an older event of this conversation.
        if (await hasOlder(tx, row.conversation, row.id)) throw new OutOfTurn();
        const context: FlowContext = { tx, now, directory, engines, platforms, audit: [] };
        const person = await personBehind(context, row.event.actor);
        const answer = await handle(context, row.event, { id: row.id, storedAt: row.storedAt }, person);
        if (answer.kind === 'later' && now - row.storedAt < UNHEARD_MS) throw new TooEarly();
        const said = replyOf(atLast(answer, row.event), languageOf(row.event, person));
        const answerAt = sendAt(row.event, waiter.waiting ? now + requestMs + ANSWER_GRACE_MS : now);
        if (!(await finishEvent(tx, row, { state: 'done', reply: said, doneAt: now, answerAt })))
          throw new LeaseLost();
        await appendAudit(tx, context.audit, auditKeys, log);
        return said;
      });
      changed();
      return reply;
    } catch (cause) {
      return await failed(row, cause);
    }
  }

  async function failed(row: Held, cause: unknown): Promise<Reply | undefined> {
    if (cause instanceof LeaseLost) return undefined;
    try {
      if (cause instanceof OutOfTurn) return await putOff(row, TURN_MS, row.failures);
      if (cause instanceof TooEarly) return await putOff(row, UNHEARD_RETRY_MS, row.failures);
      const failures = row.failures + 1;
      log.error({ inbox: row.id, failures, cause }, 'handling an event failed');
      if (failures >= MAX_ATTEMPTS) return await bury(row);
      return await putOff(row, RETRY_MS * failures, failures);
    } catch (second) {
      // The row stays leased: it is handled again when the lease ends.
      log.error({ inbox: row.id, cause: second }, 'an event could not be put back');
      return undefined;
    }
  }

  async function putOff(row: Held, ms: number, failures: number): Promise<undefined> {
    await db.tx((tx) => deferEvent(tx, row, clock.now() + ms, failures));
    clock.after(ms, () => loop.wake());
  }

  async function bury(row: Held): Promise<Reply> {
    const reply = replyOf(say('inbox.buried', 'bad', { entry: row.id }), languageOf(row.event));
    const now = clock.now();
    await db.tx(async (tx) => {
      await finishEvent(tx, row, { state: 'buried', reply, doneAt: now, answerAt: sendAt(row.event, now) });
    });
    log.error({ inbox: row.id }, 'an event was buried');
    changed();
    return reply;
  }

  async function look(): Promise<number> {
    const now = clock.now();
    const waits = await hasWaitingEvents(db.read, now);
    const rows = waits ? await db.tx((tx) => claimEvents(tx, now, now + LEASE_MS, BATCH_ROWS)) : [];
    for (const row of rows) void inOrder(row, { waiting: false });
    if (now >= cleanAt) {
      cleanAt = now + CLEAN_EVERY_MS;
      const deleted = await db.tx((tx) => deleteHandledEvents(tx, now - KEEP_HANDLED_MS));
      if (deleted > 0) log.info({ deleted }, 'old handled events were deleted');
    }
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

/** No chat can tell a program anything: the answer stays on the row, for whoever asks again with the same key. */
function sendAt({ actor }: Event, at: number): number | undefined {
  return isFromApi(actor) ? undefined : at;
}

/** What was still to be known never came: whoever spoke to the bot is told so, conversation passes by. */
function atLast(answer: Answer, { deed }: Event): Answer {
  if (answer.kind !== 'later') return answer;
  return deed.kind === 'message' && deed.mention ? say('approval.no-card', 'bad') : { kind: 'silence' };
}

/** Somebody else holds the row now: nothing of this unit may be kept. */
class LeaseLost extends Error {}

/** An older event of the conversation goes first. */
class OutOfTurn extends Error {}

/** Whether it was meant for us is not known yet. */
class TooEarly extends Error {}
