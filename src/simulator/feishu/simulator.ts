import type { CallHook, CallRecord } from '../common/call-record.ts';
import { createChanges } from '../common/changes.ts';
import type { Json } from '../common/json.ts';
import { close, listen } from '../common/listen.ts';
import { createWindowRates } from '../common/window-rates.ts';
import { createCallbacks } from './callbacks.ts';
import { createCalls } from './calls.ts';
import type { Change, Changes } from './changes.ts';
import type { ClickOutcome } from './click-outcome.ts';
import { createEvents, type EventOptions } from './events.ts';
import { createFaults, type Faults } from './faults.ts';
import { createHttpDelivery } from './http-delivery.ts';
import { createTimes, fixedId } from './ids.ts';
import { appMethods } from './methods/app.ts';
import { directoryMethods } from './methods/directory.ts';
import { messageMethods } from './methods/messages.ts';
import type { Desk } from './methods/method.ts';
import { peopleMethods } from './methods/people.ts';
import { userMethods } from './methods/users.ts';
import { type FeishuLimits, type FeishuSimulatorOptions, feishuLimits } from './options.ts';
import { createPeople, type People } from './people.ts';
import type { PushHook, PushRecord } from './push-record.ts';
import { type Ack, createPushes, type Pushes } from './pushes.ts';
import { createRoom } from './room.ts';
import { restoreTenant, type SavedTenant, saveTenant } from './saved-tenant.ts';
import { createFeishuServer } from './server.ts';
import type { HttpVariant, SocketFaults } from './socket-faults.ts';
import { createSockets } from './sockets.ts';
import { createTokens } from './tokens.ts';
import { createWorld, type Message, type Toast, type World } from './world.ts';

export type FeishuSimulator = {
  /** `base`: `http://127.0.0.1:port`, for the SDK's `domain`. */
  start(): Promise<{ base: string }>;
  stop(): Promise<void>;
  people: People;
  /** Messages of a chat, oldest first, with the history of each; withdrawn and deleted ones only when asked for. */
  messages(chat: string, opts?: { root?: string; gone?: boolean }): Message[];
  /** What a person saw as toasts, oldest first. */
  toasts(user: string): Toast[];
  calls: CallRecord[];
  pushes: PushRecord[];
  /** How many calls went over Feishu's limits by the app's own fault. */
  throttled(): number;
  subscribe(listener: (change: Change) => void): () => void;
  faults: Faults & SocketFaults & { http(variant: HttpVariant): void };
  onCall(hook: CallHook): () => void;
  onPush(hook: PushHook): () => void;
  /** Pushes any event as it is; `eventId` and `createTime` (ms) as given, so that odd and old ones can be sent. */
  sendEvent(eventType: string, event: Json, opts?: EventOptions): void;
  /** Pushes any card callback as it is and waits for its answer. */
  sendCallback(event: Json, opts?: EventOptions): Promise<ClickOutcome>;
  /** HTTP mode: what Feishu's console does when an address is saved. Resolves with what the server answered. */
  challenge(opts?: { token?: string; encrypted?: boolean }): Promise<{ status: number; accepted: boolean }>;
  /** From now on every token is dead and no new one lives. */
  revokeToken(on: boolean): void;
  /** Kills the tokens that were handed out; the next one that is asked for lives. */
  expireTokens(): void;
  connections(): number;
  /** How often the address of a long connection was asked for. */
  opened(): number;
  /** What can be given back as `saved` at the next start. */
  save(): SavedTenant;
  world: World;
};

/**
 * Feishu on 127.0.0.1, spoken to by its own SDK: what Feishu refuses, this refuses; what it limits, this limits.
 * Everything that happened stays readable, so that a test can judge by what the world saw.
 */
export function createFeishuSimulator(options: FeishuSimulatorOptions): FeishuSimulator {
  const { clock, log } = options;
  const limits: FeishuLimits = { ...feishuLimits, ...options.limits };
  const granted = (scope: string): boolean => options.scopes?.includes(scope) ?? true;
  let base = '';

  const world = createWorld(options);
  if (options.saved) restoreTenant(world, options.saved);
  const changes: Changes = createChanges();
  const faults = createFaults();
  const onAck = (deliveryId: string, ack: Ack): void => pushes.acked(deliveryId, ack);
  const cardFrames = options.cardFrames ?? 'event';
  const sockets = createSockets({ clock, log, limits, changes, cardFrames, onAck });
  const http = options.http
    ? createHttpDelivery({ http: options.http, clock, log, limits, onAck })
    : undefined;
  const pushes: Pushes = createPushes({
    clock,
    limits,
    retryDelaysMs: http ? limits.httpRetryDelaysMs : limits.socketRetryDelaysMs,
    faults,
    changes,
    transport: http ?? sockets,
  });
  const events = createEvents({
    world,
    clock,
    pushes,
    granted,
    groupMessages: options.groupMessages ?? false,
    verificationToken: options.http?.verificationToken ?? fixedId('', world.app.appId),
  });
  const room = createRoom({ world, changes, limits, nextTime: createTimes(clock) });
  const callbacks = createCallbacks({ world, room, pushes, events, clock, limits, changes });
  const tokens = createTokens(clock, limits);
  const desk: Desk = {
    world,
    room,
    callbacks,
    tokens,
    sockets,
    rates: createWindowRates(clock),
    clock,
    limits,
    appSecret: options.app.appSecret,
    granted,
    base: () => base,
  };
  const methods = { ...appMethods, ...messageMethods, ...peopleMethods, ...userMethods, ...directoryMethods };
  const calls = createCalls({ methods, desk, granted, faults, changes, clock });
  const server = createFeishuServer({ calls, sockets, log });
  const usableMs = limits.editWindowMs;
  const people = createPeople({ world, room, events, callbacks, now: () => clock.now(), usableMs });

  return {
    async start() {
      base = `http://127.0.0.1:${await listen(server, options.port ?? 0)}`;
      log.info({ base }, 'simulated Feishu is listening');
      return { base };
    },
    async stop() {
      pushes.stop();
      http?.stop();
      sockets.stop();
      await close(server);
    },
    people,
    messages: (chat, { root, gone = false } = {}) =>
      world.messages.filter(
        (one) =>
          one.chat === chat &&
          (gone || !one.gone) &&
          (root === undefined || one.rootId === root || one.messageId === root),
      ),
    toasts: (user) => world.toasts.filter((one) => one.user === user),
    calls: calls.records,
    pushes: pushes.records,
    throttled: () => calls.records.filter((call) => call.throttled).length,
    subscribe: (listener) => changes.subscribe(listener),
    faults: { ...faults, ...sockets.faults, http: (variant) => http?.spoil(variant) },
    onCall: (hook) => calls.hook(hook),
    onPush: (hook) => pushes.hook(hook),
    sendEvent: (eventType, event, opts) => events.raw(eventType, event, opts),
    sendCallback: (event, opts) => callbacks.ask(event, opts),
    async challenge(opts = {}) {
      if (!http) throw new Error('the simulated Feishu has no address to challenge');
      return await http.challenge(opts);
    },
    revokeToken: (on) => tokens.revoke(on),
    expireTokens: () => tokens.expire(),
    connections: () => sockets.open(),
    opened: () => sockets.opened(),
    save: () => saveTenant(world),
    world,
  };
}
