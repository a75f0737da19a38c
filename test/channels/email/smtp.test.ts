import assert from 'node:assert/strict';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { createEmail } from '../../../src/channels/email/email.ts';
import { createSmtp } from '../../../src/channels/email/smtp.ts';
import { createGuard } from '../../../src/engines/embedded/effects/guard.ts';
import { openMailServer } from '../../../src/simulator/channels/mail-server.ts';
import { createStepChannels } from '../../../src/step-channels.ts';
import { systemClock } from '../../../src/time.ts';
import { until } from '../../until.ts';

const LETTER = { from: 'bot@example.com', to: 'ada@example.com', subject: 'x', text: 'x' };

void test('a server that does not greet is given up long before a letter would be', async () => {
  const silent = createServer((socket) => socket.on('error', () => {}));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const smtp = createSmtp({ host: '127.0.0.1', port, tls: 'none', connectMs: 100, requestMs: 600_000 });
  const sending = smtp.send(LETTER, AbortSignal.timeout(20_000));
  await assert.rejects(sending, { outcome: 'unreachable', code: 'ETIMEDOUT' });
  await new Promise((resolve) => silent.close(resolve));
});

void test('a server that looks through a letter for longer than it may take to greet gets it', async () => {
  await using mail = await openMailServer({ tls: 'none', clock: systemClock });
  const connectMs = 200;
  const looked = Promise.withResolvers<void>();
  mail.next({ kind: 'hold', until: looked.promise });
  const { port } = mail;
  const smtp = createSmtp({ host: '127.0.0.1', port, tls: 'none', connectMs, requestMs: 600_000 });
  const sending = smtp.send(LETTER, AbortSignal.timeout(20_000));
  await until('the letter', () => mail.letters() === 1);
  const begun = systemClock.now();
  await until('a long look', () => systemClock.now() - begun > 2 * connectMs);
  looked.resolve();
  await sending;
  assert.equal(mail.mails.length, 1);
});

void test('a letter has a minute where nobody says otherwise, a robot ten seconds', () => {
  const { limits } = createStepChannels({
    clock: systemClock,
    secretOf: () => undefined,
    guardOf: async () => createGuard(['127.0.0.1', '::1']),
    stillWaits: async () => true,
  });
  assert.deepEqual([limits.email.requestMs, limits.slack.requestMs], [60_000, 10_000]);
  const server = { host: '127.0.0.1', port: 25, tls: 'none' } as const;
  const config = { id: 'mail', from: { name: '', address: 'bot@example.com' }, server };
  assert.equal(createEmail(config, { clock: systemClock }).limits.requestMs, 60_000);
});
