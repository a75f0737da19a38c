import type { Inbound } from '../../domain/event.ts';
import type { Log } from '../../log.ts';
import type { Clock } from '../../time.ts';
import { atMost } from '../common/at-most.ts';
import { REQUEST_MS, START_MS, STOP_MS, settleMs } from '../common/time-limits.ts';
import type { Platform, PlatformLimits, PlatformParts } from '../platform.ts';
import { createAnswer } from './answer.ts';
import { createChannels } from './channels.ts';
import { checkSlack } from './check.ts';
import { findPosts } from './find.ts';
import { createHandlers } from './handlers.ts';
import { createHook } from './hook.ts';
import { createIdentify, identifyAtLast } from './identity.ts';
import { createPosts } from './posts.ts';
import { createResponseUrls } from './response-url.ts';
import { createRoster } from './roster.ts';
import type { Transport } from './transport.ts';
import { createWeb } from './web.ts';

export type SlackConfig = {
  /** Config key. */
  id: string;
  /** `xoxb-…` */
  botToken: string;
  /** How Slack's side comes in: connections of ours with the app-level token (`xapp-…`), or signed requests to `/hooks/<id>`. */
  transport: { kind: 'socket'; appToken: string } | { kind: 'http'; signingSecret: string };
  /** Slack's own when absent. */
  apiUrl?: string | undefined;
  /** Socket Mode: connections that this process keeps open; two when absent. All processes of the app together may have ten. */
  sockets?: number;
  /** How long `start` waits for the first connection before it goes on in the background, in milliseconds. */
  startMs?: number;
  /** Time-out of a request to the Web API in milliseconds; 10 s when absent. */
  requestMs?: number;
  /** Spreads the opening of connections; Math.random when absent. */
  random?: () => number;
};

const SLACK_API = 'https://slack.com/api/';

const rates: Omit<PlatformLimits, 'requestMs' | 'settleMs'> = {
  // https://docs.slack.dev/apis/web-api/rate-limits: one message a second in a channel, several hundred a minute altogether.
  postPerRoom: [{ count: 1, perMs: 1_000 }],
  post: [{ count: 200, perMs: 60_000 }],
  // chat.update is Tier 3: at least 50 a minute.
  edit: [{ count: 50, perMs: 60_000 }],
  // No limit of Slack's: it makes one edit of the changes that follow one another within a second.
  editPerMessage: [{ count: 1, perMs: 1_000 }],
};

/** Nothing is sent before `start`, `check` or the first call of a method. */
export function createSlackPlatform(
  config: SlackConfig,
  { log, clock }: { log: Log; clock: Clock },
): PlatformParts {
  const apiUrl = config.apiUrl ?? SLACK_API;
  const requestMs = config.requestMs ?? REQUEST_MS;
  const web = createWeb({ token: config.botToken, apiUrl, requestMs, log, clock });
  const identify = createIdentify(web);
  const channels = createChannels(web);
  const responseUrls = createResponseUrls(requestMs);
  const posts = createPosts({ web, channels, responseUrls, log });
  const answer = createAnswer({ web, channels, responseUrls, clock, log });
  const transport = createTransport(config, { log, clock });
  const stopping = new AbortController();
  const cutting = new AbortController();
  let connecting: Promise<void> = Promise.resolve();

  async function connect(inbound: Inbound): Promise<void> {
    const bot = await identifyAtLast(identify, clock, log, stopping.signal);
    if (!bot || stopping.signal.aborted) return;
    const handlers = createHandlers({
      identity: { platform: config.id, ...bot },
      inbound,
      tell: (event, reply) => answer(event, reply, cutting.signal),
      clock,
      log,
    });
    await transport.start(handlers, bot);
  }

  const platform: Platform = {
    id: config.id,
    kind: 'slack',
    limits: { ...rates, requestMs, settleMs: settleMs(requestMs) },
    can: { find: true, mentions: true, threads: true, buttons: true, editByClick: true },
    post: posts.post,
    edit: posts.edit,
    remove: posts.remove,
    async find(room, key, since, signal) {
      const { botId } = await identify(signal);
      return await findPosts({ web, channels, room, key, since, botId, signal });
    },
    answer,
    async start(inbound) {
      connecting = connect(inbound).catch((err: unknown) => log.error({ err }, 'slack could not be started'));
      await atMost(clock, config.startMs ?? START_MS, connecting);
    },
    async stop() {
      stopping.abort();
      await transport.stop();
      await connecting;
      cutting.abort();
      await web.close(STOP_MS);
    },
    async check(rooms) {
      return await checkSlack({ web, transport, rooms, signal: stopping.signal });
    },
  };
  const roster = createRoster({ web, identify, clock });
  return { platform, roster, ...(transport.hooks ? { hooks: transport.hooks } : {}) };
}

function createTransport(config: SlackConfig, { log, clock }: { log: Log; clock: Clock }): Transport {
  const { transport, botToken, startMs = START_MS } = config;
  if (transport.kind === 'http') {
    const { signingSecret } = transport;
    return createHook({ path: `/hooks/${config.id}`, signingSecret, stopMs: STOP_MS, clock, log });
  }
  const { appToken } = transport;
  return loadedWhenUsed(async () => {
    const { createSocketMode } = await import('./socket-mode.ts');
    return createSocketMode({
      appToken,
      botToken,
      apiUrl: config.apiUrl ?? SLACK_API,
      requestMs: config.requestMs ?? REQUEST_MS,
      count: config.sockets ?? 2,
      startMs,
      stopMs: STOP_MS,
      random: config.random ?? Math.random,
      clock,
      log,
    });
  });
}

/** Bolt and the client of Socket Mode take some 30 MB, which nobody needs over HTTP. */
function loadedWhenUsed(load: () => Promise<Transport>): Transport {
  let loading: Promise<Transport> | undefined;
  const loaded = (): Promise<Transport> => {
    loading ??= load();
    return loading;
  };
  return {
    start: async (handlers, bot) => await (await loaded()).start(handlers, bot),
    stop: async () => await (await loading)?.stop(),
    check: async (signal) => await (await loaded()).check(signal),
  };
}
