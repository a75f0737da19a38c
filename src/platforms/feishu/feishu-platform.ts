import type { Inbound } from '../../domain/event.ts';
import type { Log } from '../../log.ts';
import type { Clock, Loop } from '../../time.ts';
import { atMost } from '../common/at-most.ts';
import { namedRoster } from '../common/named-roster.ts';
import { REQUEST_MS, START_MS, STOP_MS, settleMs } from '../common/time-limits.ts';
import type { Platform, PlatformLimits, PlatformParts } from '../platform.ts';
import { createAnswer } from './answer.ts';
import { checkFeishu } from './check.ts';
import { type Connection, createConnection } from './connection.ts';
import { createHook } from './hook.ts';
import { createHttp } from './http.ts';
import { identifyAtLast } from './identity.ts';
import { EDIT_WINDOW_MS, KEYS_MS } from './limits.ts';
import { createPeople, getToKnow } from './people.ts';
import { createPosts } from './posts.ts';
import { createReceiver, type Receiver } from './receiver.ts';
import { createRoster } from './roster.ts';
import { loadSdk } from './sdk.ts';
import { openSocket } from './socket.ts';
import { createWeb } from './web.ts';

export type FeishuConfig = {
  /** Config key. */
  id: string;
  /** `cli_…` */
  appId: string;
  appSecret: string;
  /** https://open.feishu.cn when absent; Lark: https://open.larksuite.com. */
  apiUrl?: string | undefined;
  transport: { kind: 'websocket' } | { kind: 'http'; verificationToken: string; encryptKey: string };
  /** What the configuration calls people here: open ids (`ou_…`), e-mail addresses, mobile numbers (`+86…`). */
  accounts: readonly string[];
  /** Time-out of a request in milliseconds; 10 s when absent. */
  requestMs?: number;
  /** How long `start` waits for the connection before it goes on in the background, in milliseconds. */
  startMs?: number;
  /** Spreads the opening of connections; Math.random when absent. */
  random?: () => number;
};

const FEISHU_API = 'https://open.feishu.cn';
/** Ours: with an answer that must come within the second, a dead connection is noticed 30 s after it died. */
const PING_SECONDS = 20;
const PONG_SECONDS = 10;

/** Each API of an app: https://open.feishu.cn/document/server-docs/api-call-guide/frequency-control */
const PER_API = [
  { count: 50, perMs: 1_000 },
  { count: 1_000, perMs: 60_000 },
];
/** A chat, a person and a message take five a second: …/im-v1/message/create and …/message-card/patch. */
const PER_TARGET = [{ count: 5, perMs: 1_000 }];

const rates: Omit<PlatformLimits, 'requestMs' | 'settleMs'> = {
  post: PER_API,
  postPerRoom: PER_TARGET,
  edit: PER_API,
  editPerMessage: PER_TARGET,
  editWindowMs: EDIT_WINDOW_MS,
};

/** Nothing is sent before `start`, `check` or the first call of a method. */
export function createFeishuPlatform(
  config: FeishuConfig,
  { log, clock }: { log: Log; clock: Clock },
): PlatformParts {
  const { id, appId, appSecret, transport, accounts } = config;
  const apiUrl = config.apiUrl ?? FEISHU_API;
  const requestMs = config.requestMs ?? REQUEST_MS;
  const startMs = config.startMs ?? START_MS;
  const stopping = new AbortController();
  const cutting = new AbortController();
  const sdk = loadSdk();
  const web = createWeb({ sdk, appId, appSecret, apiUrl, requestMs, log, clock });
  const people = createPeople({ web, accounts, clock, log, signal: stopping.signal });
  const posts = createPosts({ web, people, log });
  const answer = createAnswer({ web, people });
  const keepingFresh: Loop = people.keepFresh();
  let connecting: Promise<void> = Promise.resolve();
  let connection: Connection | undefined;
  let receiver: Receiver | undefined;

  async function connect(inbound: Inbound): Promise<void> {
    const bot = await identifyAtLast(web, clock, log, stopping.signal);
    if (bot === undefined || stopping.signal.aborted) return;
    // Who clicks first is known already; when Feishu cannot tell for long, it is asked again in the background.
    await getToKnow(people, clock, stopping.signal);
    if (stopping.signal.aborted) return;
    keepingFresh.start();
    const listening = createReceiver({
      appId,
      identity: { platform: id, botOpenId: bot.openId, people },
      inbound,
      tell: (event, reply) => answer(event, reply, cutting.signal),
      clock,
      log,
    });
    receiver = listening;
    if (transport.kind === 'http') return;
    connection = createConnection({
      open: (signal) =>
        openSocket({
          sdk,
          appId,
          appSecret,
          apiUrl,
          log,
          clock,
          signal,
          receive: (payload) => listening.receive(payload),
          pingSeconds: PING_SECONDS,
          pongSeconds: PONG_SECONDS,
        }),
      clock,
      log,
      random: config.random ?? Math.random,
    });
    await connection.start(startMs);
  }

  const platform: Platform = {
    id,
    kind: 'feishu',
    limits: { ...rates, requestMs, settleMs: settleMs(requestMs) },
    can: { find: false, keysMs: KEYS_MS, mentions: true, threads: true, buttons: true },
    post: posts.post,
    edit: posts.edit,
    find: async () => [],
    remove: posts.remove,
    answer,
    async start(inbound) {
      connecting = connect(inbound).catch((err: unknown) =>
        log.error({ err }, 'feishu could not be started'),
      );
      await atMost(clock, startMs, connecting);
    },
    async stop() {
      stopping.abort();
      receiver = undefined;
      await connection?.stop();
      await connecting;
      await keepingFresh.stop();
      cutting.abort();
      await web.close(STOP_MS);
    },
    async check(rooms) {
      return await checkFeishu({
        web,
        people,
        connection: transport.kind === 'websocket' ? (connection?.state() ?? 'not-started') : undefined,
        askAddress: () =>
          createHttp({ requestMs, clock, closing: stopping.signal }).post(`${apiUrl}/callback/ws/endpoint`, {
            AppID: appId,
            AppSecret: appSecret,
          }),
        rooms,
        signal: stopping.signal,
      });
    },
  };
  const roster = namedRoster(createRoster(web, clock), {
    async ready(signal) {
      if (!people.state().asked) await people.refresh(signal);
    },
    idOf: (account) => people.openIdOf(account),
    nameOf: (id) => people.nameOf(id),
  });
  if (transport.kind === 'websocket') return { platform, roster };
  const { verificationToken, encryptKey } = transport;
  const hook = createHook({
    path: `/hooks/${id}`,
    appId,
    verificationToken,
    encryptKey,
    receiver: () => receiver,
    clock,
    log,
  });
  return { platform, roster, hooks: [hook] };
}
