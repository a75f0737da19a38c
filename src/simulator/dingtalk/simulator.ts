import type { CallHook, CallRecord } from '../common/call-record.ts';
import { createChanges } from '../common/changes.ts';
import { close, listen } from '../common/listen.ts';
import { createWindowRates } from '../common/window-rates.ts';
import type { Desk } from './api/api.ts';
import { cardApis } from './api/cards.ts';
import { contactApis } from './api/contacts.ts';
import { entranceApis } from './api/entrance.ts';
import { robotApis } from './api/robot.ts';
import { sessionWebhookApis } from './api/session-webhook.ts';
import { standardCardApis } from './api/standard-cards.ts';
import { createCalls } from './calls.ts';
import { type CallbackVariant, documentedVariant } from './card-callback.ts';
import type { Change, Changes } from './changes.ts';
import { createFaults, type Faults } from './faults.ts';
import { type DingTalkSimulatorOptions, dingTalkLimits, type Limits } from './options.ts';
import { createPeople, type People } from './people.ts';
import { createPermissions } from './permissions.ts';
import { createPushes, type PushHook, type PushRecord } from './pushes.ts';
import { createRoom } from './room.ts';
import { restoreRoom, type SavedRoom, saveRoom } from './saved-room.ts';
import { createDingTalkServer } from './server.ts';
import { createSessionWebhooks } from './session-webhooks.ts';
import { createSockets, type SocketFaults, type Sockets } from './sockets.ts';
import { createTokens } from './tokens.ts';
import { createWorld, findPlace, messageOf, type RoomMessage, type World } from './world.ts';

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
export function createDingTalkSimulator(options: DingTalkSimulatorOptions): DingTalkSimulator {
  const { app, clock, log } = options;
  const limits: Limits = { ...dingTalkLimits, ...options.limits };
  let host = '';
  let variant = documentedVariant;

  const world = createWorld(options);
  if (options.saved) restoreRoom(world, options.saved);
  const changes: Changes = createChanges();
  const faults = createFaults();
  const room = createRoom(world, clock, limits, changes);
  const tokens = createTokens(app, clock, limits);
  const permissions = createPermissions(app.clientId);
  const webhooks = createSessionWebhooks(clock, limits, () => `http://${host}`);
  const pushes = createPushes({ clock, limits, faults, changes, sockets: () => sockets });
  const sockets: Sockets = createSockets({
    appId: app.clientId,
    clock,
    log,
    limits,
    changes,
    onAck: (messageId, ack) => pushes.acked(messageId, ack),
  });
  const desk: Desk = { app, world, room, tokens, sockets, webhooks, clock, limits, host: () => host };
  const calls = createCalls({
    apis: {
      ...entranceApis,
      ...cardApis,
      ...standardCardApis,
      ...robotApis,
      ...sessionWebhookApis,
      ...contactApis,
    },
    desk,
    permissions,
    rates: createWindowRates(clock),
    faults,
    changes,
    clock,
  });
  const server = createDingTalkServer({ calls, sockets, log });
  const people = createPeople({ world, app, room, pushes, webhooks, clock, variant: () => variant });

  return {
    async start() {
      host = `127.0.0.1:${await listen(server, options.port ?? 0)}`;
      const base = `http://${host}`;
      log.info({ base }, 'simulated DingTalk is listening');
      return { base };
    },
    async stop() {
      pushes.stop();
      sockets.stop();
      await close(server);
    },
    people,
    messages(wanted) {
      const place = findPlace(world, wanted);
      return world.posts
        .filter((post) => post.place === place)
        .map((post) => messageOf(world, post))
        .filter((message) => message !== undefined);
    },
    calls: calls.records,
    pushes: pushes.records,
    throttled: () => calls.records.filter((call) => call.throttled).length,
    connections: () => sockets.open(),
    opened: () => calls.count('POST /v1.0/gateway/connections/open'),
    subscribe: (listener) => changes.subscribe(listener),
    faults: { ...faults, ...sockets.faults },
    onCall: (hook) => calls.hook(hook),
    onPush: (hook) => pushes.hook(hook),
    revokeToken: (on) => tokens.revoke(on),
    expireTokens: () => tokens.expire(),
    denyPermission: (permission, on) => permissions.deny(permission, on),
    callbackVariant(wanted) {
      variant = wanted;
    },
    sendFrame: (frame) => sockets.sendRaw(frame),
    save: () => saveRoom(world),
    world,
  };
}
