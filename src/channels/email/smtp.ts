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
  /** Where the host is, asked for each letter; Node's own look-up where absent. May throw: then nothing was sent. */
  resolve?: ((host: string) => Promise<string>) | undefined;
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

  async function connected(): Promise<ReturnType<typeof createTransport>> {
    if (server.resolve === undefined) return createTransport(options);
    const host = await server.resolve(server.host);
    // The certificate is still the name's.
    return createTransport({ ...options, host, tls: { ...options.tls, servername: server.host } });
  }

  return {
    /** Throws an `UpstreamError`. */
    async send(mail: SendMailOptions, closing: AbortSignal): Promise<void> {
      let begun = false;
      try {
        const transport = await connected();
        transport.use('stream', ({ message }, done) => {
          message.transform(() => {
            begun = true;
            return new PassThrough();
          });
          done();
        });
        await unlessAborted('the letter', transport.sendMail(mail), closing);
      } catch (error) {
        throw toUpstreamError(error, begun);
      }
    },
    /** Connects, proves who we are, and goes. Throws an `UpstreamError`. */
    async greet(): Promise<void> {
      try {
        await (await connected()).verify();
      } catch (error) {
        throw toUpstreamError(error, false);
      }
    },
  };
}
