import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { createTransport } from 'nodemailer';
import { openMailDoor } from '../../../src/simulator/channels/mail-door.ts';
import { systemClock } from '../../../src/time.ts';

const FROM = 'greenlight@example.com';

test('the mail server behind the door takes letters for its own mailboxes, several at a time, and ends with the door', async () => {
  const subjects: string[] = [];
  const door = await openMailDoor({
    tls: 'none',
    clock: systemClock,
    domain: 'here.example',
    told: ({ raw }) => subjects.push(raw.headers.get('subject')?.[0] ?? ''),
  });
  const smtp = createTransport({ host: '127.0.0.1', port: door.port, ignoreTLS: true });
  const send = (to: string, subject: string) => smtp.sendMail({ from: FROM, to, subject, text: 'hello' });
  await Promise.all([send('ada@here.example', 'one'), send('ben@here.example', 'two')]);
  assert.deepEqual(subjects.toSorted(), ['one', 'two']);
  await assert.rejects(send('ada@elsewhere.example', 'three'), /no such mailbox/);
  assert.equal(subjects.length, 2);

  const idle = connect(door.port, '127.0.0.1');
  await once(idle, 'data');
  const ended = once(idle, 'close');
  await door[Symbol.asyncDispose]();
  await ended;
});

test('a door that nobody came through costs nothing to close', async () => {
  const door = await openMailDoor({ tls: 'none', clock: systemClock });
  await door[Symbol.asyncDispose]();
  const late = connect(door.port, '127.0.0.1');
  const [error] = (await once(late, 'error')) as [NodeJS.ErrnoException];
  assert.equal(error.code, 'ECONNREFUSED');
});
