import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Verdict } from '../../../src/domain/card.ts';
import type { MessageRef } from '../../../src/domain/event.ts';
import { silentLog } from '../../../src/log.ts';
import type { Platform } from '../../../src/platforms/platform.ts';
import { neededScopes } from '../../../src/platforms/slack/scopes.ts';
import { createSlackPlatform, type SlackConfig } from '../../../src/platforms/slack/slack-platform.ts';
import {
  type Limits,
  type SlackSimulatorOptions,
  slackLimits,
} from '../../../src/simulator/slack/options.ts';
import { createSlackSimulator, type SlackSimulator } from '../../../src/simulator/slack/simulator.ts';
import type { Message } from '../../../src/simulator/slack/world.ts';
import { systemClock } from '../../../src/time.ts';
import type { BenchConnections, PlatformBench, PlatformTraits } from '../../contracts/platform.ts';
import { until as untilNamed } from '../../until.ts';

/** The platform's key in the configuration. */
export const ID = 'slack-test';
export const ADA = 'U0ADA';
export const BEN = 'U0BEN';
export const BOT = 'U0BOT';
export const ROOM = 'C0ROOM';
export const TEAM = 'T0TEAM';
export const botToken = 'xoxb-simulated';
export const appToken = 'xapp-simulated';
export const signingSecret = 'shhh';

/** Slack with the waiting times of its faults shortened, and without the limits that only pacing keeps. */
export const quickLimits: Partial<Limits> = {
  ackMs: 1_000,
  eventRetryDelaysMs: [0, 50, 100],
  refreshWarningMs: 500,
  postPerChannel: { burst: 1_000, perMinute: 10_000 },
  rates: { ...slackLimits.rates, 'apps.connections.open': { burst: 1_000, perMinute: 10_000 } },
};

export async function openSlack(overrides: Partial<SlackSimulatorOptions> = {}): Promise<{
  slack: SlackSimulator;
  config: SlackConfig;
}> {
  const slack = createSlackSimulator({
    clock: systemClock,
    log: silentLog,
    team: { id: TEAM, name: 'Analytical Engines' },
    app: { id: 'A0APP', botUserId: BOT, botId: 'B0BOT', botName: 'greenlight' },
    botToken,
    appToken,
    signingSecret,
    users: [
      { id: ADA, name: 'ada', realName: 'Ada Lovelace' },
      { id: BEN, name: 'ben', realName: 'Ben Okafor' },
    ],
    channels: [
      { id: ROOM, name: 'deployments', memberIds: [ADA, BEN], botIn: true },
      { id: 'C0ELSE', name: 'elsewhere', memberIds: [ADA], botIn: false },
      { id: 'C0OLD', name: 'old', memberIds: [ADA], botIn: true, archived: true },
    ],
    limits: quickLimits,
    // What the manifest asks for, and not one right more.
    scopes: [...neededScopes.keys()],
    events: ['app_mention', 'message.channels', 'message.groups'],
    ...overrides,
  });
  const { apiUrl } = await slack.start();
  const transport = { kind: 'socket', appToken } as const;
  return { slack, config: { id: ID, botToken, transport, apiUrl, startMs: 3_000, random: () => 0 } };
}

const methods = { post: 'chat.postMessage', edit: 'chat.update' } as const;

/** What Slack is like in Socket Mode. */
export const slackTraits: PlatformTraits = {
  can: { find: true, mentions: true, threads: true, buttons: true, editByClick: true },
  transport: 'connections',
  hears: 'everything',
  mentionsTwice: true,
  fills: true,
  handles: true,
  tellsGone: true,
  seesRooms: true,
  renews: true,
};

/** The simulator and the adapter, as the contract of all platforms wants them. */
export async function openSlackBench(): Promise<
  PlatformBench & { slack: SlackSimulator; connections: BenchConnections }
> {
  const { slack, config } = await openSlack();
  const { platform } = createSlackPlatform(config, { log: silentLog, clock: systemClock });
  return {
    ...slackBench(slack, platform),
    connections: {
      open: () => slack.connections(),
      opened: () => slack.calls.filter(({ method }) => method === 'apps.connections.open').length,
      kept: 2,
      renew: () => slack.faults.refresh(),
      dismiss: () => slack.faults.refresh({ warning: false }),
      cut: () => slack.faults.killSockets(),
    },
    forgeries: {
      'a mention in another workspace': async () => {
        slack.sendPayload({
          type: 'event_callback',
          team_id: 'T0ELSE',
          event: { type: 'app_mention', channel: ROOM, ts: '1.1', user: ADA, text: `<@${BOT}> flow list` },
        });
        await untilHandled(slack);
      },
    },
    async [Symbol.asyncDispose]() {
      await platform.stop();
      await slack.stop();
    },
  };
}

/** What both transports have in common. */
export function slackBench(
  slack: SlackSimulator,
  platform: Platform,
): Omit<PlatformBench, 'forgeries' | typeof Symbol.asyncDispose> & { slack: SlackSimulator } {
  const button = (verdict: Verdict) => (element: Record<string, unknown>) =>
    String(element.action_id).startsWith(`decide:${verdict}:`);
  const readable = ({ text, blocks }: Message): string => JSON.stringify([text, blocks]);
  const ofOurs = ({ botId }: Message): boolean => botId !== undefined;

  /** A dialog that is still open is filled in again. */
  async function fill(
    ref: MessageRef,
    verdict: Verdict,
    values: Readonly<Record<string, string>>,
  ): Promise<boolean> {
    if (slack.views(ADA).length === 0) {
      const clicked = await slack.people.click(ADA, ref.room, ref.message, button(verdict));
      if (!clicked.acked) return false;
    }
    await until(() => slack.views(ADA).length === 1);
    const byBlock = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [`field:${name}`, value]),
    );
    const sent = await slack.people.submitView(slack.views(ADA)[0]?.id ?? '', byBlock);
    return sent.acked;
  }

  return {
    slack,
    platform,
    room: { platform: platform.id, id: ROOM },
    strangeRoom: { platform: platform.id, id: 'C0ELSE' },
    person: ADA,
    shown: (room) =>
      slack
        .messages(room.id)
        .filter((message) => ofOurs(message) && message.threadTs === room.thread)
        .map((message) => ({ id: message.ts, text: readable(message) })),
    calls: (ref) =>
      slack.messages(ref.room).some((one) => one.ts === ref.message && readable(one).includes(`<@${ADA}>`)),
    whispers: () => slack.ephemerals(ADA).map(({ text }) => text),
    directMessages: () => slack.messages(slack.people.directMessage(ADA)).filter(ofOurs).map(readable),
    async command(name, text) {
      const outcome = await slack.people.command(ADA, ROOM, `/${name}`, text);
      return outcome.acked;
    },
    async click(ref, verdict) {
      const outcome = await slack.people.click(ADA, ref.room, ref.message, button(verdict));
      return outcome.acked;
    },
    reject: (ref, reason) => fill(ref, 'reject', { reason }),
    fill,
    complaints: () => slack.views(ADA).flatMap(({ errors }) => Object.values(errors)),
    say(text, { thread, mention, order } = {}) {
      slack.mentionFirst(order !== 'message-first');
      slack.people.say(ADA, ROOM, mention ? `<@${BOT}> ${text}` : text, thread);
    },
    untilHandled: () => untilHandled(slack),
    faults: {
      loseAnswer: (operation) => slack.faults.next(methods[operation], { kind: 'apply_then_fail' }),
      throttle(operation) {
        slack.faults.next(methods[operation], { kind: 'ratelimited', retryAfterSeconds: 7 });
        return 7_000;
      },
      delay: (operation, ms) => slack.faults.next(methods[operation], { kind: 'delay', ms }),
      takeAway: (ref) => slack.people.remove(ref.room, ref.message),
      killHandles: () => slack.faults.next('response_url', { kind: 'status', status: 404 }),
      deliverTwice: () => slack.faults.next('envelope', { kind: 'duplicate' }),
      deliverLate: (ms) => slack.faults.next('envelope', { kind: 'delay', ms }),
      sendNonsense() {
        slack.sendEvent({});
        slack.sendEvent({ type: 'message' });
        slack.sendEvent({ type: 'message', channel: 7, ts: null, text: ['x'] });
        slack.sendEvent({
          type: 'message',
          channel: ROOM,
          ts: '1.1',
          user: BOT,
          text: 'approve',
          thread_ts: '1.0',
        });
        slack.sendEvent({ type: 'app_mention', channel: ROOM });
        slack.sendEvent({ type: 'a_new_kind_of_event', of: { course: true } });
      },
    },
  };
}

export async function untilHandled(slack: SlackSimulator): Promise<void> {
  await until(() => slack.envelopes.every((one) => one.ackedAt !== undefined || one.missed !== undefined));
}

/** Waits until the probe holds; fails after `ms`. */
export async function until(probe: () => boolean, ms = 5_000): Promise<void> {
  await untilNamed(probe.toString(), probe, ms);
}

/** The address of an API that refuses connections. */
export async function nobodyListens(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return `http://127.0.0.1:${port}/api/`;
}
