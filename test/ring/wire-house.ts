/**
 * The whole server in this process, as `greenlight.yaml` puts it together, between three simulated vendors that their own SDKs speak to. Each
 * chat has an app of its own, whose runs are shown there and in a second chat; the rooms of DingTalk are Chinese.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createApp } from '../../src/app.ts';
import { silentLog } from '../../src/log.ts';
import type { Json } from '../../src/simulator/slack/options.ts';
import { systemClock } from '../../src/time.ts';
import { readConfig } from '../../src/verbs/configuration.ts';
import { NAMES, PEOPLE, type Person, roomName } from '../crash/cast.ts';
import { CHAT_IDS, type Chat, type ChatId } from '../crash/chat.ts';
import { createDingTalkChat, dingtalkAccount } from '../crash/chats/dingtalk.ts';
import { createFeishuChat, feishuAccount } from '../crash/chats/feishu.ts';
import { createSlackChat, slackAccount } from '../crash/chats/slack.ts';
import { roomIn } from '../crash/config.ts';
import { AUDIT_SECRET } from '../fakes/audit-keys.ts';
import { until } from '../until.ts';

export type WireHouse = AsyncDisposable & {
  chats: Readonly<Record<ChatId, Chat>>;
  /** Lets the command of a run's first step end. */
  release(run: number): void;
};

const TARGETS = fileURLToPath(new URL('../engines/embedded/targets/', import.meta.url));

/** `quick` ends at once; `careful` has a command that waits, a gate, and a command that fails when it is first tried. */
const WORKFLOWS = {
  quick: [{ name: 'say', type: 'print-message-in-status', properties: { message: 'done' } }],
  careful: [
    { name: 'build', type: 'apply-component', properties: { component: 'held' } },
    { name: 'go', type: 'suspend', properties: { message: 'Ship it?' } },
    { name: 'ship', type: 'apply-component', properties: { component: 'fragile' } },
  ],
} as const;

/** Where the runs of a chat's app are shown. Slack takes fifty edits a minute: those of its own app, and no more. */
export const SHOWN_IN: Readonly<Record<ChatId, readonly ChatId[]>> = {
  slack: ['slack', 'feishu'],
  feishu: ['feishu', 'dingtalk'],
  dingtalk: ['dingtalk', 'feishu'],
};

export function appOf(chat: ChatId): string {
  return `shop-${chat}`;
}

/** The room of that app, in whatever chat. */
export function roomOf(app: ChatId, chat: ChatId): string {
  return roomIn(chat, roomName(CHAT_IDS.indexOf(app)));
}

export async function openWireHouse(): Promise<WireHouse> {
  const folder = mkdtempSync(join(tmpdir(), 'greenlight-wire-'));
  const chats = { slack: createSlackChat(), feishu: createFeishuChat(), dingtalk: createDingTalkChat() };
  const [slack, feishu, dingtalk] = await Promise.all([
    chats.slack.start(),
    chats.feishu.start(),
    chats.dingtalk.start(),
  ]);
  writeWorkflows(join(folder, 'workflows'));
  const file = join(folder, 'greenlight.yaml');
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(configOf(folder, { slack, feishu, dingtalk }), null, 2));
  const app = await createApp(readConfig({ file }), { clock: systemClock, log: silentLog });
  await app.start();
  await until('the connections', () => CHAT_IDS.every((id) => chats[id].connections() > 0));
  return {
    chats,
    release: (run) => writeFileSync(join(folder, `release-${run}`), ''),
    async [Symbol.asyncDispose]() {
      await app.stop();
      await Promise.all(CHAT_IDS.map((id) => chats[id].stop()));
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function writeWorkflows(folder: string): void {
  mkdirSync(folder);
  const components = [
    { name: 'held', type: 'holding' },
    { name: 'fragile', type: 'failing' },
  ];
  for (const [name, steps] of Object.entries(WORKFLOWS)) {
    const document = {
      apiVersion: 'core.oam.dev/v1beta1',
      kind: 'Application',
      metadata: { name },
      spec: { components, workflow: { steps } },
    };
    writeFileSync(join(folder, `${name}.yaml`), JSON.stringify(document));
  }
}

/** Ada and Chen operate; Ben operates too and approves; Dana may nothing. Chen reads Chinese. */
function configOf(folder: string, platforms: Readonly<Record<ChatId, Json>>): Json {
  const target = (takes: string, script: string): Json => ({
    takes: [takes],
    command: [process.execPath, join(TARGETS, script)],
    environment: { FOLDER: folder },
  });
  return {
    language: 'en',
    zone: 'Asia/Shanghai',
    server: { host: '127.0.0.1', port: 0 },
    database: { url: 'sqlite:./greenlight.db' },
    audit: { key: AUDIT_SECRET },
    people: Object.fromEntries(PEOPLE.map((person) => [person, personOf(person)])),
    platforms: { ...platforms, dingtalk: { ...platforms.dingtalk, language: 'zh' } },
    engines: {
      local: {
        kind: 'embedded',
        workflows: './workflows',
        targets: { slow: target('holding', 'hold.mjs'), weak: target('failing', 'fails-once.mjs') },
      },
    },
    freezes: {
      fair: { from: '2020-01-01', until: '2099-01-01', environments: ['frozen'], reason: 'The trade fair' },
    },
    apps: Object.fromEntries(CHAT_IDS.map((chat) => [appOf(chat), shopOf(chat)])),
  };
}

function personOf(person: Person): Json {
  return {
    name: NAMES[person],
    language: person === 'chen' ? 'zh' : 'en',
    ids: {
      slack: slackAccount(person),
      feishu: feishuAccount(person),
      dingtalk: dingtalkAccount(person),
    },
  };
}

function shopOf(app: ChatId): Json {
  return {
    engine: 'local',
    operators: ['ada', 'ben', 'chen'],
    rooms: SHOWN_IN[app].map((chat) => `${chat}/${roomOf(app, chat)}`),
    parameters: { tag: { pattern: 'v[0-9]+', required: false, sets: 'context.tag' } },
    environments: {
      staging: { workflow: 'quick' },
      prod: { workflow: 'careful', approvers: ['ben'], after: 'staging' },
      frozen: { workflow: 'quick' },
    },
  };
}
