import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEmail, type EmailConfig } from '../../../src/channels/email/email.ts';
import type { Card } from '../../../src/domain/card.ts';
import { certificate } from '../../../src/simulator/channels/mail-certificate.ts';
import { MAIL_PASSWORD, MAIL_USER, openMailServer } from '../../../src/simulator/channels/mail-server.ts';
import { decodeHeader } from '../../../src/simulator/channels/read-mail.ts';
import { failureOf, messageOf, signal } from '../../contracts/channel/message.ts';
import { type ChannelBench, channelContract, type OpenOptions } from '../../contracts/channel.ts';
import { clocks, REQUEST_MS } from '../hook-bench.ts';

type Options = OpenOptions & { tls?: 'implicit' | 'starttls' | 'none'; trusted?: boolean };

type MailBench = ChannelBench & { server: Awaited<ReturnType<typeof openMailServer>> };

async function open(options: Options = {}): Promise<MailBench> {
  const { clock, ours } = clocks(options);
  const tls = options.tls ?? 'implicit';
  const server = await openMailServer({ tls, clock });
  const where = { host: 'localhost', port: server.port };
  const password = options.wrongSecret ? 'anotherSecret' : MAIL_PASSWORD;
  const config: EmailConfig = {
    id: 'mail',
    from: { name: 'Greenlight', address: MAIL_USER },
    server:
      tls === 'none'
        ? { ...where, tls }
        : {
            ...where,
            tls,
            auth: { user: MAIL_USER, password },
            ...(options.trusted === false ? {} : { ca: certificate }),
          },
    requestMs: options.requestMs ?? REQUEST_MS,
  };
  const refuse = (at: 'rcpt' | 'data', reply: number, text: string): void => {
    server.next({ kind: 'refuse', at, reply, text });
  };
  return {
    server,
    channel: createEmail(config, { clock: ours }),
    clock,
    person: { name: 'Ada', accounts: {}, email: 'ada@example.com' },
    account: 'ada@example.com',
    raw: { subject: 'own words', body: '<p>and an own body</p>' },
    secrets: [MAIL_PASSWORD, 'anotherSecret', Buffer.from(`\0${MAIL_USER}\0${password}`).toString('base64')],
    taken: server.taken,
    requests: server.letters,
    faults: {
      loseAnswer: () => server.next({ kind: 'lose-answer' }),
      hang: () => server.next({ kind: 'hang' }),
      hold: (until) => server.next({ kind: 'hold', until }),
      throttle: () => refuse('rcpt', 451, '4.7.1 greylisted, come back later'),
      refuse: () => refuse('data', 552, '5.3.4 message too big'),
      refuseWith: () => {},
      intercept: () => {},
      forget: () => refuse('rcpt', 550, '5.1.1 no such mailbox'),
      down: server.down,
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

channelContract(
  {
    kind: 'email',
    audience: 'person',
    keyed: false,
    shows: 'same',
    unreached: true,
    secured: true,
    checksSecret: true,
    dated: false,
    ownAnswers: false,
    plainer: false,
    inside200: false,
    counted: true,
  },
  open,
);

void test('letters of one run answer the same first one under one subject, and each has a name of its own', async () => {
  await using bench = await open();
  const thread = { id: 'run/42', title: '发布 shop → prod #42' };
  for (const state of ['started', 'waiting']) {
    await bench.channel.send(messageOf(bench, state, { thread, language: 'zh' }), `42/${state}`, signal());
  }
  await bench.channel.send(messageOf(bench, 'other'), '43/started', signal());
  const [first, second, other] = bench.server.mails.map(({ headers }) => headers);
  for (const name of ['references', 'in-reply-to']) {
    assert.match(first?.get(name)?.[0] ?? '', /^<thread\.[0-9a-f]{32}@example\.com>$/);
    assert.deepEqual(first?.get(name), second?.get(name));
    assert.equal(other?.get(name), undefined);
  }
  assert.equal(decodeHeader(second?.get('subject')?.[0] ?? ''), thread.title);
  assert.notDeepEqual(first?.get('message-id'), second?.get('message-id'));
  assert.deepEqual(first?.get('auto-submitted'), ['auto-generated']);
  assert.match(bench.server.mails[0]?.html ?? '', /<html lang="zh">/);
});

void test('the same key is the same letter to one person, and another one to another person', async () => {
  await using bench = await open();
  const ben = { name: 'Ben', accounts: {}, email: 'ben@example.com' };
  const to = (people: (typeof ben)[]) => messageOf(bench, 'x', { mentions: { people, everyone: false } });
  await bench.channel.send(messageOf(bench, 'x'), 'key', signal());
  await bench.channel.send(messageOf(bench, 'x'), 'key', signal());
  await bench.channel.send(to([ben]), 'key', signal());
  const [one, again, other] = bench.taken.map(({ key }) => key);
  assert.equal(one, again);
  assert.notEqual(one, other);
  await assert.rejects(bench.channel.send(to([ben, ben]), 'key', signal()), /for one person/);
});

void test('STARTTLS is used where it is wanted, and a server without it gets neither password nor letter', async () => {
  await using bench = await open({ tls: 'starttls' });
  await bench.channel.send(messageOf(bench, 'encrypted'), 'key', signal());
  assert.equal(bench.taken.length, 1);
  await using stripped = await open({ tls: 'none' });
  const { port } = stripped.server;
  const server = {
    host: 'localhost',
    port,
    tls: 'starttls',
    auth: { user: MAIL_USER, password: MAIL_PASSWORD },
  } as const;
  const careful = createEmail(
    { id: 'mail', from: { name: 'Greenlight', address: MAIL_USER }, server },
    { clock: stripped.clock },
  );
  await failureOf(stripped, careful.send(messageOf(stripped, 'no'), 'key', signal()), 'unreachable');
  assert.deepEqual(stripped.taken, []);
});

void test('a relay on this machine takes letters without TLS and password', async () => {
  await using bench = await open({ tls: 'none' });
  await bench.channel.send(messageOf(bench, 'by the relay'), 'key', signal());
  assert.equal(bench.taken.length, 1);
});

void test('a certificate that nobody vouches for is not talked to', async () => {
  await using bench = await open({ trusted: false });
  await failureOf(bench, bench.channel.send(messageOf(bench, 'no'), 'key', signal()), 'unreachable');
  assert.deepEqual(bench.taken, []);
});

void test('refusals of a mail server mean what their codes say', async () => {
  await using bench = await open();
  const cases = [
    ['rcpt', 450, '4.2.1 mailbox busy', 'throttled', 'throttled'],
    ['data', 421, '4.3.2 shutting down', 'throttled', 'throttled'],
    ['rcpt', 550, '5.1.1 no such mailbox', 'rejected', 'hook-gone'],
    ['rcpt', 550, '5.7.1 not allowed', 'rejected', 'refused-by-policy'],
    ['data', 552, '5.3.4 too big', 'rejected', 'card-refused'],
    ['data', 554, 'no', 'rejected', 'smtp-554'],
  ] as const;
  for (const [at, reply, text, outcome, code] of cases) {
    bench.server.next({ kind: 'refuse', at, reply, text });
    await failureOf(
      bench,
      bench.channel.send(messageOf(bench, text), `key ${reply}`, signal()),
      outcome,
      code,
    );
  }
  assert.deepEqual(bench.taken, []);
});

void test('a title with line ends adds no header', async () => {
  await using bench = await open();
  const title = 'run 42\r\nBcc: eve@example.com\r\n\r\nhello';
  await bench.channel.send(messageOf(bench, 'x', { thread: { id: title, title } }), title, signal());
  const [mail] = bench.server.mails;
  assert.equal(mail?.headers.get('bcc'), undefined);
  assert.equal(decodeHeader(mail?.headers.get('subject')?.[0] ?? ''), 'run 42 Bcc: eve@example.com hello');
  assert.deepEqual(bench.taken[0]?.calls, ['ada@example.com']);
});

void test('no value is read as HTML, wherever it stands', async () => {
  await using bench = await open();
  const evil = '<img src=x onerror=alert(1)>"><script>alert(1)</script>\'&lt;';
  const span = [evil, { kind: 'bold', text: evil }, { kind: 'code', text: evil }] as const;
  const card: Card = {
    summary: evil,
    parts: [
      { kind: 'title', text: evil, tone: 'bad' },
      { kind: 'fields', fields: [{ label: evil, value: span }] },
      { kind: 'steps', steps: [{ mark: 'failed', title: evil, note: span, depth: 1 }] },
      { kind: 'text', text: [...span, { kind: 'link', text: evil, url: `https://good.example/?"${evil}` }] },
      { kind: 'footnote', text: [{ kind: 'mention', name: evil }] },
    ],
  };
  await bench.channel.send(messageOf(bench, card), 'card', signal());
  await bench.channel.send(messageOf(bench, { summary: evil, parts: [] }), 'line', signal());
  for (const { html } of bench.server.mails) {
    const tags = [...html.matchAll(/<([^>]*)>/g)].map((match) => match[1] ?? '');
    const ours =
      /^(?:!doctype html|\/?(?:html|head|meta|body|div|h1|table|tr|th|td|p|br|b|code|a|span)\b[^<]*)$/;
    assert.deepEqual(
      tags.filter((tag) => !ours.test(tag) || /\son\w+=/.test(tag)),
      [],
    );
    assert.match(html, /&lt;img src=x onerror=alert\(1\)&gt;/);
  }
});
