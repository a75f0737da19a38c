/** The three simulated chats as the measurement sees them: a person deploys, another approves, and cards tell what they show and since when. */
import { silentLog } from '../../src/log.ts';
import { createDingTalkSimulator } from '../../src/simulator/dingtalk/simulator.ts';
import { feishuLimits } from '../../src/simulator/feishu/options.ts';
import { createFeishuSimulator } from '../../src/simulator/feishu/simulator.ts';
import { slackLimits } from '../../src/simulator/slack/options.ts';
import { createSlackSimulator } from '../../src/simulator/slack/simulator.ts';
import { systemClock } from '../../src/time.ts';

export type TownChat = {
  name: string;
  /** Ada types the command. */
  deploy(): void;
  /** Ben presses Approve on the card of the run. Resolves with whether the vendor got its acknowledgement. */
  approve(run: number): Promise<boolean>;
  /** Run → when its card first asked, and first told who approved; milliseconds of `performance.now()`. */
  asked: ReadonlyMap<number, number>;
  decided: ReadonlyMap<number, number>;
  /** The method of each call that went over the vendor's limits. */
  throttled(): string[];
  /** The least time in milliseconds in which the vendor lets so many different cards be edited. */
  leastMs(edits: number): number;
};

/** A chat and what the server must know of it. */
export type Ends = {
  chat: TownChat;
  room: string;
  accounts: { ada: string; ben: string };
  platform: Record<string, unknown>;
  connected(): boolean;
  stop(): Promise<void>;
};

type Half = () => Promise<void>;

const surroundings = { clock: systemClock, log: silentLog };

/** What a card says of its run, told whenever it changes. `ref` is whatever a click needs. */
function createWatch<T>() {
  const refs = new Map<number, T>();
  const asked = new Map<number, number>();
  const decided = new Map<number, number>();
  return {
    refs,
    asked,
    decided,
    see(text: string, ref: T): void {
      const run = Number(/ · #(\d+)/.exec(text)?.[1]);
      if (!Number.isInteger(run)) return;
      if (!refs.has(run)) refs.set(run, ref);
      if (!asked.has(run) && text.includes('Waiting for')) asked.set(run, performance.now());
      if (!decided.has(run) && text.includes('Approved by')) decided.set(run, performance.now());
    },
    refOf(run: number): T {
      const ref = refs.get(run);
      if (ref === undefined) throw new Error(`no card of run ${run}`);
      return ref;
    },
  };
}

function throttledIn(calls: readonly { method: string; throttled?: boolean }[]): string[] {
  return calls.filter(({ throttled }) => throttled === true).map(({ method }) => method);
}

const windows = (edits: number, count: number, perMs: number): number =>
  (Math.ceil(edits / count) - 1) * perMs;

export async function openSlack(half: Half): Promise<Ends> {
  const room = 'C0ROOM';
  const slack = createSlackSimulator({
    ...surroundings,
    team: { id: 'T0TOWN', name: 'Town' },
    app: { id: 'A0TOWN', botUserId: 'U0BOT', botId: 'B0BOT', botName: 'greenlight' },
    botToken: 'xoxb-town',
    appToken: 'xapp-town',
    signingSecret: 'not used',
    users: [
      { id: 'U0ADA', name: 'ada', realName: 'Ada Lovelace' },
      { id: 'U0BEN', name: 'ben', realName: 'Ben Okafor' },
    ],
    channels: [{ id: room, name: 'deployments', memberIds: ['U0ADA', 'U0BEN'], botIn: true }],
  });
  const watch = createWatch<string>();
  slack.subscribe((change) => {
    if (change.type !== 'message' && change.type !== 'message_changed') return;
    const { message } = change;
    if (message.botId !== undefined && message.threadTs === undefined)
      watch.see(JSON.stringify(message.blocks), message.ts);
  });
  slack.onCall((_method, _args, stage) => (stage === 'answered' ? undefined : half()));
  slack.onEnvelope((_envelope, stage) => (stage === 'sending' ? half() : undefined));
  const { apiUrl } = await slack.start();
  const update = slackLimits.rates['chat.update'] ?? { burst: 0, perMinute: 0 };
  return {
    chat: {
      name: 'slack',
      ...watch,
      deploy: () => void slack.people.command('U0ADA', room, '/deploy', 'shop prod'),
      async approve(run) {
        const isApprove = (element: Record<string, unknown>): boolean =>
          String(element['action_id']).startsWith('decide:approve');
        return (await slack.people.click('U0BEN', room, watch.refOf(run), isApprove)).acked;
      },
      throttled: () => throttledIn(slack.calls),
      leastMs: (edits) => windows(edits, update.perMinute, 60_000),
    },
    room,
    accounts: { ada: 'U0ADA', ben: 'U0BEN' },
    platform: { kind: 'slack', botToken: 'xoxb-town', appToken: 'xapp-town', apiUrl },
    connected: () => slack.connections() >= 2,
    stop: () => slack.stop(),
  };
}

export async function openFeishu(half: Half): Promise<Ends> {
  const room = 'oc_town';
  const appId = 'cli_a1b2c3d4e5f60718';
  const user = (name: string, realName: string) => ({
    openId: `ou_${name}`,
    userId: name,
    unionId: `on_${name}`,
    name: realName,
    email: `${name}@example.com`,
  });
  const feishu = createFeishuSimulator({
    ...surroundings,
    app: { appId, appSecret: 'hush', botOpenId: 'ou_bot', botName: 'greenlight' },
    tenantKey: 'town',
    users: [user('ada', 'Ada Lovelace'), user('ben', 'Ben Okafor')],
    chats: [{ id: room, name: 'deployments', memberIds: ['ou_ada', 'ou_ben'], botIn: true }],
  });
  const watch = createWatch<string>();
  feishu.subscribe((change) => {
    if (change.type !== 'message' && change.type !== 'message_changed') return;
    const { message } = change;
    if (message.byBot && message.rootId === undefined)
      watch.see(JSON.stringify(message.card ?? {}), message.messageId);
  });
  feishu.onCall((_method, _args, stage) => (stage === 'answered' ? undefined : half()));
  feishu.onPush((_push, stage) => (stage === 'sending' ? half() : undefined));
  const { base } = await feishu.start();
  return {
    chat: {
      name: 'feishu',
      ...watch,
      deploy: () => void feishu.people.say('ou_ada', room, '/deploy shop prod', { mention: true }),
      async approve(run) {
        const isApprove = (element: Record<string, unknown>): boolean =>
          JSON.stringify(element).includes('"verdict":"approve"');
        return (await feishu.people.click('ou_ben', watch.refOf(run), isApprove)).acked;
      },
      throttled: () => throttledIn(feishu.calls),
      leastMs: (edits) =>
        Math.max(...feishuLimits.perMethod.map(({ count, perMs }) => windows(edits, count, perMs))),
    },
    room,
    accounts: { ada: 'ada@example.com', ben: 'ben@example.com' },
    platform: { kind: 'feishu', appId, appSecret: 'hush', apiUrl: base },
    connected: () => feishu.connections() >= 1,
    stop: () => feishu.stop(),
  };
}

export async function openDingTalk(half: Half): Promise<Ends> {
  const room = 'cidTOWN==';
  const templateId = 'town.schema';
  const user = (userId: string, name: string) => ({ userId, dingtalkId: `$:LWCP_v1:$${userId}`, name });
  const dingtalk = createDingTalkSimulator({
    ...surroundings,
    corpId: 'dingtown',
    app: { clientId: 'dingapp', clientSecret: 'hush', robotCode: 'dingapp', botName: 'greenlight' },
    users: [user('ada', 'Ada Lovelace'), user('ben', 'Ben Okafor')],
    groups: [{ id: room, name: 'deployments', memberIds: ['ada', 'ben'], botIn: true }],
    templates: [{ id: templateId, kind: 'shipped' }],
  });
  const watch = createWatch<string>();
  dingtalk.subscribe((change) => {
    if (change.type !== 'message' && change.type !== 'message_changed') return;
    const { message } = change;
    if (message.kind === 'card') watch.see(message.text, message.outTrackId);
  });
  dingtalk.onCall((_method, _args, stage) => (stage === 'answered' ? undefined : half()));
  dingtalk.onPush((_push, stage) => (stage === 'sending' ? half() : undefined));
  const { base } = await dingtalk.start();
  return {
    chat: {
      name: 'dingtalk',
      ...watch,
      deploy: () => void dingtalk.people.say('ada', room, '/deploy shop prod'),
      approve: async (run) =>
        (await dingtalk.people.click('ben', watch.refOf(run), { verdict: 'approve' })).acked,
      throttled: () => throttledIn(dingtalk.calls),
      leastMs: (edits) => windows(edits, 20, 1_000),
    },
    room,
    accounts: { ada: 'ada', ben: 'ben' },
    platform: {
      kind: 'dingtalk',
      clientId: 'dingapp',
      clientSecret: 'hush',
      cardTemplateId: templateId,
      apiUrl: base,
      oapiUrl: base,
    },
    connected: () => dingtalk.connections() >= 1,
    stop: () => dingtalk.stop(),
  };
}
