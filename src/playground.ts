/** The playground: the same server, with the simulated Slack of this process in place of the real one. 127.0.0.1 only. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type App, createApp } from './app.ts';
import { version } from './command-line.ts';
import { readEnvironment } from './config/environment.ts';
import { loadConfig } from './config/load.ts';
import type { Log } from './log.ts';
import { createPlayground } from './simulator/playground/playground.ts';
import { keepRoom, loadRoom } from './simulator/playground/room-file.ts';
import { createSlackSimulator } from './simulator/slack/simulator.ts';
import type { Clock } from './time.ts';

const CONFIG_FILE = fileURLToPath(new URL('../examples/playground/greenlight.yaml', import.meta.url));
/** The page's port; any free one when it is taken. */
const PAGE_PORT = 4100;

const TEAM = { id: 'T0PLAY', name: 'Playground' };
const APP = { id: 'A0GREEN', botUserId: 'U0GREEN', botId: 'B0GREEN', botName: 'Greenlight' };
const USERS = [
  { id: 'U0ADA', name: 'ada', realName: 'Ada Lovelace', locale: 'en-GB', timezone: 'Europe/London' },
  { id: 'U0BEN', name: 'ben', realName: 'Ben Okafor', locale: 'en-US', timezone: 'Africa/Lagos' },
  { id: 'U0CHEN', name: 'chen', realName: '陈琳', locale: 'zh-CN', timezone: 'Asia/Shanghai' },
  { id: 'U0DANA', name: 'dana', realName: 'Dana Fischer', locale: 'de-DE', timezone: 'Europe/Berlin' },
];

const PEOPLE = [
  { id: 'U0ADA', role: { en: 'Release engineer: starts deployments', zh: '发布工程师：发起部署' } },
  { id: 'U0BEN', role: { en: 'Approver', zh: '审批人' } },
  { id: 'U0CHEN', role: { en: 'Approver, reads Chinese', zh: '审批人，使用中文' } },
  { id: 'U0DANA', role: { en: 'Developer without rights', zh: '没有权限的开发者' } },
];

const HINTS = [
  {
    text: '/deploy shop prod tag=v2',
    about: { en: 'Deploy version v2 of the shop to production', zh: '将商店 v2 版本部署到生产环境' },
    as: 'U0ADA',
  },
  { text: '/flow list', about: { en: 'The latest runs', zh: '最近的运行' } },
  { text: '/flow help', about: { en: 'Everything you can type', zh: '所有可用命令' } },
];

export type PlaygroundServer = {
  /** Resolves with the page's address when everything runs. */
  start(): Promise<{ url: string }>;
  stop(): Promise<void>;
};

/** `folder` holds the playground's own database and the output of its commands: `./data/playground` when absent. */
export async function createPlaygroundServer(
  { clock, log }: { clock: Clock; log: Log },
  folder = 'data/playground',
): Promise<PlaygroundServer> {
  const dataDir = resolve(folder);
  const databaseFile = resolve(dataDir, 'greenlight.db');
  const roomFile = resolve(dataDir, 'room.json');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const saved = await loadRoom(roomFile);
  // New ones at each start: a page of another site that guesses the port cannot speak for the bot.
  const botToken = `xoxb-${randomBytes(18).toString('hex')}`;
  const appToken = `xapp-${randomBytes(18).toString('hex')}`;
  const slack = createSlackSimulator({
    clock,
    log: log.child({ part: 'simulator' }),
    team: TEAM,
    app: APP,
    botToken,
    appToken,
    signingSecret: randomBytes(18).toString('hex'),
    ...(saved === undefined ? {} : { saved }),
    users: USERS,
    channels: [{ id: 'C0DEPLOY', name: 'deployments', memberIds: USERS.map((user) => user.id), botIn: true }],
  });
  const { apiUrl } = await slack.start();
  const { PATH, HOME } = readEnvironment();
  const environment = {
    PATH,
    HOME,
    SLACK_BOT_TOKEN: botToken,
    SLACK_APP_TOKEN: appToken,
    SLACK_API_URL: apiUrl,
    DATABASE_URL: `sqlite:${databaseFile}`,
    PLAYGROUND_DATA: dataDir,
    PLAYGROUND_NODE: process.execPath,
  };
  const config = loadConfig(environment, (path) => readFileSync(path, 'utf8'), { file: CONFIG_FILE });
  const room = keepRoom({ slack, path: roomFile, clock, log });
  let app: App | undefined;
  let page: ReturnType<typeof createPlayground> | undefined;

  function createPage(port: number): ReturnType<typeof createPlayground> {
    const about = { databaseFile, version: version() };
    return createPlayground({
      slack,
      clock,
      log: log.child({ part: 'page' }),
      port,
      about,
      people: PEOPLE,
      hints: HINTS,
    });
  }

  async function startPage(): Promise<{ url: string }> {
    page = createPage(PAGE_PORT);
    try {
      return await page.start();
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
      page = createPage(0);
      return await page.start();
    }
  }

  return {
    async start() {
      app = await createApp(config, { clock, log });
      await app.start();
      return await startPage();
    },
    async stop() {
      await page?.stop();
      await app?.stop();
      await room.stop();
      await slack.stop();
    },
  };
}
