import assert from 'node:assert/strict';
import { test } from 'node:test';
import tls from 'node:tls';
import { inspect } from 'node:util';
import type { ChannelMessage } from '../src/channels/channel.ts';
import type { StepSubject } from '../src/domain/notice.ts';
import { createGuard } from '../src/engines/embedded/effects/guard.ts';
import { UpstreamError } from '../src/errors.ts';
import { openDingTalkHook } from '../src/simulator/channels/dingtalk-hook.ts';
import { openFeishuHook } from '../src/simulator/channels/feishu-hook.ts';
import { certificate } from '../src/simulator/channels/mail-certificate.ts';
import { MAIL_PASSWORD, MAIL_USER, openMailServer } from '../src/simulator/channels/mail-server.ts';
import { openSlackHook } from '../src/simulator/channels/slack-hook.ts';
import { createStepChannels, type StepChannelsParts } from '../src/step-channels.ts';
import { createHandClock } from './fakes/hand-clock.ts';

// As an operator's own authority would be known to Node.
tls.setDefaultCACertificates([...tls.getCACertificates(), certificate]);

const HEAD = { kind: 'step', engine: 'local', ref: '1', attempt: 'a' } as const;
const signal = (): AbortSignal => AbortSignal.timeout(15_000);

function open(parts: Partial<StepChannelsParts> = {}) {
  const clock = createHandClock();
  return createStepChannels({
    clock,
    secretOf: () => undefined,
    guardOf: async () => createGuard(['127.0.0.1', '::1']),
    stillWaits: async () => true,
    ...parts,
  });
}

function messageOf({ message }: StepSubject): ChannelMessage {
  return {
    card: { summary: '', parts: [] },
    language: 'en',
    mentions: { people: [], everyone: false },
    fact: { type: 'step', subject: 'run/1', at: 0 },
    raw: message,
  };
}

test("each kind takes the workflow's own object, with the secret of its engine", async () => {
  const clock = createHandClock();
  await using slack = await usable(openSlackHook(clock));
  await using lark = await usable(openFeishuHook(clock));
  await using dingding = await usable(openDingTalkHook(clock));
  await using mail = await openMailServer({ tls: 'starttls', clock });
  const secrets = new Map([
    ['local slack url', slack.hook.url],
    ['local mail password', MAIL_PASSWORD],
  ]);
  const channels = open({
    secretOf: (...names) => secrets.get(names.join(' ')),
  });
  const subjects: StepSubject[] = [
    {
      ...HEAD,
      outlet: 'slack',
      url: { secretRef: { name: 'slack', key: 'url' } },
      message: { text: 'to Slack' },
    },
    {
      ...HEAD,
      outlet: 'lark',
      url: { value: lark.hook.url },
      message: { msg_type: 'text', content: { text: 'to Feishu' } },
    },
    {
      ...HEAD,
      outlet: 'dingding',
      url: { value: dingding.hook.url },
      message: { msgtype: 'text', text: { content: 'to DingTalk' } },
    },
    {
      ...HEAD,
      outlet: 'email',
      to: 'ada@example.com',
      server: {
        host: 'localhost',
        port: mail.port,
        user: MAIL_USER,
        password: { secretRef: { name: 'mail', key: 'password' } },
        name: 'Bot',
      },
      message: { subject: 'to a mailbox', body: '<b>gone</b> out' },
    },
  ];
  for (const subject of subjects) {
    const channel = await channels.open(subject);
    assert.deepEqual(channel.limits, channels.limits[subject.outlet]);
    await channel.send(messageOf(subject), `key-${subject.outlet}`, signal());
  }
  assert.deepEqual(
    [slack, lark, dingding].map(({ hook }) => hook.taken.map(({ text }) => text.trim())),
    [['to Slack'], ['to Feishu'], ['to DingTalk']],
  );
  assert.deepEqual(
    mail.taken.map(({ calls }) => calls),
    [['ada@example.com']],
  );
  assert.match(mail.taken[0]?.text ?? '', /to a mailbox[^]*gone out/);
  assert.match(mail.mails[0]?.headers.get('from')?.[0] ?? '', /^Bot <greenlight@example\.com>$/);
  await channels.stop();
});

test('an address has one channel while it is used, and none when it was idle for long', async () => {
  const clock = createHandClock();
  const channels = open({ clock });
  const subject = (path: string): StepSubject => ({
    ...HEAD,
    outlet: 'slack',
    url: { value: `http://127.0.0.1:9999/${path}` },
    message: {},
  });
  const first = await channels.open(subject('a'));
  await clock.turn(9 * 60_000);
  assert.equal(await channels.open(subject('a')), first);
  const other = await channels.open(subject('b'));
  assert.notEqual(other, first);
  await clock.turn(9 * 60_000);
  await channels.open(subject('b'));
  await clock.turn(2 * 60_000);
  assert.equal(await channels.open(subject('b')), other);
  await assert.rejects(first.send(messageOf(subject('a')), 'k', signal()), { code: 'aborted' });
  assert.notEqual(await channels.open(subject('a')), first);
  await channels.stop();
  await assert.rejects(other.send(messageOf(subject('b')), 'k', signal()), { code: 'aborted' });
});

test('an address with a password is refused where nobody could look at it before', async () => {
  const channels = open({ secretOf: () => 'https://me:hush@hooks.slack.com/services/x' });
  const subject: StepSubject = {
    ...HEAD,
    outlet: 'slack',
    url: { secretRef: { name: 'slack', key: 'url' } },
    message: {},
  };
  const channel = await channels.open(subject);
  await assert.rejects(channel.send(messageOf(subject), 'k', signal()), (error) => {
    assert.ok(error instanceof UpstreamError);
    assert.doesNotMatch(inspect(error, { depth: 9 }), /hush|services/);
    return error.outcome === 'rejected' && error.code === 'credentials-refused';
  });
  await channels.stop();
});

test('nothing is sent without its secret, nor for a step that does not wait any more', async () => {
  const subject: StepSubject = {
    ...HEAD,
    outlet: 'slack',
    url: { secretRef: { name: 'slack', key: 'url' } },
    message: {},
  };
  const refusal = async (opening: Promise<unknown>): Promise<unknown> => {
    const error = await opening.catch((cause: unknown) => cause);
    assert.ok(error instanceof UpstreamError, inspect(error));
    return [error.outcome, error.code];
  };
  assert.deepEqual(await refusal(open().open(subject)), ['rejected', 'secret-missing']);
  const over = open({ stillWaits: async () => false, secretOf: () => 'https://hooks.slack.example/x' });
  assert.deepEqual(await refusal(over.open(subject)), ['rejected', 'step-over']);
});

async function usable<Hook extends { server: AsyncDisposable }>(opening: Promise<Hook>) {
  const hook = await opening;
  return { hook, [Symbol.asyncDispose]: () => hook.server[Symbol.asyncDispose]() };
}

test('what leads to this machine or its link is not sent, unless the engine may', async () => {
  const clock = createHandClock();
  await using slack = await usable(openSlackHook(clock));
  await using mail = await openMailServer({ tls: 'starttls', clock });
  const guards = new Map([['open', createGuard(['127.0.0.1', '::1'])]]);
  const channels = open({ clock, guardOf: async (engine) => guards.get(engine) ?? createGuard([]) });
  const robot: StepSubject = {
    ...HEAD,
    outlet: 'slack',
    url: { value: slack.hook.url },
    message: { text: 'x' },
  };
  const password = { value: MAIL_PASSWORD };
  const server = { host: 'localhost', port: mail.port, user: MAIL_USER, password };
  const letter: StepSubject = {
    ...HEAD,
    outlet: 'email',
    to: 'ada@example.com',
    server,
    message: { subject: 'x', body: 'y' },
  };
  for (const subject of [robot, letter]) {
    const free = { ...subject, engine: 'open' };
    await (await channels.open(free)).send(messageOf(free), 'k', signal());
    // The channel that is open for the other engine by now is not this one's.
    const channel = await channels.open(subject);
    await assert.rejects(channel.send(messageOf(subject), 'k', signal()), {
      outcome: 'rejected',
      code: 'address-refused',
    });
  }
  assert.deepEqual([slack.hook.taken.length, mail.taken.length], [1, 1]);
  await channels.stop();
});
