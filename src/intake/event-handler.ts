/**
 * Handles one event of the inbox: its flow, its reply, its entries in the audit and its end are one unit. What throws is tried again, then buried with
 * an answer.
 */
import { type Answer, say } from '../domain/answer.ts';
import type { Card } from '../domain/card.ts';
import type { Directory, Language, Person } from '../domain/directory.ts';
import type { Event, Reply } from '../domain/event.ts';
import type { OutlineOf } from '../domain/outline.ts';
import { isFromApi } from '../domain/platform-ability.ts';
import { UpstreamError } from '../errors.ts';
import type { StartContext } from '../flows/context.ts';
import { handle } from '../flows/handle.ts';
import { personBehind } from '../flows/person.ts';
import { settledNotice } from '../presenter/gate-notice.ts';
import { languageFor, replyOf } from '../presenter/reply.ts';
import { type AuditAction, appendAudit } from '../store/audit.ts';
import type { Tx } from '../store/database.ts';
import { deferEvent, finishEvent, hasOlder, type InboxRow } from '../store/inbox.ts';
import { runView } from '../store/run-view.ts';
import { logsAsked } from './logs-asked.ts';
import type { IntakeParts } from './parts.ts';

/**
 * A reply that the platform sends by itself is reported within a request's time-out and this, up to two seconds of waiting for its turn
 * included; later it is sent by `answer`.
 */
const ANSWER_GRACE_MS = 4000;
/** A flow that throws is tried this often before its event is buried. */
const MAX_ATTEMPTS = 5;
const RETRY_MS = 500;
/** An older event of the same conversation is a few statements away from its end. */
const TURN_MS = 50;
/** A vote for a card whose posting is not heard of yet waits this long for it: a crash and the look for the card included. */
const UNHEARD_MS = 3 * 60 * 1000;
const UNHEARD_RETRY_MS = 250;

/** What changes whose account it is. */
const LINKING: ReadonlySet<AuditAction> = new Set(['identity.linked', 'identity.unlinked']);

/** A row under the caller's lease. */
export type Held = Pick<InboxRow, 'id' | 'event' | 'conversation' | 'leaseEpoch' | 'failures' | 'storedAt'>;

/** `waiting` is true while the platform waits for this reply to put it into its acknowledgement. */
export type Waiter = { waiting: boolean };

/** Never rejects; resolves with undefined when the row was put off, or belongs to somebody else. */
export type HandleRow = (row: Held, waiter: Waiter) => Promise<Reply | undefined>;

export type HandlerParts = IntakeParts & {
  /** The longest that a request to any of the chats may take. */
  requestMs: number;
  outline: OutlineOf;
  /** Resolves when it is known who is who, or when that is not to be waited for any longer; false: this process ends before. */
  mayHandle: () => Promise<boolean>;
  /** Called after a flow has joined an account to a person or parted one, before its answer is given. */
  relink: () => Promise<void>;
};

export function createEventHandler(
  deps: HandlerParts,
  /** Called after each flow that committed: something may be owed to an engine, a room or a person. */
  changed: () => void,
  /** Called when a row that was put off may be taken again. */
  wake: () => void,
): HandleRow {
  const { db, clock, log, directory, engines, platforms, auditKeys, links } = deps;
  const { requestMs, mayHandle, relink, outline } = deps;

  async function handleRow(row: Held, waiter: Waiter): Promise<Reply | undefined> {
    try {
      if (!(await mayHandle())) return await putOff(row, 0, row.failures);
      const logs = await logsAsked(deps, row.event);
      let linked = false;
      const reply = await db.tx(async (tx) => {
        const now = clock.now();
        // Another process may hold an older event of this conversation.
        if (await hasOlder(tx, row.conversation, row.id)) throw new OutOfTurn();
        const chats = { engines, platforms };
        const context: StartContext = { tx, now, directory, ...chats, audit: [], outline, logs, links };
        const person = await personBehind(context, row.event.actor);
        const answer = await handle(context, row.event, { id: row.id, storedAt: row.storedAt }, person);
        if (answer.kind === 'later' && now - row.storedAt < UNHEARD_MS) throw new TooEarly();
        const said = {
          ...replyOf(atLast(answer, row.event), languageOf(directory, row.event, person)),
          ...(await insteadOf(tx, row.event, answer)),
        };
        const answerAt = sendAt(row.event, waiter.waiting ? now + requestMs + ANSWER_GRACE_MS : now);
        if (!(await finishEvent(tx, row, { state: 'done', reply: said, doneAt: now, answerAt })))
          throw new LeaseLost();
        await appendAudit(tx, context.audit, auditKeys, log);
        linked = context.audit.some(({ action }) => LINKING.has(action));
        return said;
      });
      if (linked) await relinked(row);
      changed();
      return reply;
    } catch (cause) {
      return await failed(row, cause);
    }
  }

  /** What the message that was clicked becomes, in the language of its room. */
  async function insteadOf(tx: Tx, { room }: Event, answer: Answer): Promise<{ instead?: Card }> {
    const settled = answer.kind === 'say' ? answer.settled : undefined;
    const view = settled && (await runView(tx, settled.run));
    const approval = view?.approvals.find(({ id }) => id === settled?.approval);
    if (view === undefined || approval === undefined) return {};
    const language = directory.languageOf(room.platform, room.id);
    return { instead: settledNotice(view, approval, directory, language) };
  }

  /** What was committed stays so: without this it counts in groups after the next reading. */
  async function relinked({ id }: Held): Promise<void> {
    try {
      await relink();
    } catch (cause) {
      log.error({ inbox: id, cause }, 'who is behind joined accounts could not be read');
    }
  }

  async function failed(row: Held, cause: unknown): Promise<Reply | undefined> {
    if (cause instanceof LeaseLost) return undefined;
    try {
      if (cause instanceof OutOfTurn) return await putOff(row, TURN_MS, row.failures);
      if (cause instanceof TooEarly) return await putOff(row, UNHEARD_RETRY_MS, row.failures);
      // An engine that does not run yet, or any more: nobody else is at fault, and it goes on with the next start.
      if (cause instanceof UpstreamError) {
        log.warn({ inbox: row.id, cause }, 'an event waits for an engine that does not run');
        return await putOff(row, RETRY_MS, row.failures);
      }
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
    clock.after(ms, () => wake());
  }

  async function bury(row: Held): Promise<Reply> {
    const reply = replyOf(say('inbox.buried', 'bad', { entry: row.id }), languageOf(directory, row.event));
    const now = clock.now();
    await db.tx(async (tx) => {
      await finishEvent(tx, row, { state: 'buried', reply, doneAt: now, answerAt: sendAt(row.event, now) });
    });
    log.error({ inbox: row.id }, 'an event was buried');
    changed();
    return reply;
  }

  return handleRow;
}

export function languageOf(directory: Directory, { language, actor }: Event, person?: Person): Language {
  return language ?? person?.language ?? languageFor(directory, actor);
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
