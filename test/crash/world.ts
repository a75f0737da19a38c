/** Everything around one server: a Slack, a Feishu and a DingTalk, the configuration, workflows, the target's ledger. All in one folder. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../src/time.ts';
import { type Chat, type ChatId, type Message } from './chat.ts';
import { createDingTalkChat } from './chats/dingtalk.ts';
import { createFeishuChat } from './chats/feishu.ts';
import { createSlackChat } from './chats/slack.ts';
import { configOf } from './config.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { openReceivers, type Receivers } from './receivers.ts';
import { writeWorkflows } from './workflows.ts';

export type World = {
  folder: string;
  configFile: string;
  databaseFile: string;
  logFile: string;
  chats: readonly Chat[];
  chat(id: ChatId): Chat;
  ledger: Ledger;
  receivers: Receivers;
  /** Cards of a tag, in every chat and room, in the order in which they were posted. */
  cards(tag: string): readonly Message[];
  tags(): readonly string[];
  onCard(listener: (tag: string) => void): void;
  /** When the server was killed, and from when on it could write nothing down; in milliseconds since the epoch. */
  kills: { from: number; at: number }[];
  /** Resolves with what `probe` finds, as soon as it does; undefined after `ms`. Rejects when the world has ended. */
  until<T>(probe: () => T | undefined | false, ms: number): Promise<T | undefined>;
  pause(ms: number): Promise<void>;
  stop(): Promise<void>;
};

/** What people do then is of no interest any more. */
export class WorldEnded extends Error {}

export async function openWorld(folder: string): Promise<World> {
  const ledger = openLedger(folder);
  const byId = { slack: createSlackChat(), feishu: createFeishuChat(), dingtalk: createDingTalkChat() };
  const chats: readonly Chat[] = Object.values(byId);
  const platforms = await Promise.all(chats.map(async (chat) => [chat.id, await chat.start()] as const));
  const receivers = await openReceivers();
  const configFile = join(folder, 'greenlight.yaml');
  writeWorkflows(join(folder, 'workflows'));
  // JSON is YAML.
  const config = configOf(ledger, Object.fromEntries(platforms), receivers);
  writeFileSync(configFile, JSON.stringify(config, null, 2));

  const byTag = new Map<string, Message[]>();
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

  function noteCard(message: Message): void {
    const card = message.card();
    if (card === undefined || message.thread !== undefined) return;
    const known = byTag.get(card.tag);
    if (known === undefined) byTag.set(card.tag, [message]);
    else known.push(message);
    for (const listener of cardListeners) listener(card.tag);
  }

  for (const chat of chats) chat.subscribe({ posted: noteCard, changed: sweepSoon });
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
    chats,
    chat: (id) => byId[id],
    ledger,
    receivers,
    cards: (tag) => byTag.get(tag) ?? [],
    tags: () => [...byTag.keys()],
    onCard: (listener) => void cardListeners.add(listener),
    kills: [],
    until,
    pause: async (ms) => void (await until(() => false, ms)),
    async stop() {
      ended = true;
      for (const look of waiting) look();
      clearInterval(ticker);
      ledger.close();
      await Promise.all([receivers.stop(), ...chats.map((chat) => chat.stop())]);
    },
  };
}
