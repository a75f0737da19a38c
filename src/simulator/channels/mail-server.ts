import type { Socket } from 'node:net';
import type { SMTPServerSession } from 'smtp-server';
import type { SimClock } from '../common/clock.ts';
import { createWindowRates } from '../common/window-rates.ts';
import { certificate, certificateKey } from './mail-certificate.ts';
import { headingOf, type Mail, readMail } from './read-mail.ts';
import { createTray, matches, type Onlooker, type Taken } from './taken.ts';

export const MAIL_USER = 'greenlight@example.com';
export const MAIL_PASSWORD = 'mailboxPasswordSecret';

/** What befalls the next letter. `lose-answer`: it is taken, and the connection drops before that is said. */
export type MailFault =
  | { kind: 'refuse'; at: 'rcpt' | 'data'; reply: number; text: string }
  | { kind: 'lose-answer' }
  | { kind: 'hang' }
  | { kind: 'hold'; until: Promise<void> };

export type MailServerOptions = {
  tls: 'implicit' | 'starttls' | 'none';
  clock: SimClock;
  /** Of the mailboxes that are known there. */
  domain?: string;
  told?: Onlooker<Mail>;
};

/** A real SMTP server on 127.0.0.1: password, TLS, thirty letters a minute, mailboxes that are not there. */
export async function openMailServer({ tls, clock, domain = 'example.com', told }: MailServerOptions) {
  const { SMTPServer } = await import('smtp-server');
  const { taken, put } = createTray<Taken<Mail>>(told);
  const mails: Mail[] = [];
  const faults: MailFault[] = [];
  const sockets = new Set<Socket>();
  const rates = createWindowRates(clock);
  let letters = 0;
  let open = true;

  const server = new SMTPServer({
    secure: tls === 'implicit',
    ...(tls === 'none'
      ? { disabledCommands: ['STARTTLS', 'AUTH'] }
      : { key: certificateKey, cert: certificate }),
    authOptional: tls === 'none',
    closeTimeout: 50,
    onAuth({ username, password }, _session, done) {
      if (username === MAIL_USER && password === MAIL_PASSWORD) return done(null, { user: username });
      done(refusal(535, '5.7.8 authentication failed'));
    },
    onRcptTo({ address }, _session, done) {
      const fault = faults[0];
      if (fault?.kind === 'refuse' && fault.at === 'rcpt') {
        faults.shift();
        return done(refusal(fault.reply, fault.text));
      }
      if (!address.endsWith(`@${domain}`)) return done(refusal(550, `5.1.1 <${address}>: no such mailbox`));
      if (rates.take([{ key: MAIL_USER, rate: { count: 30, perMs: 60_000 } }]) > 0) {
        return done(refusal(451, '4.7.1 too many letters'));
      }
      done();
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        letters += 1;
        const fault = faults.shift();
        if (fault?.kind === 'refuse') return done(refusal(fault.reply, fault.text));
        const take = (): void => {
          const mail = readMail(Buffer.concat(chunks).toString('utf8'));
          mails.push(mail);
          put(takenOf(mail, session));
        };
        if (fault?.kind === 'hold') {
          void fault.until.then(() => {
            take();
            done();
          });
          return;
        }
        take();
        if (fault?.kind === 'lose-answer') for (const socket of sockets) socket.destroy();
        else if (fault?.kind !== 'hang') done();
      });
    },
  });
  // Connections that tests cut.
  server.on('error', () => {});
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.server.address();
  const port = typeof address === 'object' && address ? address.port : 0;

  async function down(): Promise<void> {
    if (!open) return;
    open = false;
    // Connections end within `closeTimeout`. Node dies when a socket is destroyed below a TLS handshake that has just failed.
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
  }

  return {
    port,
    taken,
    /** The same letters as `taken`, with their headers. */
    mails,
    /** How many were read to their end, taken or not. */
    letters: () => letters,
    /** Speaks to whoever came in by another door. */
    admit: (socket: Socket) => void server.server.emit('connection', socket),
    next: (fault: MailFault) => faults.push(fault),
    down,
    [Symbol.asyncDispose]: down,
  };
}

function refusal(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}

function takenOf(mail: Mail, { envelope }: SMTPServerSession): Taken<Mail> {
  const { subject } = headingOf(mail);
  const messageId = mail.headers.get('message-id')?.[0];
  return {
    text: `${subject}\n${mail.text}\n${readable(mail.html)}`,
    calls: envelope.rcptTo.map(({ address }) => address),
    everyone: false,
    links: matches(mail.html, /href="([^"]*)"/g),
    size: Buffer.byteLength(mail.html),
    ...(messageId === undefined ? {} : { key: messageId }),
    raw: mail,
  };
}

function readable(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
