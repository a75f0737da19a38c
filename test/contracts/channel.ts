import { describe } from 'node:test';
import type { Channel } from '../../src/channels/channel.ts';
import type { Recipient } from '../../src/domain/recipient.ts';
import type { Taken } from '../../src/simulator/channels/taken.ts';
import type { HandClock } from '../fakes/hand-clock.ts';
import { failuresContract } from './channel/failures.ts';
import { lifeContract } from './channel/life.ts';
import { messagesContract } from './channel/messages.ts';
import { securityContract } from './channel/security.ts';

/** What is known of a vendor before anything runs: a case that it cannot have is left out, all others must hold. */
export type ChannelTraits = {
  kind: string;
  audience: Channel['audience'];
  keyed: boolean;
  /** What a message must show of data that tries to break out: the same signs, or others that look alike. `facts`: there is no card in it, and it calls nobody. */
  shows: 'same' | 'look-alikes' | 'facts';
  /** The vendor's ceiling in its own unit; absent: none. */
  most?: number;
  /** Someone without an account there is not called; otherwise whoever is named is known. */
  unreached: boolean;
  /** The vendor verifies a signature or password of ours. */
  secured: boolean;
  /** Doctor finds a wrong secret without a message. */
  checksSecret: boolean;
  /** A signature is of its moment: an old one is refused. */
  dated: boolean;
  /** What is not the vendor's own answer is no success; otherwise any 2xx is, or it is not HTTP. */
  ownAnswers: boolean;
  /** When a card is refused for what it is, its one line is sent instead. */
  plainer: boolean;
  /** Errors come with HTTP 200. */
  inside200: boolean;
  /** The vendor counts messages. */
  counted: boolean;
};

export type OpenOptions = { wrongSecret?: boolean; clockOffByMs?: number; requestMs?: number };

/** A channel beside a fake of its vendor on 127.0.0.1, and what happens on bad days. */
export type ChannelBench = AsyncDisposable & {
  channel: Channel;
  /** Turns the time of both; what a fault waits for is real. */
  clock: HandClock;
  /** Has an account there, and `account` is what the vendor calls them by. */
  person: Recipient;
  account: string;
  /** The vendor takes this as a message of its own. */
  raw: Readonly<Record<string, unknown>>;
  /** What may never be seen anywhere: addresses that are their own key, passwords. */
  secrets: readonly string[];
  taken: readonly Taken[];
  /** How many requests were read to their end, taken or not. */
  requests(): number;
  faults: {
    /** The next message is taken, and the connection drops before the answer. */
    loseAnswer(): void;
    /** The next message is taken, and never answered. */
    hang(): void;
    /** The next message is taken when `until` resolves. */
    hold(until: Promise<void>): void;
    /** The next message is refused for now. */
    throttle(): void;
    /** The next message is refused for what it is. */
    refuse(): void;
    /** Where `inside200`: the next message is refused with this code, which nobody knows. */
    refuseWith(code: number): void;
    /** The next request is answered by something else, a proxy: HTTP 200 and a page. Only where `ownAnswers`. */
    intercept(): void;
    /** The robot, webhook or mailbox is there no more. */
    forget(): void;
    /** Nothing listens any more. */
    down(): Promise<void>;
  };
};

/** What every part of the suite gets. */
export type ChannelCase = { traits: ChannelTraits; open: (options?: OpenOptions) => Promise<ChannelBench> };

/** What every channel must do, whatever its vendor is like. */
export function channelContract(traits: ChannelTraits, open: ChannelCase['open']): void {
  void describe(`channel contract: ${traits.kind}`, () => {
    messagesContract({ traits, open });
    failuresContract({ traits, open });
    securityContract({ traits, open });
    lifeContract({ traits, open });
  });
}
