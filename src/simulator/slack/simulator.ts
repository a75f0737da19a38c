import type { CallHook, CallRecord } from '../common/call-record.ts';
import { createChanges } from '../common/changes.ts';
import type { Json } from '../common/json.ts';
import { close, listen } from '../common/listen.ts';
import { createAuth } from './auth.ts';
import { createCalls } from './calls.ts';
import type { Change, Changes } from './changes.ts';
import { createEnvelopes, type EnvelopeHook, type EnvelopeRecord } from './envelopes.ts';
import { createEvents } from './events.ts';
import { createFaults, type Faults } from './faults.ts';
import { createHttpDelivery } from './http-delivery.ts';
import { createTimestamps } from './ids.ts';
import { appMethods } from './methods/apps.ts';
import { chatMethods } from './methods/chat.ts';
import { conversationMethods } from './methods/conversations.ts';
import type { Desk } from './methods/method.ts';
import { userMethods } from './methods/users.ts';
import { viewMethods } from './methods/views.ts';
import { workspaceMethods } from './methods/workspace.ts';
import { allEvents, allScopes, type Limits, type SlackSimulatorOptions, slackLimits } from './options.ts';
import { createPeople, type People } from './people.ts';
import { createRates } from './rates.ts';
import { createResponseUrls } from './response-urls.ts';
import { createRoom } from './room.ts';
import { restoreRoom, type SavedRoom, saveRoom } from './saved-room.ts';
import { createSlackServer } from './server.ts';
import { createSockets, type SocketFaults } from './sockets.ts';
import { createTriggers } from './triggers.ts';
import { createViews, type OpenView } from './views.ts';
import { createWorld, type Ephemeral, findChannel, type Message, type World } from './world.ts';

type SlackAddresses = {
  /** For `slackApiUrl`, with the trailing slash. */
  apiUrl: string;
  /** `http://127.0.0.1:port` */
  base: string;
};

export type SlackSimulator = {
  start(): Promise<SlackAddresses>;
  stop(): Promise<void>;
  people: People;
  /** Messages of a channel or of one thread, oldest first, with the history of each; deleted ones only when asked for. */
  messages(channel: string, opts?: { thread?: string; deleted?: boolean }): Message[];
  ephemerals(user: string): Ephemeral[];
  /** A person's open modals, the top one last. */
  views(user: string): OpenView[];
  calls: CallRecord[];
  envelopes: EnvelopeRecord[];
  /** How many calls went over Slack's limits by the app's own fault. */
  throttled(): number;
  subscribe(listener: (change: Change) => void): () => void;
  faults: Faults & SocketFaults;
  onCall(hook: CallHook): () => void;
  onEnvelope(hook: EnvelopeHook): () => void;
  /** Sends any event as it is, for example `{type: 'app_uninstalled'}`. */
  sendEvent(event: Json): void;
  /** Sends a whole payload as it is: Slack's `app_rate_limited` has no `event` inside. */
  sendPayload(payload: Json): void;
  /** From now on the bot token is answered with `token_revoked`. */
  revokeToken(on: boolean): void;
  /** Whether `app_mention` comes before `message` for the same mention; Slack promises neither. */
  mentionFirst(on: boolean): void;
  connections(): number;
  /** Those of them that were greeted and not asked to go. */
  servingConnections(): number;
  /** What can be given back as `saved` at the next start. */
  save(): SavedRoom;
  world: World;
};

/**
 * Slack on 127.0.0.1, spoken to by Slack's own SDKs: what Slack refuses, this refuses; what it limits, this limits.
 * Everything that happened stays readable, so that a test can judge by what the world saw.
 */
export function createSlackSimulator(options: SlackSimulatorOptions): SlackSimulator {
  const { clock, log } = options;
  const limits: Limits = { ...slackLimits, ...options.limits };
  const scopes = options.scopes ?? allScopes;
  let base = '';
  let mentionFirst = true;

  const world = createWorld(options);
  if (options.saved) restoreRoom(world, options.saved);
  const changes: Changes = createChanges();
  const faults = createFaults();
  const nextTs = createTimestamps(clock);
  const onAck = (envelopeId: string, response: Json): void => envelopes.acked(envelopeId, response);
  const sockets = createSockets({ appId: options.app.id, clock, log, limits, changes, onAck });
  const transport = options.http
    ? createHttpDelivery({ urls: options.http, signingSecret: options.signingSecret, clock, log, onAck })
    : sockets;
  const envelopes = createEnvelopes({ clock, limits, faults, changes, transport });
  const events = createEvents({
    world,
    subscribed: new Set(options.events ?? allEvents),
    mentionFirst: () => mentionFirst,
    deliver: (payload) => envelopes.event(payload),
    now: () => clock.now(),
  });
  const room = createRoom({ world, clock, changes, events, nextTs });
  const views = createViews(world, clock, changes);
  const triggers = createTriggers(clock, limits, world.team.id);
  const responseUrls = createResponseUrls({ world, room, clock, limits, base: () => base });
  const auth = createAuth(options, scopes);
  const teamUrl = `https://${world.team.domain}.slack.com/`;
  const desk: Desk = { world, room, views, triggers, clock, limits, scopes, teamUrl };
  const methods = {
    ...workspaceMethods,
    ...chatMethods,
    ...conversationMethods,
    ...userMethods,
    ...viewMethods,
    ...appMethods(sockets, () => base.replace('http:', 'ws:')),
  };
  const calls = createCalls({
    methods,
    desk,
    auth,
    rates: createRates(clock, limits),
    faults,
    changes,
    clock,
  });
  const server = createSlackServer({ calls, responseUrls, sockets, faults, log });
  const people = createPeople({
    world,
    room,
    views,
    triggers,
    responseUrls,
    envelopes,
    nextTs,
    now: () => clock.now(),
  });

  return {
    async start() {
      base = `http://127.0.0.1:${await listen(server, options.port ?? 0)}`;
      log.info({ base }, 'simulated Slack is listening');
      return { apiUrl: `${base}/api/`, base };
    },
    async stop() {
      envelopes.stop();
      sockets.stop();
      await close(server);
    },
    people,
    messages(channel, { thread, deleted = false } = {}) {
      const id = findChannel(world, channel)?.id;
      return world.messages.filter(
        (one) =>
          one.channel === id &&
          (deleted || !one.deleted) &&
          (thread === undefined || one.threadTs === thread || one.ts === thread),
      );
    },
    ephemerals: (user) => world.ephemerals.filter((one) => one.user === user && !one.deleted),
    views: (user) => views.of(user),
    calls: calls.records,
    envelopes: envelopes.records,
    throttled: () => calls.records.filter((call) => call.throttled).length,
    subscribe: (listener) => changes.subscribe(listener),
    faults: { ...faults, ...sockets.faults },
    onCall: (hook) => calls.hook(hook),
    onEnvelope: (hook) => envelopes.hook(hook),
    sendEvent: (event) => events.raw(event),
    sendPayload: (payload) => envelopes.event(payload),
    revokeToken: (on) => auth.revoke(on),
    mentionFirst(on) {
      mentionFirst = on;
    },
    connections: () => sockets.open(),
    servingConnections: () => sockets.serving(),
    save: () => saveRoom(world),
    world,
  };
}
