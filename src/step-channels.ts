/** The channels behind the addresses that workflows write in their own steps: opened when something is sent, kept for a while, closed at the end. */
import { createHash } from 'node:crypto';
import type { Channel, StepChannels } from './channels/channel.ts';
import type { HookFetch } from './channels/common/hook-client.ts';
import { SEND as DINGTALK } from './channels/dingtalk-robot/limits.ts';
import { SEND as EMAIL, LETTER_MS } from './channels/email/limits.ts';
import { SEND as FEISHU } from './channels/feishu-robot/limits.ts';
import { SEND as SLACK } from './channels/slack-webhook/limits.ts';
import { type StepSecret, type StepSubject, stepOutlet } from './domain/notice.ts';
import { UpstreamError } from './errors.ts';
import { REQUEST_MS } from './platforms/common/time-limits.ts';
import type { Rate } from './platforms/platform.ts';
import type { Clock } from './time.ts';

/** A channel that nobody has sent through for so long is closed. */
const IDLE_MS = 10 * 60_000;

export type StepChannelsParts = {
  clock: Clock;
  /** The secret of that engine; undefined when it has none of this name. */
  secretOf(engine: string, name: string, key: string): string | undefined;
  stillWaits(subject: StepSubject): Promise<boolean>;
  /** The way out for steps of that engine. */
  guardOf(engine: string): Promise<StepGuard>;
  requestMs?: number;
};

/** Connects to no address that steps may not send to. */
type StepGuard = {
  fetch: HookFetch;
  resolve: (host: string) => Promise<string>;
  close(): Promise<void>;
};

type Kept = { channel: Channel; usedAt: number };

export function createStepChannels(parts: StepChannelsParts): StepChannels {
  const { clock, requestMs = REQUEST_MS, requestMs: letterMs = LETTER_MS } = parts;
  const kept = new Map<string, Promise<Kept>>();
  const guards = new Map<string, Promise<StepGuard>>();

  async function around({ engine }: StepSubject): Promise<Around> {
    const guard = guards.get(engine) ?? parts.guardOf(engine);
    guards.set(engine, guard);
    return { clock, requestMs, letterMs, guard: await guard };
  }

  function reveal({ engine }: StepSubject, secret: StepSecret): string {
    if ('value' in secret) return secret.value;
    const { name, key } = secret.secretRef;
    const value = parts.secretOf(engine, name, key);
    if (value !== undefined) return value;
    throw new UpstreamError(
      'rejected',
      'secret-missing',
      `the engine ${engine} has no secret ${name} with key ${key}`,
    );
  }

  async function closeIdle(): Promise<void> {
    for (const [key, one] of kept) {
      const { channel, usedAt } = await one;
      if (clock.now() - usedAt < IDLE_MS || kept.get(key) !== one) continue;
      kept.delete(key);
      await channel.stop();
    }
  }

  const limits = (send: readonly Rate[]): Channel['limits'] => ({ send, requestMs });
  return {
    limits: {
      slack: limits(SLACK),
      lark: limits(FEISHU),
      dingding: limits(DINGTALK),
      email: { send: EMAIL, requestMs: letterMs },
    },
    async open(subject) {
      if (!(await parts.stillWaits(subject)))
        throw new UpstreamError('rejected', 'step-over', 'the step does not wait for its message any more');
      const secret = reveal(subject, subject.outlet === 'email' ? subject.server.password : subject.url);
      await closeIdle();
      const key = digest([
        subject.engine,
        subject.outlet,
        subject.outlet === 'email' ? subject.server : '',
        secret,
      ]);
      const opened = kept.get(key) ?? around(subject).then((how) => open(subject, secret, how).then(withUse));
      kept.set(key, opened);
      const one = await opened;
      one.usedAt = clock.now();
      return subject.outlet === 'email' ? addressedTo(subject.to, one.channel) : one.channel;
    },
    async stop() {
      const all = [...kept.values()];
      kept.clear();
      await Promise.all(all.map(async (one) => (await one).channel.stop()));
      await Promise.all([...guards.values()].map(async (guard) => (await guard).close()));
      guards.clear();
    },
  };

  function withUse(channel: Channel): Kept {
    return { channel, usedAt: clock.now() };
  }
}

type Around = { clock: Clock; requestMs: number; letterMs: number; guard: StepGuard };

/** Adapters are loaded when they are used. */
async function open(
  subject: StepSubject,
  secret: string,
  { clock, requestMs, letterMs, guard }: Around,
): Promise<Channel> {
  const id = stepOutlet(subject.outlet);
  switch (subject.outlet) {
    case 'slack': {
      const { createSlackWebhook } = await import('./channels/slack-webhook/slack-webhook.ts');
      return createSlackWebhook({ id, url: secret, requestMs }, { clock, fetch: guard.fetch });
    }
    case 'lark': {
      const { createFeishuRobot } = await import('./channels/feishu-robot/feishu-robot.ts');
      return createFeishuRobot({ id, url: secret, requestMs }, { clock, fetch: guard.fetch });
    }
    case 'dingding': {
      const { createDingTalkRobot } = await import('./channels/dingtalk-robot/dingtalk-robot.ts');
      return createDingTalkRobot({ id, url: secret, requestMs }, { clock, fetch: guard.fetch });
    }
    case 'email': {
      const { createEmail } = await import('./channels/email/email.ts');
      const { host, port, user, name } = subject.server;
      return createEmail(
        {
          id,
          from: { name: name ?? '', address: user },
          // A password is never said in clear: where there is no TLS, nothing is sent.
          server: {
            host,
            port,
            tls: port === IMPLICIT_TLS_PORT ? 'implicit' : 'starttls',
            auth: { user, password: secret },
            resolve: guard.resolve,
          },
          requestMs: letterMs,
        },
        { clock },
      );
    }
  }
}

/** https://www.rfc-editor.org/rfc/rfc8314#section-3.3; KubeVela's mailer goes by it too. */
const IMPLICIT_TLS_PORT = 465;

function addressedTo(to: string, channel: Channel): Channel {
  const mentions = { people: [{ name: '', accounts: {}, email: to }], everyone: false };
  return { ...channel, send: (message, key, signal) => channel.send({ ...message, mentions }, key, signal) };
}

function digest(what: unknown): string {
  return createHash('sha256').update(JSON.stringify(what)).digest('hex');
}
