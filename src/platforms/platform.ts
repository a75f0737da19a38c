import type { Card } from '../domain/card.ts';
import type { Event, Inbound, MessageRef, Reply, Room } from '../domain/event.ts';
import type { Finding } from '../domain/finding.ts';
import type { PlatformAbility } from '../domain/platform-ability.ts';

/** A ceiling: at most `count` calls in any `perMs` milliseconds. */
export type Rate = { count: number; perMs: number };

/** The vendor's limits as data; the outbox keeps within them. Several rates for one thing hold together; an empty list is no limit. */
export type PlatformLimits = {
  /** New messages altogether. */
  post: readonly Rate[];
  /** New messages in one room. */
  postPerRoom: readonly Rate[];
  /** Edits altogether. */
  edit: readonly Rate[];
  /** Edits of one message. */
  editPerMessage: readonly Rate[];
  /** How long a message can be edited after it was posted, in milliseconds; absent: for as long as it is there. */
  editWindowMs?: number;
  /** How long after a request was given up it may still take effect at the vendor, in milliseconds. */
  settleMs: number;
  /** The request time-out that the adapter keeps, in milliseconds; leases last three of these. */
  requestMs: number;
};

/**
 * A chat platform on which people talk back. Methods that call the vendor throw `UpstreamError`; its codes `message-gone` (the message
 * cannot be edited any more: deleted, or its window is closed), `room-gone` (no such room, or the bot is not in it) and `card-refused` (this card
 * will never be taken, in whatever form) are the same for all platforms. Any other rejection may be mended by somebody, such as a dead token.
 */
export type Platform = {
  /** Config key. */
  readonly id: string;
  readonly kind: string;
  readonly limits: PlatformLimits;
  readonly can: PlatformAbility;
  /**
   * Posts a card into a room or thread, or to one person (`directRoom`). The key travels with the message, invisibly: `find` finds it by
   * the key, or the vendor takes a second post with the same key for the first one (`can.keysMs`).
   */
  post(room: Room, card: Card, key: string, signal: AbortSignal): Promise<MessageRef>;
  /**
   * Replaces a posted card. `key` is the one that it was posted with. With `can.editByClick`, `handle` is that of a click on the message: it is
   * replaced by that alone. When a handle is refused for whatever reason, nothing has changed and an edit without it may still succeed.
   */
  edit(
    ref: MessageRef,
    card: Card,
    key: string,
    signal: AbortSignal,
    handle?: Event['handle'],
  ): Promise<void>;
  /** All messages of ours in the room (or thread) that carry the key, oldest first, not older than `since` (ms); none where it cannot look. */
  find(room: Room, key: string, since: number, signal: AbortSignal): Promise<MessageRef[]>;
  /** Takes a message of ours away (the younger of two copies). */
  remove(ref: MessageRef, signal: AbortSignal): Promise<void>;
  /** Tells only this person, by the event's handle while it lives, else by direct message. */
  answer(event: Event, reply: Reply, signal: AbortSignal): Promise<void>;
  start(inbound: Inbound): Promise<void>;
  /** Final: afterwards nothing is received, and what was being sent has ended. */
  stop(): Promise<void>;
  /** For `doctor`: token, rights, rooms, connections, clock. */
  check(rooms: readonly string[]): Promise<Finding[]>;
};

/** What a vendor sent over HTTP, before anybody looked into it. Header names are in lower case. */
export type HookRequest = { headers: Readonly<Record<string, string | undefined>>; body: Buffer };

/** What the vendor is answered. `afterwards` runs when the answer has left, and not when the connection was lost before. */
export type HookAnswer = {
  status: number;
  /** An object goes as JSON. */
  body?: string | Readonly<Record<string, unknown>>;
  afterwards?: () => Promise<void>;
};

/**
 * An address that a vendor calls: POST `path`. The adapter verifies the raw body before it parses any of it. `handle` does not reject for
 * what the sender did wrong; when it rejects, the vendor gets a 500 and nothing was accepted.
 */
export type Hook = { path: string; handle(request: HookRequest): Promise<HookAnswer> };

/** How the vendor sees an account. Only a `member` can be somebody here; what the vendor does not say clearly is an `outsider`. */
export type Standing = 'member' | 'guest' | 'outsider' | 'deactivated';

/** An account as the vendor's directory describes it. */
export type Profile = {
  /** The vendor's id, as in `Account`. */
  account: string;
  name: string;
  standing: Standing;
  /** Lower case; absent unless the vendor itself has verified that the address belongs to the account. */
  email?: string;
};

/**
 * Who belongs to the workspace, by the vendor's word. Methods throw `UpstreamError`; whoever asks must take a failure for nobody. An account, address
 * or group that is not there is undefined, never an empty answer.
 */
export type Roster = {
  profile(account: string, signal: AbortSignal): Promise<Profile | undefined>;
  /** Undefined too where the vendor cannot look people up by address, or finds several. */
  byEmail(email: string, signal: AbortSignal): Promise<Profile | undefined>;
  /** All members of a user group or department, those of its departments below it included. `group` as docs/platforms says for each vendor. */
  members(group: string, signal: AbortSignal): Promise<readonly Profile[] | undefined>;
};

/** What a factory of a platform makes: `hooks` are served by the HTTP server while the process runs. */
export type PlatformParts = { platform: Platform; roster?: Roster; hooks?: readonly Hook[] };
