import type { Room } from '../../../domain/event.ts';

/** What every snapshot of an engine has in common. */
export type Place = {
  /** Config key. */
  engine: string;
  /** Where people open Zadig, without a slash at its end. */
  url: string;
  /** Where the card of a workflow goes that no app names. */
  roomOf(project: string, workflow: string): Room | undefined;
};
