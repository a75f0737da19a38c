import type { Language } from '../domain/directory.ts';
import type { ChannelConfig, EmailChannelConfig, WebhookFormat } from './channel-config.ts';
import type { FileChannel } from './channel-schemas.ts';
import { milliseconds } from './duration.ts';
import { parseMailbox } from './mailbox.ts';
import { createSecret, type Secret } from './secret.ts';
import { parsePort } from './settings.ts';

/** What the rest of the file decides for channels that do not say it themselves. */
type General = { language: Language; publicUrl: string | undefined };

/** A checked channel of the file → its configuration. Throws on what the checks should have refused. */
export function buildChannel(id: string, channel: FileChannel, general: General): ChannelConfig {
  const common = {
    id,
    language: channel.language ?? general.language,
    requestMs: channel.requestTimeout === undefined ? undefined : milliseconds(channel.requestTimeout),
  };
  if (channel.kind === 'email')
    return { ...common, kind: 'email', audience: 'person', ...mailServer(channel) };
  const room = { ...common, audience: 'room', url: createSecret(channel.url) } as const;
  switch (channel.kind) {
    case 'slack-webhook':
    case 'wecom':
      return { ...room, kind: channel.kind };
    case 'feishu-robot':
    case 'dingtalk-robot':
      return { ...room, kind: channel.kind, secret: secretOf(channel.secret), keyword: channel.keyword };
    case 'webhook':
      return { ...room, kind: 'webhook', ...webhook(channel, general) };
  }
}

const USUAL_PORT = { implicit: 465, starttls: 587, none: 25 } as const;

function mailServer(
  channel: Extract<FileChannel, { kind: 'email' }>,
): Pick<EmailChannelConfig, 'from' | 'host' | 'port' | 'security'> {
  const { host, tls, ca, user, password } = channel;
  const from = parseMailbox(channel.from);
  const port = typeof channel.port === 'string' ? parsePort(channel.port) : (channel.port ?? USUAL_PORT[tls]);
  if (from === undefined || port === undefined) throw new Error('unchecked mail server');
  if (tls === 'none') return { from, host, port, security: { tls } };
  const auth =
    user === undefined || password === undefined ? undefined : { user, password: createSecret(password) };
  return { from, host, port, security: { tls, ca, auth } };
}

function webhook(
  { format, secret, source, token }: Extract<FileChannel, { kind: 'webhook' }>,
  { publicUrl }: General,
): WebhookFormat & { source: string } {
  const named = source ?? publicUrl;
  if (named === undefined) throw new Error('unchecked webhook');
  if (format === 'zadig') return { source: named, format, token: secretOf(token) };
  if (secret === undefined) throw new Error('unchecked webhook');
  return { source: named, format, secret: createSecret(secret) };
}

function secretOf(value: string | undefined): Secret | undefined {
  return value === undefined ? undefined : createSecret(value);
}
