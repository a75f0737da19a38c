/** The playground: simulated chats, mailboxes and robots with their page in this process, the server as a child of it that can be killed. 127.0.0.1 only. */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { version } from './command-line.ts';
import { readEnvironment } from './config/environment.ts';
import { inOrder } from './in-order.ts';
import type { Log } from './log.ts';
import { CAST, GUIDE, HINTS } from './simulator/playground/cast.ts';
import { createDingTalkChat } from './simulator/playground/dingtalk-chat.ts';
import { createFeishuChat } from './simulator/playground/feishu-chat.ts';
import { keptPort } from './simulator/playground/kept-port.ts';
import { keptSecretFile } from './simulator/playground/kept-secret.ts';
import { createPlayground, type Playground } from './simulator/playground/playground.ts';
import { createReceivers } from './simulator/playground/receivers.ts';
import { createServerProcess, type ServerProcess } from './simulator/playground/server-process.ts';
import { createSlackChat } from './simulator/playground/slack-chat.ts';
import type { Clock } from './time.ts';

const CONFIG_FILE = fileURLToPath(new URL('../examples/playground/greenlight.yaml', import.meta.url));
const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
/** The page's port; any free one when it is taken. */
const PAGE_PORT = 4100;

export type PlaygroundServer = {
  /** Resolves with the page's address when everything runs. */
  start(): Promise<{ url: string }>;
  stop(): Promise<void>;
};

/** `folder` holds the server's database, the output of its commands and what was said: `./data/playground` when absent. */
export async function createPlaygroundServer(
  { clock, log }: { clock: Clock; log: Log },
  folder = 'data/playground',
): Promise<PlaygroundServer> {
  const dataDir = resolve(folder);
  const databaseFile = resolve(dataDir, 'greenlight.db');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const auditKeyFile = keptSecretFile(resolve(dataDir, 'audit-key'));
  const linkSecretFile = keptSecretFile(resolve(dataDir, 'link-secret'));
  const surroundings = { folder: dataDir, clock, log: log.child({ part: 'simulator' }) };
  const chats = await Promise.all([
    createSlackChat(surroundings),
    createFeishuChat(surroundings),
    createDingTalkChat(surroundings),
    createReceivers(surroundings),
  ]);
  let server: ServerProcess | undefined;
  let page: Playground | undefined;

  function createServer(tokens: Record<string, string>, port: number): ServerProcess {
    const { PATH, HOME } = readEnvironment();
    return createServerProcess({
      args: [MAIN, 'start', '--config', CONFIG_FILE],
      // Not where a `.env` of another installation may lie.
      cwd: dataDir,
      environment: {
        PATH,
        HOME,
        ...tokens,
        GREENLIGHT_LOG_LEVEL: 'warn',
        DATABASE_URL: `sqlite:${databaseFile}`,
        GREENLIGHT_AUDIT_KEY_FILE: auditKeyFile,
        GREENLIGHT_SECRET_FILE: linkSecretFile,
        PLAYGROUND_PORT: String(port),
        PLAYGROUND_DATA: dataDir,
        PLAYGROUND_NODE: process.execPath,
      },
      ready: /^Greenlight runs: /,
      clock,
      log,
    });
  }

  function createPage(port: number, killable: ServerProcess): Playground {
    page = createPlayground({
      clock,
      log: log.child({ part: 'page' }),
      port,
      about: { databaseFile, version: version() },
      people: CAST,
      hints: HINTS,
      guide: GUIDE,
      rooms: chats.map((chat) => chat.room),
      server: killable,
    });
    return page;
  }

  async function startPage(killable: ServerProcess): Promise<{ url: string }> {
    try {
      return await createPage(PAGE_PORT, killable).start();
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
      return await createPage(0, killable).start();
    }
  }

  return {
    async start() {
      const tokens = await Promise.all(chats.map((chat) => chat.start()));
      const port = await keptPort(resolve(dataDir, 'port'));
      server = createServer(Object.assign({}, ...tokens) as Record<string, string>, port);
      const [{ url }] = await Promise.all([startPage(server), server.start()]);
      return { url };
    },
    async stop() {
      await inOrder([
        async () => await page?.stop(),
        async () => await server?.stop(),
        ...chats.map((chat) => () => chat.stop()),
      ]);
    },
  };
}
