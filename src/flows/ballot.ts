import type { Verdict } from '../domain/card.ts';
import type { Surface } from '../store/decisions.ts';

/** One person's verdict on one question, as it came. */
export type Ballot = {
  approval: number;
  attempt: string;
  verdict: Verdict;
  /** Approves alone, by the right for emergencies. */
  breakGlass?: boolean;
  /** Undefined when the surface has not asked for it yet. */
  reason: string | undefined;
  /** What the policy's form asks for, by name; undefined when the surface has not asked for it yet. */
  fields: Readonly<Record<string, string>> | undefined;
  surface: Surface;
  /** Config key of the chat on which it was given. */
  platform: string;
  /** The inbox row that carried it. */
  inbox: number;
  /** When that row was stored, in milliseconds since the epoch: the time that counts. */
  at: number;
};
