/** A chat as the test sees it: what people do there, what they read there, and where a kill can be aimed at. */
import type { Json } from '../../src/simulator/slack/options.ts';
import type { Card, OpenGate, Verdict } from './card.ts';
import type { Person } from './cast.ts';

export const CHAT_IDS = ['slack', 'feishu', 'dingtalk'] as const;
export type ChatId = (typeof CHAT_IDS)[number];

export type Chat = {
  readonly id: ChatId;
  /** How cards call it. */
  readonly title: string;
  /** Resolves with what `greenlight.yaml` says of it, when it listens. */
  start(): Promise<Json>;
  stop(): Promise<void>;
  connections(): number;
  /** From now on things go wrong between it and the server; the same seed draws the same numbers. */
  spoil(seed: number): void;
  heal(): void;
  people: ChatPeople;
  /** What the bot posted into rooms, oldest first. */
  messages: readonly Message[];
  /** What only this person saw, oldest first. */
  answers(person: Person): readonly Answer[];
  /** `posted` for each message of the bot in a room, `changed` for whatever can be seen. */
  subscribe(listener: { posted: (message: Message) => void; changed: () => void }): void;
  /** `act` runs before anything else can happen in this process. */
  onDelivery(act: (delivery: Delivery, stage: 'sending' | 'sent') => void): () => void;
  /** Cards and notices: it is done, and the server has no answer before what `act` returns has ended. */
  onRequest(act: (request: Request) => Promise<void> | undefined): () => void;
};

/** A message of the bot in a room. */
export type Message = {
  chat: ChatId;
  id: string;
  room: string;
  /** The message that it hangs on. */
  thread?: string;
  isGone(): boolean;
  /** As a card; undefined when it is none. */
  card(): Card | undefined;
  /** All that it has shown so far. */
  versions(): readonly (Card | undefined)[];
  text(): string;
};

/** `unknown`: the server may not have heard that it was sent. */
export type Answer = { at: number; text: string; unknown?: boolean };

/** What became of something that a person did, as the chat tells them. */
export type Taken = {
  /** The app has it. */
  acked: boolean;
  /** What the acknowledgement said. */
  answer?: string;
};

export type ChatPeople = {
  command(person: Person, room: string, name: string, text: string): Promise<Taken>;
  /** A rejection has its reason with it where the card asks for it. The card shows the gate. */
  click(person: Person, message: Message, gate: OpenGate, verdict: Verdict, reason: string): Promise<Taken>;
  /** In the thread of the card, or quoting it. */
  reply(person: Person, message: Message, text: string): Promise<Taken>;
  /** Where a rejection is asked for its reason after the click. */
  dialogs?: Dialogs;
};

export type Dialogs = {
  /** All that were opened for anybody. */
  opened: readonly Dialog[];
  submit(dialog: Dialog, reason: string): Promise<Taken>;
  close(dialog: Dialog): Promise<void>;
};

export type Dialog = { person: Person; approval: number; at: number; isOpen(): boolean };

/** One delivery of something that a person did. */
export type Delivery = {
  chat: ChatId;
  /** Stands in the stored event. */
  name: string;
  /** Makes the ring turn: a button, a dialog or form, a deploy command. */
  weighty: boolean;
  /** Ends in a question to the engine. */
  deciding: boolean;
  /** The server has it; a frame that was lost on the way has nobody. */
  isDelivered(): boolean;
  isAcked(): boolean;
  isMissed(): boolean;
};

/** `names`: what the server may call the message. */
export type Request = { kind: 'post' | 'edit'; names: readonly string[] };

/** What goes wrong between the server and a chat while kills go on; shares of all requests and deliveries. */
export const FAULTS = {
  drop: 0.015,
  applyThenFail: 0.02,
  delay: 0.05,
  delayMs: 250,
  duplicate: 0.02,
  status500: 0.005,
  ratelimited: 0.01,
} as const;

/** When a message that was not acknowledged is told again, counted from the miss before it. */
export const RETRY_DELAYS_MS: readonly number[] = [0, 400, 800, 1_600, 3_200, 6_400];
