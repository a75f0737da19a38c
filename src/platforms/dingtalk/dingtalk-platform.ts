import type { Inbound } from '../../domain/event.ts';
import { UpstreamError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { type Clock, withTimeout } from '../../time.ts';
import { atMost } from '../common/at-most.ts';
import { namedRoster } from '../common/named-roster.ts';
import { REQUEST_MS, START_MS, STOP_MS, settleMs } from '../common/time-limits.ts';
import type { Platform, PlatformLimits, PlatformParts } from '../platform.ts';
import { createAnswer } from './answer.ts';
import { createApi } from './api.ts';
import type { CardKind } from './cards.ts';
import { checkDingTalk } from './check.ts';
import { createPeople } from './people.ts';
import { createPosts } from './posts.ts';
import { createReceiver, type Receiver } from './receiver.ts';
import { createRoster } from './roster.ts';
import { openStream } from './stream.ts';
import { createStreams, type Streams } from './streams.ts';

export type DingTalkConfig = {
  /** Config key. */
  id: string;
  /** Client ID and secret of the app, formerly AppKey and AppSecret. */
  clientId: string;
  clientSecret: string;
  /** The clientId when absent. */
  robotCode?: string | undefined;
  cards: CardKind;
  /** DingTalk's own when absent. */
  apiUrl?: string | undefined;
  oapiUrl?: string | undefined;
  /** What the configuration calls people here: staff ids, or mobile numbers that begin with `+`. */
  accounts: readonly string[];
  /** Time-out of a request in milliseconds; 10 s when absent. */
  requestMs?: number;
  /** How long `start` waits for the connection before it goes on in the background, in milliseconds. */
  startMs?: number;
  /** How long an answer waits for its turn before it is left to the inbox, in milliseconds; 2 s when absent. */
  tellMs?: number;
  /** Spreads the opening of connections; Math.random when absent. */
  random?: () => number;
};

const API = 'https://api.dingtalk.com';
const OAPI = 'https://oapi.dingtalk.com';

/**
 * An answer that was not heard of is sent once more by the inbox, a request's time-out and four seconds after its flow: well before, one must
 * be on its way. One that gave up its turn was never sent.
 */
const TELL_MS = 2_000;

/**
 * An app of a standard tenant may call each API 20 times a second (https://open.dingtalk.com/document/orgapp/api-call-frequency-limit). On the free
 * plan the calls of a month are counted too: states that follow one another quickly make one edit. Of a single group DingTalk publishes no limit.
 */
const rates: Omit<PlatformLimits, 'requestMs' | 'settleMs'> = {
  post: [{ count: 20, perMs: 1_000 }],
  postPerRoom: [{ count: 5, perMs: 1_000 }],
  edit: [{ count: 20, perMs: 1_000 }],
  editPerMessage: [{ count: 1, perMs: 1_000 }],
};

/** Nothing is sent before `start`, `check` or the first call of a method. */
export function createDingTalkPlatform(
  config: DingTalkConfig,
  { log, clock }: { log: Log; clock: Clock },
): PlatformParts {
  const { id, clientId, clientSecret } = config;
  const apiUrl = config.apiUrl ?? API;
  const oapiUrl = config.oapiUrl ?? OAPI;
  const robotCode = config.robotCode ?? clientId;
  const requestMs = config.requestMs ?? REQUEST_MS;
  const startMs = config.startMs ?? START_MS;
  const tellMs = config.tellMs ?? TELL_MS;
  const gateway = { clientId, clientSecret, apiUrl, requestMs };
  const api = createApi({ ...gateway, oapiUrl, clock });
  const people = createPeople({ accounts: config.accounts, api, clock, log, requestMs });
  const posts = createPosts({ api, robotCode, kind: config.cards, people, clock, log });
  const answer = createAnswer({ api, robotCode, oapiUrl, clock });
  const stopping = new AbortController();
  const cutting = new AbortController();
  let starting: Promise<void> = Promise.resolve();
  let streams: Streams | undefined;
  let receiver: Receiver | undefined;

  async function connect(inbound: Inbound): Promise<void> {
    // Before anybody can be heard: who is not resolved would be taken for a stranger.
    await people.start();
    if (stopping.signal.aborted) return;
    const { receive } = (receiver = createReceiver({
      platform: id,
      robotCode,
      accountOf: (staffId) => people.accountOf(staffId),
      inbound,
      tell: (event, reply) =>
        withTimeout(clock, tellMs, (late) => answer(event, reply, AbortSignal.any([cutting.signal, late]))),
      clock,
      log,
    }));
    streams = createStreams({
      open: (signal) => openStream({ ...gateway, log, clock, signal, receive }),
      clock,
      log,
      random: config.random ?? Math.random,
    });
    await streams.start(startMs);
  }

  const platform: Platform = {
    id,
    kind: 'dingtalk',
    limits: { ...rates, requestMs, settleMs: settleMs(requestMs) },
    can: { find: true, mentions: false, threads: false, buttons: config.cards.kind !== 'links' },
    ...posts,
    answer,
    async start(inbound) {
      starting = connect(inbound).catch((err: unknown) =>
        log.error({ err }, 'dingtalk could not be started'),
      );
      await atMost(clock, startMs, starting);
    },
    async stop() {
      stopping.abort();
      await people.stop();
      await streams?.stop();
      await starting;
      cutting.abort();
      await api.close(STOP_MS);
    },
    async check(rooms) {
      return await checkDingTalk({
        api,
        robotCode,
        cards: config.cards,
        people,
        gateway,
        stream: streams?.state(),
        traffic: { sent: api.sent(), received: receiver?.received() ?? 0 },
        rooms,
        now: clock.now(),
        signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(CHECK_TIMEOUTS * requestMs)]),
      });
    },
  };
  const roster = namedRoster(createRoster(api), {
    async ready() {
      await people.ask();
      if (!people.isAsked())
        throw new UpstreamError('unreachable', 'not-asked', 'DingTalk does not say whom the numbers mean');
    },
    idOf: (account) => people.staffIdOf(account),
    nameOf: (staffId) => people.accountOf(staffId),
  });
  return { platform, roster };
}

/** Several questions one after another. */
const CHECK_TIMEOUTS = 8;
