import type { SimClock } from '../common/clock.ts';
import type { SimLog } from '../common/log.ts';
import type { Room } from './room.ts';

/** A simulated chat with what it needs to be part of the playground. */
export type Chat = {
  room: Room;
  /** Resolves with the variables by which `examples/playground/greenlight.yaml` finds it and speaks to it. */
  start(): Promise<Record<string, string>>;
  /** What was said is on the disk afterwards. */
  stop(): Promise<void>;
};

/** `folder` keeps what was said. */
export type ChatOptions = { folder: string; clock: SimClock; log: SimLog };
