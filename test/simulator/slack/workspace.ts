import { SocketModeClient } from '@slack/socket-mode';
import { type Logger, LogLevel, WebClient } from '@slack/web-api';
import { silentLog } from '../../../src/log.ts';
import type { Change } from '../../../src/simulator/slack/changes.ts';
import type { SlackSimulatorOptions } from '../../../src/simulator/slack/options.ts';
import { createSlackSimulator, type SlackSimulator } from '../../../src/simulator/slack/simulator.ts';
import { systemClock } from '../../../src/time.ts';

export const ADA = 'U0ADA';
export const BEN = 'U0BEN';
export const ROOM = 'C0ROOM';
export const BOT = 'U0BOT';
export const botToken = 'xoxb-simulated';
export const appToken = 'xapp-simulated';

/** The parts of payloads that these tests read. */
type Body = {
  text: string;
  trigger_id: string;
  response_url: string;
  user: { id: string };
  channel: { id: string };
  message: { ts: string };
  view: { state: { values: Record<string, Record<string, { value: string | null }>> } };
  event: { type: string };
};

export type Delivery = {
  ack: (response?: Record<string, unknown>) => Promise<void>;
  body: Body;
  type?: string;
  retry_num?: number;
  retry_reason?: string;
};
type Listeners = Record<string, (delivery: Delivery) => Promise<void>>;

type Workspace = {
  slack: SlackSimulator;
  apiUrl: string;
  base: string;
  web: WebClient;
  /** A connected client with a listener for each kind of envelope; it is closed when the workspace is. */
  connect(listeners?: Listeners): Promise<SocketModeClient>;
  /** Resolves as soon as `probe` finds something; rejects after `ms`. */
  until<T>(probe: () => T | undefined | false, ms?: number): Promise<T>;
  [Symbol.asyncDispose](): Promise<void>;
};

/** A small workspace, its simulator running, and Slack's own clients pointed at it. */
export async function openWorkspace(overrides: Partial<SlackSimulatorOptions> = {}): Promise<Workspace> {
  const slack = createSlackSimulator({
    clock: systemClock,
    log: silentLog,
    team: { id: 'T0TEAM', name: 'Analytical Engines' },
    app: { id: 'A0APP', botUserId: BOT, botId: 'B0BOT', botName: 'greenlight' },
    botToken,
    appToken,
    signingSecret: 'shhh',
    users: [
      { id: ADA, name: 'ada', realName: 'Ada Lovelace', email: 'ada@example.com' },
      { id: BEN, name: 'ben', realName: 'Ben Okafor', email: 'ben@example.com' },
    ],
    channels: [
      { id: ROOM, name: 'deployments', memberIds: [ADA, BEN], botIn: true },
      { id: 'C0ELSE', name: 'elsewhere', memberIds: [ADA], botIn: false },
      { id: 'C0OLD', name: 'old', memberIds: [ADA], botIn: true, archived: true },
      { id: 'C0SECRET', name: 'secret', memberIds: [ADA], botIn: false, private: true },
    ],
    ...overrides,
  });
  const { apiUrl, base } = await slack.start();
  const clients: SocketModeClient[] = [];
  return {
    slack,
    apiUrl,
    base,
    web: webClient(apiUrl, botToken),
    async connect(listeners = {}) {
      const client = new SocketModeClient({
        appToken,
        logger: quiet,
        clientOptions: { slackApiUrl: apiUrl },
        clientPingTimeout: 500,
      });
      clients.push(client);
      for (const [type, listen] of Object.entries(listeners)) {
        client.on(type, (delivery: Delivery) => void listen(delivery));
      }
      await client.start();
      return client;
    },
    until: (probe, ms = 5_000) => until(slack, probe, ms),
    async [Symbol.asyncDispose]() {
      await Promise.all(clients.map((client) => client.disconnect().catch(() => undefined)));
      await slack.stop();
    },
  };
}

export function webClient(apiUrl: string, token: string): WebClient {
  return new WebClient(token, {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: quiet,
    timeout: 5_000,
  });
}

/** Looks again after each change of the simulated workspace, so nothing waits for a fixed time. */
function until<T>(slack: SlackSimulator, probe: () => T | undefined | false, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => finish(() => reject(new Error(`nothing happened within ${ms} ms`))), ms);
    const unsubscribe = slack.subscribe((_change: Change) => look());
    const ticker = setInterval(look, 20);
    function finish(end: () => void): void {
      clearTimeout(timer);
      clearInterval(ticker);
      unsubscribe();
      end();
    }
    function look(): void {
      const found = probe();
      if (found !== undefined && found !== false) finish(() => resolve(found));
    }
    look();
  });
}

const quiet: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
};

/** A clock that moves only when told. */
export function handClock(start = 1_700_000_000_000): {
  now(): number;
  after(ms: number, fire: () => void): () => void;
  advance(ms: number): void;
} {
  let now = start;
  let timers: { at: number; fire: () => void }[] = [];
  return {
    now: () => now,
    after(ms, fire) {
      const timer = { at: now + ms, fire };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const due = timers.filter((one) => one.at <= end).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        timers = timers.filter((one) => one !== due);
        now = due.at;
        due.fire();
      }
      now = end;
    },
  };
}
