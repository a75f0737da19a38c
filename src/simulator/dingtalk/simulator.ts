import type { CallHook, CallRecord } from './calls.ts';
import type { Change } from './changes.ts';
import type { Faults } from './faults.ts';
import type { DingTalkSimulatorOptions } from './options.ts';
import type { People } from './people.ts';
import type { CallbackVariant, PushHook, PushRecord } from './pushes.ts';
import type { SavedRoom } from './saved-room.ts';
import type { SocketFaults } from './sockets.ts';
import type { RoomMessage, World } from './world.ts';

export type DingTalkSimulator = {
  /** `http://127.0.0.1:port`, for the paths of both api.dingtalk.com and oapi.dingtalk.com. */
  start(): Promise<{ base: string }>;
  stop(): Promise<void>;
  people: People;
  /**
   * What a group (by id or name) or a direct chat (by the person's user id) shows, oldest first: cards, messages of the robot and what
   * people said. Tell them apart by `kind`; recalled ones are there and say so. Data only.
   */
  messages(place: string): RoomMessage[];
  calls: CallRecord[];
  pushes: PushRecord[];
  /** How many calls went over DingTalk's limits by the app's own fault. */
  throttled(): number;
  /** How many connections are open. */
  connections(): number;
  /** How many gateway calls there were so far, refused ones included. */
  opened(): number;
  subscribe(listener: (change: Change) => void): () => void;
  faults: Faults & SocketFaults;
  onCall(hook: CallHook): () => void;
  onPush(hook: PushHook): () => void;
  /** From now on every access token is answered with 401, and none is given out. */
  revokeToken(on: boolean): void;
  /** Tokens that were given out before are worth nothing any more; new ones are given out. */
  expireTokens(): void;
  /** Takes one permission point from the app, or gives it back; `Card.Instance.Write`, `qyapi_robot_sendmsg`, … */
  denyPermission(permission: string, on: boolean): void;
  /** The shape of the card callbacks from now on. */
  callbackVariant(variant: CallbackVariant): void;
  /** Pushes any CALLBACK or EVENT frame as it is to one connection. */
  sendFrame(frame: Record<string, unknown>): void;
  /** What can be given back as `saved` at the next start. */
  save(): SavedRoom;
  world: World;
};

/**
 * DingTalk on 127.0.0.1, spoken to by its own stream SDK: what DingTalk refuses, this refuses; what it limits, this limits.
 * Everything that happened stays readable, so that a test can judge by what the world saw.
 */
export function createDingTalkSimulator(_options: DingTalkSimulatorOptions): DingTalkSimulator {
  throw new Error('the simulated DingTalk is still being built');
}
