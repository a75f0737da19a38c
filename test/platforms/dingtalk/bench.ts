import type { Verdict } from '../../../src/domain/card.ts';
import type { MessageRef } from '../../../src/domain/event.ts';
import { silentLog } from '../../../src/log.ts';
import type { CardKind } from '../../../src/platforms/dingtalk/cards.ts';
import {
  createDingTalkPlatform,
  type DingTalkConfig,
} from '../../../src/platforms/dingtalk/dingtalk-platform.ts';
import type { DingTalkSimulatorOptions, Limits } from '../../../src/simulator/dingtalk/options.ts';
import {
  createDingTalkSimulator,
  type DingTalkSimulator,
} from '../../../src/simulator/dingtalk/simulator.ts';
import type { CardMessage, RobotMessage } from '../../../src/simulator/dingtalk/world.ts';
import { systemClock } from '../../../src/time.ts';
import type { BenchConnections, PlatformBench, PlatformTraits } from '../../contracts/platform.ts';
import { until } from '../../until.ts';

export const ADA = 'manager1';
export const BEN = 'manager2';
export const EVE = 'visitor1';
export const BEN_MOBILE = '+8613800000002';
export const GROUP = 'cidReleases00000000000000==';
export const QUIET = 'cidQuiet000000000000000000==';
export const TEMPLATE = '11111111-2222-3333-4444-555555555555.schema';
export const ROBOT = 'dingrobot';
export const CLIENT = { clientId: 'dingapp', clientSecret: 'shhh' };

/** DingTalk with the waiting times of its faults shortened, and without the limits that only pacing keeps. */
export const quickLimits: Partial<Limits> = {
  cardAckMs: 500,
  repushMs: 500,
  disconnectGraceMs: 300,
  callsPerSecond: 10_000,
};

export async function openDingTalk(
  overrides: Partial<DingTalkSimulatorOptions> = {},
): Promise<{ dingtalk: DingTalkSimulator; config: DingTalkConfig }> {
  const dingtalk = createDingTalkSimulator({
    clock: systemClock,
    log: silentLog,
    corpId: 'dingcorp',
    app: { ...CLIENT, robotCode: ROBOT, botName: 'greenlight' },
    users: [
      { userId: ADA, dingtalkId: '$:LWCP_v1:$ada', name: '张三', mobile: '13800000001' },
      { userId: BEN, dingtalkId: '$:LWCP_v1:$ben', name: '李四', mobile: '13800000002' },
      { userId: EVE, dingtalkId: '$:LWCP_v1:$eve', name: '王五', outsider: true },
    ],
    groups: [
      { id: GROUP, name: 'releases', memberIds: [ADA, BEN, EVE], botIn: true },
      { id: QUIET, name: 'quiet', memberIds: [ADA], botIn: false },
    ],
    templates: [{ id: TEMPLATE, kind: 'shipped' }],
    ...overrides,
    limits: { ...quickLimits, ...overrides.limits },
  });
  const { base } = await dingtalk.start();
  return {
    dingtalk,
    config: {
      id: 'dingtalk-test',
      ...CLIENT,
      robotCode: ROBOT,
      cards: { kind: 'template', templateId: TEMPLATE },
      apiUrl: base,
      oapiUrl: base,
      accounts: [ADA, BEN_MOBILE],
      startMs: 3_000,
      random: () => 0,
    },
  };
}

export function dingtalkTraits(kind: CardKind['kind']): PlatformTraits {
  return {
    can: { find: true, mentions: false, threads: false, buttons: kind !== 'links' },
    transport: 'connections',
    hears: 'mentions',
    mentionsTwice: false,
    fills: false,
    handles: false,
    // A card that was taken back can be edited as before, unseen.
    tellsGone: false,
    seesRooms: true,
    // Between DingTalk's notice and the next connection it pushes to nobody: messages come again, a click fails before the eyes of the person.
    renews: false,
    oneByKey: true,
    hearsOut: true,
    clicksApart: true,
  };
}

/** What the group or direct chat shows of ours. */
export function ours(dingtalk: DingTalkSimulator, place: string): (CardMessage | RobotMessage)[] {
  return dingtalk.messages(place).filter((one) => one.kind !== 'said' && !one.recalled) as (
    | CardMessage
    | RobotMessage
  )[];
}

export function nameOf(message: CardMessage | RobotMessage): string {
  return message.kind === 'card' ? message.carrierId : message.processQueryKey;
}

const calls = {
  template: { post: 'POST /v1.0/card/instances/createAndDeliver', edit: 'PUT /v1.0/card/instances' },
  links: {
    post: 'POST /v1.0/im/v1.0/robot/interactiveCards/send',
    edit: 'PUT /v1.0/im/robots/interactiveCards',
  },
} as const;

/** The simulator and the adapter, as the contract of all platforms wants them. */
export async function openDingTalkBench(
  cards: CardKind = { kind: 'template', templateId: TEMPLATE },
): Promise<PlatformBench & { dingtalk: DingTalkSimulator; connections: BenchConnections }> {
  const { dingtalk, config } = await openDingTalk();
  const { platform } = createDingTalkPlatform({ ...config, cards }, { log: silentLog, clock: systemClock });
  const { post, edit } = calls[cards.kind === 'links' ? 'links' : 'template'];
  const target = { post, edit };
  const direct = dingtalk.people.directChat(ADA);

  const firstAck = async (msgId: string): Promise<boolean> => {
    const push = await until('the first delivery', () =>
      dingtalk.pushes.find(
        (one) => one.data.msgId === msgId && (one.ackedAt !== undefined || one.missed !== undefined),
      ),
    );
    return push.ackedAt !== undefined;
  };
  const trackId = (message: string): string => {
    const found = dingtalk.world.posts.find((one) => one.kind === 'card' && one.carrierId === message);
    if (found?.kind !== 'card') throw new Error(`no card ${message}`);
    return found.outTrackId;
  };

  const press = async ({ message }: MessageRef, verdict: Verdict): Promise<boolean> =>
    (await dingtalk.people.click(ADA, trackId(message), { verdict })).acked;

  return {
    dingtalk,
    platform,
    room: { platform: config.id, id: GROUP },
    strangeRoom: { platform: config.id, id: QUIET },
    person: ADA,
    shown: (room) => ours(dingtalk, room.id).map((one) => ({ id: nameOf(one), text: one.text })),
    calls: () => false,
    whispers: () => [],
    directMessages: () => ours(dingtalk, direct).map(({ text }) => text),
    command: (name, text) => firstAck(dingtalk.people.say(ADA, GROUP, `@greenlight /${name} ${text}`).msgId),
    click: press,
    fill: press,
    async reject(ref, reason) {
      const pressed = dingtalk.people.click(ADA, trackId(ref.message), { verdict: 'reject' }, { reason });
      return (await pressed).acked;
    },
    complaints: () => ours(dingtalk, direct).map(({ text }) => text),
    say(text, { thread, mention = false } = {}) {
      dingtalk.people.say(ADA, GROUP, text, { mention, ...(thread === undefined ? {} : { quote: thread }) });
    },
    async untilHandled() {
      await until('every delivery', () =>
        dingtalk.pushes.every((one) => one.ackedAt !== undefined || one.missed !== undefined),
      );
    },
    connections: {
      open: () => dingtalk.connections(),
      opened: () => dingtalk.opened(),
      kept: 1,
      renew: () => dingtalk.faults.disconnectFrames(),
      dismiss: () => dingtalk.faults.disconnectFrames(),
      cut: () => dingtalk.faults.dropConnections(),
    },
    forgeries: {
      'a click on a card of another app': () =>
        pushFrame(dingtalk, CARDS, { ...click, outTrackId: 'theirs-1' }),
      'a message to another robot': () =>
        pushFrame(dingtalk, MESSAGES, { ...message, robotCode: 'dingother' }),
    },
    faults: {
      loseAnswer: (operation) => dingtalk.faults.next(target[operation], { kind: 'apply_then_fail' }),
      throttle(operation) {
        dingtalk.faults.next(target[operation], { kind: 'ratelimited' });
        return 1_000;
      },
      delay: (operation, ms) => dingtalk.faults.next(target[operation], { kind: 'delay', ms }),
      takeAway: () => {},
      killHandles: () => {},
      deliverTwice: () => dingtalk.faults.next('push', { kind: 'duplicate' }),
      deliverLate: (ms) => dingtalk.faults.next('push', { kind: 'delay', ms }),
      sendNonsense() {
        dingtalk.faults.sendNonsense();
        dingtalk.faults.sendNonsense('null');
        dingtalk.faults.sendNonsense('{"type":"CALLBACK"}');
        dingtalk.sendFrame({ type: 'SYSTEM', headers: { topic: 'a new one' }, data: 7 });
        dingtalk.sendFrame({ type: 'EVENT', headers: { topic: '*', messageId: 'e1' }, data: '{}' });
        dingtalk.sendFrame({
          type: 'CALLBACK',
          headers: { topic: MESSAGES, messageId: 'n1' },
          data: '{"msgId":',
        });
        dingtalk.sendFrame({
          type: 'CALLBACK',
          headers: { topic: MESSAGES, messageId: 'n2' },
          data: '{"msgId":7}',
        });
        dingtalk.sendFrame({ type: 'CALLBACK', headers: { topic: CARDS, messageId: 'n3' }, data: '{}' });
        dingtalk.sendFrame({
          type: 'CALLBACK',
          headers: { topic: '/v1.0/new', messageId: 'n4' },
          data: '{}',
        });
      },
    },
    async [Symbol.asyncDispose]() {
      await platform.stop();
      await dingtalk.stop();
    },
  };
}

export const MESSAGES = '/v1.0/im/bot/messages/get';
export const CARDS = '/v1.0/card/instances/callback';

/** What a message to the robot looks like. */
export const message = {
  conversationId: GROUP,
  conversationType: '2',
  chatbotCorpId: 'dingcorp',
  robotCode: ROBOT,
  msgId: 'msg-by-hand',
  msgtype: 'text',
  text: { content: ' flow list' },
  senderId: '$:LWCP_v1:$ada',
  senderStaffId: ADA,
  senderCorpId: 'dingcorp',
  senderNick: '张三',
  createAt: 1_700_000_000_000,
};

/** What a click looks like. */
export const click = {
  corpId: 'dingcorp',
  type: 'actionCallback',
  userId: ADA,
  userIdType: 1,
  spaceType: 'IM',
  spaceId: GROUP,
  outTrackId: 'greenlight-g-00000000000000000000000000000000',
  content: JSON.stringify({
    cardPrivateData: { actionIds: ['approve_1'], params: { verdict: 'approve', gate: '7:attempt-1' } },
  }),
};

/** Pushes a frame by hand, and waits until one that follows it has been handled. */
async function pushFrame(dingtalk: DingTalkSimulator, topic: string, data: unknown): Promise<void> {
  dingtalk.sendFrame({
    specVersion: '1.0',
    type: 'CALLBACK',
    headers: { topic, messageId: 'by-hand', time: '1700000000000', contentType: 'application/json' },
    data: JSON.stringify(data),
  });
  // Not ours either, and recorded: it is acknowledged after what was sent before it.
  const { msgId } = dingtalk.people.say(ADA, GROUP, '@greenlight');
  await until('the next push', () =>
    dingtalk.pushes.find((one) => one.data.msgId === msgId && one.ackedAt !== undefined),
  );
}
