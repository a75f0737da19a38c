/** The moments at which a kill hurts. */
import { CHAT_IDS, type ChatId } from './chat.ts';

export const REQUIRED_WINDOWS = [
  'before store',
  'stored not acked',
  'acked not decided',
  'decided not called',
  'called not answered',
  'posted not recorded',
  'command running',
] as const;

export const WINDOWS = [
  ...REQUIRED_WINDOWS,
  'decided not acked',
  'edited not recorded',
  'command cut off',
  'starting up',
  'elsewhere',
] as const;
export type Window = (typeof WINDOWS)[number];

/** A kill before the storing, in a chat that is tempted to hear an acknowledgement of what cannot be stored. */
type Temptation = `unstored in ${ChatId}`;
export const TEMPTATIONS = CHAT_IDS.map((chat): Temptation => `unstored in ${chat}`);

/** What a kill can be aimed at. */
export type Aim = Window | Temptation;
