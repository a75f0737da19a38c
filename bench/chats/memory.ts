/** What the server keeps in memory when it is connected to no chat, to each of them and to all three, and what their SDKs alone would take. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CHATS, type ChatName, openTown } from './town.ts';

/** Bytes of the resident set at rest: after a start with nothing compiled, and after the start that follows it. */
type Rss = { first: number; later: number };

export type ChatsMemory = {
  none: Rss;
  each: Record<ChatName, Rss>;
  all: Rss;
  /** Bytes that a process with nothing else takes more when it has loaded the packages of this chat. */
  sdk: Record<ChatName, number>;
};

const SDK = fileURLToPath(new URL('../children/sdk.ts', import.meta.url));
const PACKAGES: Readonly<Record<ChatName, readonly string[]>> = {
  slack: ['@slack/bolt', '@slack/socket-mode', '@slack/web-api'],
  feishu: ['@larksuiteoapi/node-sdk'],
  dingtalk: ['dingtalk-stream'],
};
/** Until start-up's garbage is gone. */
const REST_MS = 5_000;

export async function measureChatsMemory(): Promise<ChatsMemory> {
  const bare = await sdkRss([]);
  const each = {} as Record<ChatName, Rss>;
  const sdk = {} as Record<ChatName, number>;
  for (const chat of CHATS) {
    each[chat] = await serverRss([chat]);
    sdk[chat] = (await sdkRss(PACKAGES[chat])) - bare;
  }
  return { none: await serverRss([]), each, all: await serverRss(CHATS), sdk };
}

async function serverRss(platforms: readonly ChatName[]): Promise<Rss> {
  const cache = await mkdtemp(join(tmpdir(), 'greenlight-cache-'));
  try {
    return { first: await rssOnce(platforms, cache), later: await rssOnce(platforms, cache) };
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
}

async function rssOnce(platforms: readonly ChatName[], cache: string): Promise<number> {
  const town = await openTown({ platforms, seed: 1, latency: false, cache });
  try {
    await wait(REST_MS);
    const status = await readFile(`/proc/${town.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) * 1024;
  } finally {
    await town.close();
  }
}

async function sdkRss(packages: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, ['--expose-gc', SDK, ...packages], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  await once(child, 'exit');
  return Number(printed);
}
