import type { ChannelConfig, EmailChannelConfig } from './channel-config.ts';
import type { Config } from './config.ts';
import { isInClear, isThisMachine, plainSecret } from './exposed.ts';
import type { Path } from './path.ts';
import type { Found } from './report.ts';

/** Channels that work but show what they should not, or are probably not meant so. `written` is the text at a path as it stands in the file. */
export function findChannelWarnings(
  { channels, routes }: Pick<Config, 'channels' | 'routes'>,
  written: (path: Path) => string | undefined,
): Found[] {
  const used = new Set(routes.flatMap(({ to }) => to.map(({ outlet }) => outlet)));
  return channels.flatMap((channel) => {
    const path = ['channels', channel.id];
    return [
      ...(used.has(channel.id) ? [] : [{ path, message: 'is named by no route: nothing is sent there' }]),
      ...secretsOf(channel).flatMap((key) => plainSecret([...path, key], written)),
      ...sentInClear(channel, path),
    ];
  });
}

/** Whoever has the address of a robot can post by it. A receiver of one's own is guarded by what signs, unless something of its address is a key. */
function secretsOf(channel: ChannelConfig): string[] {
  const keys = ['secret', 'token', 'password'];
  if (channel.kind === 'email') return keys;
  const { search } = new URL(channel.url.reveal());
  return channel.kind === 'webhook' && search === '' ? keys : ['url', ...keys];
}

function sentInClear(channel: ChannelConfig, base: Path): Found[] {
  if (channel.kind === 'email') return mailInClear(channel, base);
  if (!isInClear(channel.url.reveal())) return [];
  const message = 'is http: whoever listens on the way reads the messages and learns the address; use https';
  return [{ path: [...base, 'url'], message }];
}

/** What mail servers speak on which port: https://www.rfc-editor.org/rfc/rfc8314#section-3.3 */
const USUAL: ReadonlyMap<number, string> = new Map([
  [465, 'implicit'],
  [587, 'starttls'],
]);

function mailInClear({ host, port, security }: EmailChannelConfig, base: Path): Found[] {
  if (security.tls === 'none') {
    if (isThisMachine(host)) return [];
    const message =
      'is none, and the server is another machine: whoever listens on the way reads the letters; use starttls';
    return [{ path: [...base, 'tls'], message }];
  }
  const usual = USUAL.get(port);
  if (usual === undefined || usual === security.tls) return [];
  const message = `is usually for tls: ${usual}, and here tls is ${security.tls}`;
  return [{ path: [...base, 'port'], message }];
}
