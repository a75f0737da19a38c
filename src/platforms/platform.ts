import type { Card } from '../domain/card.ts';
import type { Event, Inbound, MessageRef, Reply, Room } from '../domain/event.ts';
import type { Finding } from '../domain/finding.ts';

/** A ceiling of the vendor: at most `count` calls in any `perMs` milliseconds. */
export type Rate = { count: number; perMs: number };

/** The vendor's limits as data; the outbox keeps within them. */
export type PlatformLimits = {
  /** New messages in one room. */
  postPerRoom: Rate;
  /** New messages altogether. */
  post: Rate;
  /** Edits altogether. */
  edit: Rate;
  /** Shortest time between two edits of one message, in milliseconds. */
  editSpacingMs: number;
  /** How long after a request was given up it may still take effect at the vendor, in milliseconds. */
  settleMs: number;
  /** The request time-out that the adapter keeps, in milliseconds; leases last three of these. */
  requestMs: number;
};

type PlatformCan = {
  /** `find` works: an unknown post can be looked up by its key. */
  find: boolean;
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
  readonly can: PlatformCan;
  /** Posts a card into a room or thread. The key travels with the message, invisibly, so that `find` can find it. */
  post(room: Room, card: Card, key: string, signal: AbortSignal): Promise<MessageRef>;
  /** Replaces a posted card. */
  edit(ref: MessageRef, card: Card, key: string, signal: AbortSignal): Promise<void>;
  /** All messages of ours in the room (or thread) that carry the key, oldest first, not older than `since` (ms). */
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
