/** Everything around one server: two simulated Slacks, the configuration, workflows, the target's ledger. All in one folder. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentLog } from '../../src/log.ts';
import { type Limits, slackLimits } from '../../src/simulator/slack/options.ts';
import { createSlackSimulator, type SlackSimulator } from '../../src/simulator/slack/simulator.ts';
import type { Message } from '../../src/simulator/slack/world.ts';
import { systemClock } from '../../src/time.ts';
import { readCard } from './card.ts';
import { type Ledger, openLedger } from './ledger.ts';
import {
  ADA,
  BEN,
  CHEN,
  DANA,
  NAMES,
  ROOMS_EACH,
  roomId,
  WIDE_ROOMS,
  WORKSPACES,
  wideRoomId,
} from './story.ts';

export type World = {
  folder: string;
  configFile: string;
  databaseFile: string;
  logFile: string;
  slacks: readonly SlackSimulator[];
  ledger: Ledger;
  /** Card messages of a tag, in every room, in the order in which they were posted. */
  cards(tag: string): readonly CardMessage[];
  tags(): readonly string[];
  onCard(listener: (tag: string) => void): void;
  /** Resolves with what `probe` finds, as soon as it does; undefined after `ms`. Rejects when the world has ended. */
  until<T>(probe: () => T | undefined | false, ms: number): Promise<T | undefined>;
  pause(ms: number): Promise<void>;
  stop(): Promise<void>;
};

/** What people do then is of no interest any more. */
export class WorldEnded extends Error {}

export type CardMessage = { slack: SlackSimulator; workspace: number; message: Message };

const USERS = [ADA, BEN, CHEN, DANA];

/** Much is posted in a short time: only the server's own pacing counts here, the vendor's limits have their own tests. */
const generous = { burst: 100_000, perMinute: 100_000 };
const eventRetryDelaysMs = [0, 400, 800, 1_600, 3_200, 6_400];
/** An event that was not acknowledged is told again so often. */
export const RETRIES = eventRetryDelaysMs.length;
const limits: Partial<Limits> = {
  eventRetryDelaysMs,
  postPerChannel: generous,
  rates: Object.fromEntries(Object.keys(slackLimits.rates).map((method) => [method, generous])),
};

export async function openWorld(folder: string): Promise<World> {
  const ledger = openLedger(folder);
  const slacks = WORKSPACES.map((id, i) => openSlack(id, i));
  const addresses = await Promise.all(slacks.map((slack) => slack.start()));
  const configFile = join(folder, 'greenlight.yaml');
  writeWorkflows(join(folder, 'workflows'));
  const urls = addresses.map(({ apiUrl }) => apiUrl);
  writeFileSync(configFile, JSON.stringify(configOf(folder, ledger, urls), null, 2));

  const byTag = new Map<string, CardMessage[]>();
  const cardListeners = new Set<(tag: string) => void>();
  const waiting = new Set<() => void>();
  let ended = false;
  let sweeping = false;

  function sweepSoon(): void {
    if (sweeping) return;
    sweeping = true;
    setImmediate(() => {
      sweeping = false;
      for (const look of waiting) look();
    });
  }

  function noteCard(slack: SlackSimulator, workspace: number, message: Message): void {
    if (message.botId === undefined || message.threadTs !== undefined) return;
    const card = readCard(message);
    if (card === undefined) return;
    const known = byTag.get(card.tag);
    if (known === undefined) byTag.set(card.tag, [{ slack, workspace, message }]);
    else known.push({ slack, workspace, message });
    for (const listener of cardListeners) listener(card.tag);
  }

  for (const [workspace, slack] of slacks.entries()) {
    slack.subscribe((change) => {
      if (change.type === 'message') noteCard(slack, workspace, change.message);
      sweepSoon();
    });
  }
  ledger.onLine(sweepSoon);
  const ticker = setInterval(sweepSoon, 25);

  function until<T>(probe: () => T | undefined | false, ms: number): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      const endsAt = systemClock.now() + ms;
      const look = (): void => {
        if (ended) return reject(new WorldEnded());
        const found = probe();
        const isFound = found !== undefined && found !== false;
        if (!isFound && systemClock.now() < endsAt) return;
        waiting.delete(look);
        resolve(isFound ? found : undefined);
      };
      waiting.add(look);
      look();
    });
  }

  return {
    folder,
    configFile,
    databaseFile: join(folder, 'greenlight.db'),
    logFile: join(folder, 'server.log'),
    slacks,
    ledger,
    cards: (tag) => byTag.get(tag) ?? [],
    tags: () => [...byTag.keys()],
    onCard: (listener) => void cardListeners.add(listener),
    until,
    pause: async (ms) => void (await until(() => false, ms)),
    async stop() {
      ended = true;
      for (const look of waiting) look();
      clearInterval(ticker);
      ledger.close();
      await Promise.all(slacks.map((slack) => slack.stop()));
    },
  };
}

function openSlack(id: string, number: number): SlackSimulator {
  const rooms = Array.from({ length: ROOMS_EACH }, (_, i) => ({ id: roomId(i), name: `room-${i}` }));
  const wide = Array.from({ length: WIDE_ROOMS }, (_, i) => ({ id: wideRoomId(i), name: `wide-${i}` }));
  return createSlackSimulator({
    clock: systemClock,
    log: silentLog,
    team: { id: `T0TEAM${number}`, name: id },
    app: { id: `A0APP${number}`, botUserId: 'U0BOT', botId: 'B0BOT', botName: 'greenlight' },
    botToken: `xoxb-${id}`,
    appToken: `xapp-${id}`,
    signingSecret: 'not used',
    users: USERS.map((user) => ({ id: user, name: user.toLowerCase(), realName: NAMES[user] ?? user })),
    channels: [...rooms, ...wide].map((room) => ({ ...room, memberIds: USERS, botIn: true })),
    limits,
  });
}

/** What a kill left unknown is cleared up after three of these. */
const REQUEST_TIMEOUT = '1s';

/** JSON is YAML. */
function configOf(folder: string, ledger: Ledger, apiUrls: readonly string[]): unknown {
  const person = (id: string) => ({
    name: NAMES[id],
    ids: Object.fromEntries(WORKSPACES.map((workspace) => [workspace, id])),
  });
  const environment = (workflow: string) => ({ workflow, approvers: ['ben', 'chen'] });
  const wide = Array.from({ length: WIDE_ROOMS }, (_, i) => {
    const rooms = [`${WORKSPACES[i % WORKSPACES.length]}/${wideRoomId(i)}`];
    return [`wide-${i}`, { ...environment(`wide-${i}`), rooms }];
  });
  return {
    language: 'en',
    server: { host: '127.0.0.1', port: 0 },
    database: { url: 'sqlite:./greenlight.db' },
    people: { ada: person(ADA), ben: person(BEN), chen: person(CHEN), dana: person(DANA) },
    platforms: Object.fromEntries(
      WORKSPACES.map((id, i) => [
        id,
        {
          kind: 'slack',
          botToken: `xoxb-${id}`,
          appToken: `xapp-${id}`,
          apiUrl: apiUrls[i],
          requestTimeout: REQUEST_TIMEOUT,
        },
      ]),
    ),
    engines: {
      local: {
        kind: 'embedded',
        workflows: './workflows',
        data: './commands',
        targets: { machine: { takes: ['worker'], command: [ledger.script, ledger.file] } },
      },
    },
    apps: {
      shop: {
        engine: 'local',
        operators: ['ada', 'ben'],
        parameters: {
          tag: { pattern: '[a-z0-9-]+', required: true, sets: 'components.app.properties.tag' },
          hold: { type: 'number', required: true, sets: 'components.app.properties.hold' },
        },
        environments: {
          ...Object.fromEntries(['ask', 'build', 'twice', 'work'].map((name) => [name, environment(name)])),
          ...Object.fromEntries(wide),
        },
      },
    },
  };
}

const say = (name: string) => ({
  name,
  type: 'print-message-in-status',
  properties: { message: `${name} is done` },
});
const gate = (name: string, alias: string) => ({
  name,
  meta: { alias },
  type: 'suspend',
  properties: { message: `${alias}?` },
});
const work = (name: string) => ({ name, type: 'apply-component', properties: { component: 'app' } });

const ask = [say('hello'), gate('go', 'Go live'), say('bye')];

/** Steps by name; those of type apply-component write into the ledger. */
export const WORKFLOWS: Readonly<
  Record<string, readonly { name: string; type: string; meta?: { alias: string } }[]>
> = {
  ask,
  build: [work('canary'), gate('go', 'Go live'), work('everyone')],
  twice: [gate('look', 'First look'), say('looked'), gate('go', 'Go live'), work('everyone')],
  work: [work('everyone'), say('bye')],
  ...Object.fromEntries(Array.from({ length: WIDE_ROOMS }, (_, i) => [`wide-${i}`, ask])),
};

function writeWorkflows(folder: string): void {
  mkdirSync(folder);
  for (const [name, steps] of Object.entries(WORKFLOWS)) {
    const properties = { tag: 'none', hold: 0 };
    const document = {
      apiVersion: 'core.oam.dev/v1beta1',
      kind: 'Application',
      metadata: { name },
      spec: { components: [{ name: 'app', type: 'worker', properties }], workflow: { steps } },
    };
    writeFileSync(join(folder, `${name}.yaml`), JSON.stringify(document, null, 2));
  }
}
