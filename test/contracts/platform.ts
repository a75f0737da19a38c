import { describe } from 'node:test';
import type { Verdict } from '../../src/domain/card.ts';
import type { MessageRef, Room } from '../../src/domain/event.ts';
import type { PlatformAbility } from '../../src/domain/platform-ability.ts';
import type { Platform } from '../../src/platforms/platform.ts';
import { connectionsContract } from './platform/connections.ts';
import { deliveriesContract } from './platform/deliveries.ts';
import { eventsContract } from './platform/events.ts';
import { failuresContract } from './platform/failures.ts';
import { formsContract } from './platform/forms.ts';
import { lifeContract } from './platform/life.ts';
import { postsContract } from './platform/posts.ts';

/** What is known of a vendor before anything runs: a case that it cannot have is left out, all others must hold. */
export type PlatformTraits = {
  /** What the adapter must say that it can. */
  can: PlatformAbility;
  /** `connections`: the adapter holds them open; `http`: the vendor calls its hooks. */
  transport: 'connections' | 'http';
  /** What is said in a room: all of it reaches the bot, or only what mentions it. */
  hears: 'everything' | 'mentions';
  /** One mention arrives as two events, in either order. */
  mentionsTwice: boolean;
  /** What an approval asks, beside a reason, is asked in the card or in a dialog. */
  fills: boolean;
  /** Answers are given by a handle that can die before its time. */
  handles: boolean;
  /** The vendor refuses the edit of a message that was taken away. */
  tellsGone: boolean;
  /** The vendor tells whether the bot is in a room. */
  seesRooms: boolean;
  /** The vendor asks for connections to be renewed before it ends them: nothing may be lost then. */
  renews: boolean;
  /** A key names one card for ever: posted again it is the same card, and what is looked up has another name than what was posted. */
  oneByKey?: boolean;
  /** A signal ends only the waiting for a turn: what is on its way is waited for until its own time-out, so that its outcome is known. */
  hearsOut?: boolean;
  /** A click names its card otherwise than a quote does: neither waits for the other. */
  clicksApart?: boolean;
};

/** A platform's adapter beside a fake of its vendor on 127.0.0.1, and what people and bad days do there. */
export type PlatformBench = AsyncDisposable & {
  platform: Platform;
  /** The bot and the person are in it. */
  room: Room;
  /** It exists, and the bot is not in it. */
  strangeRoom: Room;
  /** The person who acts, as `Event.actor.id` must name them. */
  person: string;
  /** Messages of ours in a room or thread, oldest first; `text` holds everything that is readable in them. */
  shown(room: Room): { id: string; text: string }[];
  /** Whether the card calls the person by their name, so that the vendor notifies them; only where `can.mentions`. */
  calls(ref: MessageRef): boolean;
  /** What the person alone was shown where they acted: whispers, toasts. Empty where there is no such thing. */
  whispers(): string[];
  /** What the conversation of the bot with the person alone shows of ours, cards as everything that is readable in them. */
  directMessages(): string[];
  /**
   * A slash command, or the mention that stands for it. Like `click` and `reject` it resolves with whether the vendor got its
   * acknowledgement of the first delivery.
   */
  command(name: string, text: string): Promise<boolean>;
  click(ref: MessageRef, verdict: Verdict): Promise<boolean>;
  /** The whole way of a rejection with its reason: in the card, or in the dialog that follows the click. */
  reject(ref: MessageRef, reason: string): Promise<boolean>;
  /** The same with whatever a form asks, by the names of the product. `careless`: sent although the vendor's own client would complain of what is missing. */
  fill(
    ref: MessageRef,
    verdict: Verdict,
    values: Readonly<Record<string, string>>,
    how?: { careless: boolean },
  ): Promise<boolean>;
  /** What the person was shown of a form's mistakes, where the form is. */
  complaints(): string[];
  /** Without a mention it is heard only where `hears` is `everything`. `thread`: as a reply to, or quote of, that message. */
  say(
    text: string,
    how?: { thread?: string; mention?: boolean; order?: 'mention-first' | 'message-first' },
  ): void;
  /** Every delivery so far was acknowledged or given up. */
  untilHandled(): Promise<void>;
  /** Only with the transport `connections`. */
  connections?: BenchConnections;
  /**
   * What somebody else sends in the vendor's place, by its story; each resolves when the adapter is done with it. Over HTTP at least: a wrong
   * signature, none, a stale timestamp (a replay), a changed body. Everywhere: what is signed or connected well and is for another app or tenant.
   */
  forgeries: Readonly<Record<string, () => Promise<void>>>;
  faults: BenchFaults;
};

export type BenchConnections = {
  open(): number;
  /** How many the adapter asked for since the beginning. */
  opened(): number;
  /** How many the adapter keeps. */
  kept: number;
  /** Where `renews`: the vendor asks for every connection to be renewed, as it does every few hours. */
  renew(): void;
  /** The vendor sends every connection away at once. */
  dismiss(): void;
  /** Every connection is gone without a word. */
  cut(): void;
};

/** Each befalls the next use only. */
export type BenchFaults = {
  /** It is done, and the answer is lost. */
  loseAnswer(operation: 'post' | 'edit'): void;
  /** Refused for now; returns how long the adapter must say that it lasts, in milliseconds. */
  throttle(operation: 'post' | 'edit'): number;
  /** The request takes effect, and is answered, only after `ms`. */
  delay(operation: 'post' | 'edit', ms: number): void;
  /** Where `tellsGone`. */
  takeAway(ref: MessageRef): void;
  /** Where `handles`. */
  killHandles(): void;
  /** What a person does next is delivered twice. */
  deliverTwice(): void;
  /** What a person does next is delivered only after `ms`; what follows it is not held up. */
  deliverLate(ms: number): void;
  /** Well signed or connected, and nothing that the adapter can make sense of. */
  sendNonsense(): void;
};

/** What every part of the suite gets. */
export type PlatformCase = { traits: PlatformTraits; open: () => Promise<PlatformBench> };

/** What every chat platform must do, whatever its vendor is like. */
export function platformContract(
  name: string,
  traits: PlatformTraits,
  open: () => Promise<PlatformBench>,
): void {
  void describe(`platform contract: ${name}`, { concurrency: 2 }, () => {
    postsContract({ traits, open });
    failuresContract({ traits, open });
    eventsContract({ traits, open });
    if (traits.can.buttons) formsContract({ traits, open });
    deliveriesContract({ traits, open });
    lifeContract({ traits, open });
    if (traits.transport === 'connections') connectionsContract({ traits, open });
  });
}
