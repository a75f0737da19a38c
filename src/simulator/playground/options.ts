import type { SimClock, SimLog } from '../slack/options.ts';
import type { SlackSimulator } from '../slack/simulator.ts';

/** A sentence in the two languages of the page. */
type Sentence = { en: string; zh: string };

type Hint = {
  /** What is put into the composer: `/deploy shop prod tag=v2`. */
  text: string;
  about: Sentence;
  /** Who should say it; the page switches to them. */
  as?: string;
};

export type PlaygroundOptions = {
  slack: SlackSimulator;
  clock: SimClock;
  log: SimLog;
  /** 0: any free port. */
  port: number;
  about: { databaseFile: string; version: string; product?: string };
  /** Whom one may act as, in this order; ids of the simulated workspace. */
  people: { id: string; role: Sentence }[];
  /** The first is the example in the empty room. */
  hints: Hint[];
};
