import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openDingTalkHook } from '../channels/dingtalk-hook.ts';
import { openEventReceiver } from '../channels/event-receiver.ts';
import { openFeishuHook } from '../channels/feishu-hook.ts';
import { openMailDoor } from '../channels/mail-door.ts';
import { headingOf, type Mail } from '../channels/read-mail.ts';
import { openSlackHook } from '../channels/slack-hook.ts';
import type { Taken } from '../channels/taken.ts';
import { openWeComHook } from '../channels/wecom-hook.ts';
import { openZadigReceiver } from '../channels/zadig-receiver.ts';
import { type Arrivals, createArrivals, isSavedArrivals, type Letter } from './arrivals.ts';
import { CAST, MAIL_DOMAIN } from './cast.ts';
import type { Chat, ChatOptions } from './chat.ts';
import { createReceiversRoom, type Receiver } from './receivers-room.ts';
import { keepRoom, loadRoom } from './room-file.ts';

const ROBOTS = ['feishu', 'dingtalk', 'wecom', 'slack', 'cloudevents', 'zadig'] as const;

/** The mailboxes of the cast, a group robot of each vendor, and two programs that get events. */
export async function createReceivers({ folder, clock, log }: ChatOptions): Promise<Chat> {
  const path = join(folder, 'receivers.json');
  const arrivals = createArrivals(clock, await loadRoom(path, isSavedArrivals));
  const receivers: Receiver[] = [
    ...CAST.map(({ name, accounts }) => ({ kind: 'mailbox' as const, id: accounts.receivers, name })),
    ...ROBOTS.map((kind) => ({ kind, id: kind })),
  ];
  const kept = keepRoom({ room: arrivals, path, clock, log });
  const open: AsyncDisposable[] = [];

  return {
    room: createReceiversRoom(receivers, arrivals),
    async start() {
      const to = (receiver: string) => (taken: Taken) => arrivals.put(receiver, taken);
      const secrets = { feishu: secret(), dingtalk: `SEC${secret()}`, events: secret(), zadig: secret() };
      const slack = await openSlackHook(clock, to('slack'));
      const feishu = await openFeishuHook(clock, { secret: secrets.feishu }, to('feishu'));
      const dingtalk = await openDingTalkHook(clock, { secret: secrets.dingtalk }, to('dingtalk'));
      const wecom = await openWeComHook(clock, to('wecom'));
      const events = await openEventReceiver(clock, secrets.events, to('cloudevents'));
      const zadig = await openZadigReceiver(secrets.zadig, to('zadig'));
      const mail = await openMailDoor({
        tls: 'none',
        clock,
        domain: MAIL_DOMAIN,
        told: (taken) => deliver(arrivals, taken),
      });
      open.push(...[slack, feishu, dingtalk, wecom, events, zadig].map(({ server }) => server), mail);
      return {
        SLACK_WEBHOOK_URL: slack.url,
        FEISHU_ROBOT_URL: feishu.url,
        FEISHU_ROBOT_SECRET: secrets.feishu,
        DINGTALK_ROBOT_URL: dingtalk.url,
        DINGTALK_ROBOT_SECRET: secrets.dingtalk,
        WECOM_ROBOT_URL: wecom.url,
        WEBHOOK_URL: events.url,
        WEBHOOK_SECRET: secrets.events,
        ZADIG_WEBHOOK_URL: zadig.url,
        ZADIG_WEBHOOK_TOKEN: secrets.zadig,
        SMTP_PORT: String(mail.port),
      };
    },
    async stop() {
      await kept.stop();
      for (const one of open) await one[Symbol.asyncDispose]();
    },
  };
}

/** A copy into each mailbox that the envelope names. */
function deliver(arrivals: Arrivals, taken: Taken<Mail>): void {
  const { text, html } = taken.raw;
  const letter: Letter = { ...headingOf(taken.raw), text, html };
  for (const address of taken.calls) arrivals.put(address, { ...taken, calls: [address] }, letter);
}

function secret(): string {
  return randomBytes(24).toString('hex');
}
