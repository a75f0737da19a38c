import type { Outcome } from './pushes.ts';
import type { CardButton } from './template.ts';
import type { RobotMessage, SaidPost } from './world.ts';

/** Which button is meant: its action id, anything that tells it from the others, or a test of one's own. */
export type ButtonMatch =
  | string
  | { id?: string; text?: string; verdict?: string; gate?: string }
  | ((button: CardButton) => boolean);

/** What people do in their DingTalk clients. What is not there (any more) throws NotThere. */
export type People = {
  /**
   * `place` is a group's id or name, or `direct`. In a group only a message that mentions the robot reaches the app; `mention` is
   * true when absent. `quote` is the carrierId or processQueryKey of the message that is answered.
   */
  say(userId: string, place: string, text: string, opts?: { mention?: boolean; quote?: string }): SaidPost;
  /** Presses a button of a card. `params` are what its inputs hold, for example `{reason: '…'}`. */
  click(
    userId: string,
    outTrackId: string,
    match: ButtonMatch,
    params?: Record<string, string>,
  ): Promise<Outcome>;
  /** What the robot wrote to this person alone, oldest first, cards left out. */
  directMessages(userId: string): RobotMessage[];
  /** The conversation id of the direct chat between a person and the robot. */
  directChat(userId: string): string;
};
