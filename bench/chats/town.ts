/** One server in a process of its own, connected to a simulated Slack, Feishu and DingTalk with the vendors' limits and a network between. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createRandom } from '../../test/fakes/random.ts';
import { npmStartFlags } from '../npm-start-flags.ts';
import { AUDIT_SECRET } from '../world.ts';
import { type Ends, openDingTalk, openFeishu, openSlack, type TownChat } from './town-chats.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export const CHATS = ['slack', 'feishu', 'dingtalk'] as const;
export type ChatName = (typeof CHATS)[number];

export type Town = {
  chats: readonly TownChat[];
  /** Of the server. */
  pid: number;
  /** Resolves when `probe` holds, or throws after `ms`. */
  until(what: string, probe: () => boolean, ms: number): Promise<void>;
  close(): Promise<void>;
};

/** Half of it before a vendor reads a request, half before the answer leaves: 50 to 150 ms altogether. */
const HALF_MIN_MS = 25;
const HALF_MAX_MS = 75;

const WORKFLOW = {
  apiVersion: 'core.oam.dev/v1alpha1',
  kind: 'Workflow',
  metadata: { name: 'ask' },
  steps: [
    { name: 'hello', type: 'print-message-in-status', properties: { message: 'hello' } },
    { name: 'go', type: 'suspend', properties: { message: 'Go live?' } },
    { name: 'bye', type: 'print-message-in-status', properties: { message: 'bye' } },
  ],
};

export type TownOptions = {
  /** Which chats the server is connected to. */
  platforms: readonly ChatName[];
  seed: number;
  /** False for a network that costs nothing. */
  latency: boolean;
  /** Where Node keeps what it has compiled; a folder of the town's own when absent. */
  cache?: string;
};

export async function openTown({ platforms, seed, latency, cache }: TownOptions): Promise<Town> {
  const random = createRandom(seed);
  const half = async (): Promise<void> => {
    if (latency) await wait(HALF_MIN_MS + random.next() * (HALF_MAX_MS - HALF_MIN_MS));
  };
  const all = {
    slack: await openSlack(half),
    feishu: await openFeishu(half),
    dingtalk: await openDingTalk(half),
  };
  const chats: Ends[] = platforms.map((name) => all[name]);
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-town-'));
  await mkdir(join(folder, 'workflows'));
  await writeFile(join(folder, 'workflows', 'ask.yaml'), JSON.stringify(WORKFLOW));
  const file = join(folder, 'greenlight.yaml');
  await writeFile(file, JSON.stringify(configOf(chats)));
  const child = spawn(process.execPath, [...npmStartFlags, MAIN, 'start', '--config', file], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      NODE_COMPILE_CACHE: cache ?? join(folder, 'cache'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await firstLine(child);

  async function until(what: string, probe: () => boolean, ms: number): Promise<void> {
    for (const deadline = performance.now() + ms; !probe(); await wait(20)) {
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
      if (performance.now() > deadline) throw new Error(`waited ${ms} ms for ${what}`);
    }
  }
  await until('the connections', () => chats.every((one) => one.connected()), 15_000);

  return {
    chats: chats.map(({ chat }) => chat),
    pid: child.pid ?? 0,
    until,
    async close() {
      const over = child.exitCode === null ? once(child, 'exit') : undefined;
      child.kill('SIGTERM');
      await over;
      await Promise.all(Object.values(all).map((one) => one.stop()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function configOf(chats: readonly Ends[]): unknown {
  const person = (name: string, who: 'ada' | 'ben') => ({
    name,
    ids: Object.fromEntries(chats.map(({ chat, accounts }) => [chat.name, accounts[who]])),
  });
  return {
    server: { port: 0 },
    audit: { key: AUDIT_SECRET },
    log: { level: 'error' },
    people: { ada: person('Ada Lovelace', 'ada'), ben: person('Ben Okafor', 'ben') },
    platforms: Object.fromEntries(chats.map(({ chat, platform }) => [chat.name, platform])),
    engines: { local: { kind: 'embedded', workflows: './workflows' } },
    apps: {
      shop: {
        engine: 'local',
        operators: ['ada'],
        rooms: chats.map(({ chat, room }) => `${chat.name}/${room}`),
        environments: { prod: { workflow: 'ask', approvers: ['ben'] } },
      },
    },
  };
}

async function firstLine(child: ChildProcess): Promise<void> {
  if (child.stdout !== null) for await (const _line of createInterface({ input: child.stdout })) return;
  throw new Error('the server ended before it was ready');
}
