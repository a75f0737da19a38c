import { PassThrough } from 'node:stream';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { unlessAborted } from '../../platforms/common/requests.ts';
import { toUpstreamError } from './errors.ts';

/** `implicit`: TLS from the first byte, usually on port 465. `starttls`: it must be upgraded before anything is said, usually on 587. */
export type SmtpServer = {
  host: string;
  port: number;
  /** How long the server may take to be there and to greet, in milliseconds. */
  connectMs: number;
  /** How long it may be silent after that. */
  requestMs: number;
} & (
  | {
      tls: 'implicit' | 'starttls';
      /** PEM of an authority of one's own. */
      ca?: string;
      auth?: { user: string; password: string };
    }
  /** For a relay on this machine: what is said can be read on the way, so no password is. */
  | { tls: 'none' }
);

/** Each letter has its own connection: there are few, and none waits behind another. */
export function createSmtp(server: SmtpServer) {
  const encrypted = server.tls !== 'none';
  const options = {
    host: server.host,
    port: server.port,
    secure: server.tls === 'implicit',
    requireTLS: server.tls === 'starttls',
    ignoreTLS: server.tls === 'none',
    tls: { minVersion: 'TLSv1.2', ...(encrypted && server.ca !== undefined ? { ca: server.ca } : {}) },
    connectionTimeout: server.connectMs,
    greetingTimeout: server.connectMs,
    socketTimeout: server.requestMs,
    ...(encrypted && server.auth ? { auth: { user: server.auth.user, pass: server.auth.password } } : {}),
  } as const;

  return {
    /** Throws an `UpstreamError`. */
    async send(mail: SendMailOptions, closing: AbortSignal): Promise<void> {
      const transport = createTransport(options);
      let begun = false;
      transport.use('stream', ({ message }, done) => {
        message.transform(() => {
          begun = true;
          return new PassThrough();
        });
        done();
      });
      try {
        await unlessAborted('the letter', transport.sendMail(mail), closing);
      } catch (error) {
        throw toUpstreamError(error, begun);
      }
    },
    /** Connects, proves who we are, and goes. Throws an `UpstreamError`. */
    async greet(): Promise<void> {
      try {
        await createTransport(options).verify();
      } catch (error) {
        throw toUpstreamError(error, false);
      }
    },
  };
}
