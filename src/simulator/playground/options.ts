import type { SimClock } from '../common/clock.ts';
import type { SimLog } from '../common/log.ts';
import type { Room, RoomKind } from './room.ts';
import type { ServerProcess } from './server-process.ts';

/** A sentence in the two languages of the page. */
export type Sentence = { en: string; zh: string };

export type Hint = {
  /** What is put into the composer: `/deploy shop prod tag=v2`. */
  text: string;
  about: Sentence;
  /** Who should say it; the page switches to them. */
  as?: string;
};

/** Somebody whom one may act as: the same person in every chat. */
export type Person = {
  id: string;
  name: string;
  role: Sentence;
  /** In the chats, the mailbox, and at WeCom, which only has a robot. */
  accounts: Readonly<Partial<Record<RoomKind | 'wecom', string>>>;
};

export type PlaygroundOptions = {
  clock: SimClock;
  log: SimLog;
  /** 0: any free port. */
  port: number;
  about: { databaseFile: string; version: string };
  /** In the order of the page. */
  people: readonly Person[];
  /** The first is the example in the empty rooms. */
  hints: readonly Hint[];
  /** Where to begin, step by step. */
  guide: readonly Sentence[];
  /** From left to right. */
  rooms: readonly Room[];
  /** The server that the page can kill; without it there is no switch. */
  server?: ServerProcess;
};
