import { VENDORS, vendorOf } from '../domain/recipient.ts';
import type { Path } from './path.ts';
import { entries, keys, member } from './raw.ts';
import type { Found } from './report.ts';

/** Keys of a channel that belong together, and names that mean one thing only. Values whose shape is wrong are passed over. */
export function checkChannels(value: unknown): Found[] {
  const platforms = keys(member(value, 'platforms'));
  return entries(member(value, 'channels')).flatMap(([id, channel]) => {
    const path = ['channels', id];
    return [
      ...checkName(id, member(channel, 'kind'), path, platforms),
      ...checkVendor(channel, path),
      ...(member(channel, 'kind') === 'email' ? checkEmail(channel, path) : []),
      ...(member(channel, 'kind') === 'webhook' ? checkWebhook(channel, path, member(value, 'server')) : []),
    ];
  });
}

function checkName(id: string, kind: unknown, path: Path, platforms: readonly string[]): Found[] {
  if (platforms.includes(id)) {
    const message = 'is also the name of a platform: in a route nobody could tell which is meant';
    return [{ path, message }];
  }
  const vendor = typeof kind === 'string' ? vendorOf(kind) : undefined;
  if (typeof kind !== 'string' || !VENDORS.some((word) => word === id) || vendor === id) return [];
  const message = `means every channel of ${id} under ids of people: take another name`;
  return [{ path, message }];
}

/** Where vendors take messages. A gateway of one's own has another host, and is anybody's. */
const HOSTS: Readonly<Record<string, string>> = {
  'hooks.slack.com': 'slack-webhook',
  'hooks.slack-gov.com': 'slack-webhook',
  'open.feishu.cn': 'feishu-robot',
  'open.larksuite.com': 'feishu-robot',
  'oapi.dingtalk.com': 'dingtalk-robot',
  'qyapi.weixin.qq.com': 'wecom',
};

/** A robot takes no message of another kind, and says so in words of its own only. */
function checkVendor(channel: unknown, base: Path): Found[] {
  const url = member(channel, 'url');
  const kind = member(channel, 'kind');
  if (typeof url !== 'string' || typeof kind !== 'string') return [];
  const host = URL.parse(url)?.hostname ?? '';
  const wanted = Object.hasOwn(HOSTS, host) ? HOSTS[host] : undefined;
  if (wanted === undefined || wanted === kind) return [];
  const message = `is an address of ${host}: write kind: ${wanted}, or the address of a ${kind}`;
  return [{ path: [...base, 'url'], message }];
}

function checkEmail(channel: unknown, base: Path): Found[] {
  const has = (key: string): boolean => member(channel, key) !== undefined;
  const problems: Found[] = [];
  if (member(channel, 'tls') === 'none') {
    const message =
      'is of no use with tls: none, where everybody on the way could read what is said: write tls: starttls, or take it out';
    for (const key of ['user', 'password', 'ca'].filter(has))
      problems.push({ path: [...base, key], message });
    return problems;
  }
  for (const [key, other] of [
    ['user', 'password'],
    ['password', 'user'],
  ] as const) {
    if (has(key) || !has(other)) continue;
    problems.push({ path: [...base, key], message: `is missing: a ${other} alone signs nobody in` });
  }
  return problems;
}

/** Which format a key is for. */
const FORMATS: Readonly<Record<string, string>> = {
  secret: 'cloudevents',
  token: 'zadig',
};

function checkWebhook(channel: unknown, base: Path, server: unknown): Found[] {
  const format = member(channel, 'format') ?? 'cloudevents';
  if (format !== 'cloudevents' && format !== 'zadig') return [];
  const problems: Found[] = [];
  for (const [key, other] of Object.entries(FORMATS)) {
    if (other === format || member(channel, key) === undefined) continue;
    const message = `belongs to format ${other}: take it out, or write format: ${other}`;
    problems.push({ path: [...base, key], message });
  }
  if (format === 'cloudevents' && member(channel, 'secret') === undefined) {
    const message =
      'is missing: it signs what is sent. Make one with openssl rand -base64 32 and write ${WEBHOOK_SECRET}';
    problems.push({ path: [...base, 'secret'], message });
  }
  const source = member(channel, 'source');
  if (format === 'zadig' && typeof source === 'string' && !URL.canParse(source)) {
    const message =
      "must be an address such as https://greenlight.example.com: receivers of Zadig's take it for one";
    problems.push({ path: [...base, 'source'], message });
  }
  if (source === undefined && member(server, 'publicUrl') === undefined) {
    const message =
      'is missing: receivers are told where events come from. Set server.publicUrl, or write source: greenlight';
    problems.push({ path: [...base, 'source'], message });
  }
  return problems;
}
