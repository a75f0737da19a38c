import type { Verdict } from '../../../src/domain/card.ts';
import type { MessageRef } from '../../../src/domain/event.ts';
import { silentLog } from '../../../src/log.ts';
import { createFeishuPlatform, type FeishuConfig } from '../../../src/platforms/feishu/feishu-platform.ts';
import { KEYS_MS } from '../../../src/platforms/feishu/limits.ts';
import { neededScopes, rosterScopes } from '../../../src/platforms/feishu/scopes.ts';
import type { Platform } from '../../../src/platforms/platform.ts';
import type { FeishuLimits, FeishuSimulatorOptions } from '../../../src/simulator/feishu/options.ts';
import { createFeishuSimulator, type FeishuSimulator } from '../../../src/simulator/feishu/simulator.ts';
import type { Message } from '../../../src/simulator/feishu/world.ts';
import { systemClock } from '../../../src/time.ts';
import type { BenchConnections, PlatformBench, PlatformTraits } from '../../contracts/platform.ts';
import { until } from '../../until.ts';

/** The platform's key in the configuration. */
export const ID = 'feishu-test';
export const ADA = 'ou_ada';
export const BEN = 'ou_ben';
export const EVE = 'ou_eve';
export const BOT = 'ou_bot';
export const ROOM = 'oc_room';
export const TENANT = '736588c9260f175d';
export const appId = 'cli_a1b2c3d4e5f60718';
export const appSecret = 's3cret';
/** What the configuration calls Ada and Ben. */
export const ADA_NAMED = 'ada@example.com';
export const BEN_NAMED = '+8613800000000';

/** Feishu with the waiting times of its faults shortened, and without the limits that only pacing keeps. */
export const quickLimits: Partial<FeishuLimits> = {
  ackMs: 1_000,
  socketRetryDelaysMs: [50, 100],
  httpRetryDelaysMs: [50, 100],
  perChat: { count: 1_000, perMs: 1_000 },
};

export async function openFeishu(overrides: Partial<FeishuSimulatorOptions> = {}): Promise<{
  feishu: FeishuSimulator;
  config: FeishuConfig;
}> {
  const feishu = createFeishuSimulator({
    clock: systemClock,
    log: silentLog,
    app: { appId, appSecret, botOpenId: BOT, botName: 'greenlight' },
    tenantKey: TENANT,
    users: [
      { openId: ADA, userId: 'ada1', unionId: 'on_ada', name: 'Ada', email: ADA_NAMED },
      { openId: BEN, userId: 'ben1', unionId: 'on_ben', name: 'Ben', mobile: BEN_NAMED },
      {
        openId: EVE,
        userId: 'eve1',
        unionId: 'on_eve',
        name: 'Eve',
        email: 'eve@example.com',
        outside: true,
      },
    ],
    chats: [
      { id: ROOM, name: 'deployments', memberIds: [ADA, BEN, EVE], botIn: true },
      { id: 'oc_elsewhere', name: 'elsewhere', memberIds: [ADA], botIn: false },
    ],
    // What the manifest asks for, and not one right more.
    scopes: [...neededScopes.keys(), ...rosterScopes.keys()],
    ...overrides,
    limits: { ...quickLimits, ...overrides.limits },
  });
  const { base } = await feishu.start();
  const config: FeishuConfig = {
    id: ID,
    appId,
    appSecret,
    apiUrl: base,
    transport: { kind: 'websocket' },
    accounts: [ADA_NAMED, BEN_NAMED, 'ou_explicit'],
    startMs: 3_000,
    // Takes the whole of every wait between two connections away.
    random: () => -1,
  };
  return { feishu, config };
}

/** What Feishu is like over its long connection. */
export const feishuTraits: PlatformTraits = {
  can: { find: false, keysMs: KEYS_MS, mentions: true, threads: true, buttons: true },
  transport: 'connections',
  hears: 'mentions',
  mentionsTwice: false,
  fills: true,
  handles: false,
  tellsGone: true,
  seesRooms: true,
  renews: false,
};

export type FeishuBench = PlatformBench & { feishu: FeishuSimulator; connections: BenchConnections };

/** The simulator and the adapter, as the contract of all platforms wants them. */
export async function openFeishuBench(): Promise<FeishuBench> {
  const { feishu, config } = await openFeishu();
  const { platform } = createFeishuPlatform(config, { log: silentLog, clock: systemClock });
  return {
    ...feishuBench(feishu, platform),
    connections: {
      open: () => feishu.connections(),
      opened: () => feishu.opened(),
      kept: 1,
      renew: () => feishu.faults.dropConnections(),
      dismiss: () => feishu.faults.dropConnections(),
      cut: () => feishu.faults.dropConnections(),
    },
    forgeries: spokenByApps(feishu),
    async [Symbol.asyncDispose]() {
      await platform.stop();
      await feishu.stop();
    },
  };
}

/** What both transports have in common. */
export function feishuBench(
  feishu: FeishuSimulator,
  platform: Platform,
): Omit<PlatformBench, 'forgeries' | typeof Symbol.asyncDispose> & { feishu: FeishuSimulator } {
  async function acked(message: Message): Promise<boolean> {
    const record = await until('the first delivery to be settled', () =>
      feishu.pushes.find(
        (one) =>
          JSON.stringify(one.payload).includes(`"${message.messageId}"`) &&
          one.kind === 'message' &&
          (one.ackedAt !== undefined || one.missed !== undefined),
      ),
    );
    return record.ackedAt !== undefined;
  }

  async function fill(
    { message }: MessageRef,
    verdict: Verdict,
    values: Readonly<Record<string, string>>,
    { careless } = { careless: false },
  ): Promise<boolean> {
    const ending = verdict === 'reject' ? '_7' : '_7_approve';
    const byInput = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [`${name}${ending}`, value]),
    );
    const outcome = await feishu.people.click(ADA, message, button(verdict), byInput, { force: careless });
    return outcome.acked;
  }

  return {
    feishu,
    platform,
    room: { platform: platform.id, id: ROOM },
    strangeRoom: { platform: platform.id, id: 'oc_elsewhere' },
    person: ADA_NAMED,
    shown: ({ id, thread }) =>
      feishu
        .messages(id)
        .filter((one) => one.byBot && one.rootId === thread)
        .map((one) => ({ id: one.messageId, text: readable(one) })),
    calls: ({ message }) => feishu.world.byId.get(message)?.notified.includes(ADA) === true,
    whispers: () => feishu.toasts(ADA).map(({ content }) => content),
    directMessages: () =>
      feishu
        .messages(feishu.people.directChat(ADA))
        .filter(({ byBot }) => byBot)
        .map(readable),
    command: (name, text) => acked(feishu.people.say(ADA, ROOM, `/${name} ${text}`, { mention: true })),
    async click({ message }, verdict) {
      return (await feishu.people.click(ADA, message, button(verdict))).acked;
    },
    reject: (ref, reason) => fill(ref, 'reject', { reason }),
    fill,
    complaints: () => feishu.toasts(ADA).map(({ content }) => content),
    say(text, { thread, mention = false } = {}) {
      feishu.people.say(ADA, ROOM, text, { mention, ...(thread === undefined ? {} : { replyTo: thread }) });
    },
    untilHandled: () => untilHandled(feishu),
    faults: {
      loseAnswer: (operation) => feishu.faults.next(methods[operation], { kind: 'apply_then_fail' }),
      throttle(operation) {
        feishu.faults.next(methods[operation], { kind: 'ratelimited', resetSeconds: 7 });
        return 7_000;
      },
      delay: (operation, ms) => feishu.faults.next(methods[operation], { kind: 'delay', ms }),
      takeAway: ({ message }) => feishu.people.remove(message),
      killHandles() {},
      deliverTwice: () => feishu.faults.next('push', { kind: 'duplicate' }),
      deliverLate: (ms) => feishu.faults.next('push', { kind: 'delay', ms }),
      sendNonsense() {
        feishu.faults.sendNonsense();
        feishu.sendEvent('im.message.receive_v1', {});
        feishu.sendEvent('im.message.receive_v1', { sender: null, message: { content: 7 } });
        feishu.sendEvent('im.message.receive_v1', message({ content: 'no JSON' }));
        feishu.sendEvent('im.message.receive_v1', message({ message_type: 'image', content: '{}' }));
        feishu.sendEvent('a_new_kind_of_event', { of: { course: true } });
        void feishu.sendCallback({ operator: 7, action: null });
      },
    },
  };
}

const methods = { post: 'im.message.create', edit: 'im.message.patch' } as const;

export function button(verdict: Verdict, approval = 7): (element: Record<string, unknown>) => boolean {
  return ({ tag, behaviors }) =>
    tag === 'button' &&
    JSON.stringify(behaviors).includes(`"approval":${approval},`) &&
    JSON.stringify(behaviors).includes(`"verdict":"${verdict}"`);
}

function readable({ card, text }: Message): string {
  return card === undefined ? text : JSON.stringify(card);
}

/** A message as Feishu tells of it. */
export function message(
  more: Record<string, unknown> = {},
  sender: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    sender: {
      sender_id: { open_id: ADA, union_id: 'on_ada' },
      sender_type: 'user',
      tenant_key: TENANT,
      ...sender,
    },
    message: {
      message_id: 'om_told',
      create_time: '1700000000000',
      chat_id: ROOM,
      chat_type: 'group',
      message_type: 'text',
      content: JSON.stringify({ text: '@_user_1 flow list' }),
      mentions: [{ key: '@_user_1', id: { open_id: BOT }, name: 'greenlight', tenant_key: TENANT }],
      ...more,
    },
  };
}

export function spokenByApps(feishu: FeishuSimulator): Record<string, () => Promise<void>> {
  const said = (sender: Record<string, unknown>) => async (): Promise<void> => {
    feishu.sendEvent('im.message.receive_v1', message({}, sender));
    await untilHandled(feishu);
  };
  return {
    'a mention by another app': said({ sender_type: 'app', sender_id: { open_id: 'ou_other' } }),
    'a mention by the bot itself': said({ sender_id: { open_id: BOT } }),
  };
}

export async function untilHandled(feishu: FeishuSimulator): Promise<void> {
  await until('every delivery to be handled', () =>
    feishu.pushes.every((one) => one.ackedAt !== undefined || one.missed !== undefined),
  );
}
