import type { Destination, Quiet, Route, Who } from '../domain/route.ts';
import { RUN_EVENTS } from '../domain/run-event.ts';
import type { ChannelConfig } from './channel-config.ts';
import type { Config } from './config.ts';
import { address, masked } from './masked.ts';

/** Channels and routes as `greenlight check` prints them: sections of lines, the empty ones left out. */
export function describeRoutes({
  channels,
  routes,
}: Pick<Config, 'channels' | 'routes'>): { title: string; lines: string[] }[] {
  return [
    { title: 'channels', lines: channels.flatMap(describeChannel) },
    { title: 'routes', lines: routes.flatMap(describeRoute) },
  ].filter(({ lines }) => lines.length > 0);
}

function describeChannel(channel: ChannelConfig): string[] {
  const lines = [
    ...channelLines(channel),
    ...(channel.requestMs === undefined ? [] : [['requests', `at most ${channel.requestMs / 1000} s`]]),
  ];
  return [
    `${channel.id}  ${channel.kind}, ${channel.language}`,
    ...lines.map(([what = '', value = '']) => `  ${what.padEnd(9)} ${value}`),
  ];
}

function channelLines(channel: ChannelConfig): [string, string][] {
  if (channel.kind === 'email') {
    const { from, host, port, security } = channel;
    const auth = security.tls === 'none' ? undefined : security.auth;
    const as =
      auth === undefined ? 'without signing in' : `as ${auth.user}, password ${masked(auth.password)}`;
    return [
      ['from', from.name === '' ? from.address : `${from.name} <${from.address}>`],
      ['server', `${host}:${port}, TLS ${security.tls}, ${as}`],
    ];
  }
  const where: [string, string] = ['address', address(channel.url)];
  switch (channel.kind) {
    case 'slack-webhook':
    case 'wecom':
      return [where];
    case 'feishu-robot':
    case 'dingtalk-robot': {
      const { secret, keyword } = channel;
      return [
        where,
        ['signed', secret === undefined ? 'no: the file has no secret' : `with secret ${masked(secret)}`],
        ...(keyword === undefined ? [] : [['keyword', keyword] satisfies [string, string]]),
      ];
    }
    case 'webhook': {
      const { source } = channel;
      const format =
        channel.format === 'cloudevents'
          ? `CloudEvents, secret ${masked(channel.secret)}`
          : `Zadig's${channel.token === undefined ? '' : `, token ${masked(channel.token)}`}`;
      return [where, ['format', `${format}, from ${source}`]];
    }
  }
}

function describeRoute(route: Route): string[] {
  const { id, events, to, mention, mode, language, only, quiet, title, body } = route;
  const hasRooms = to.some(({ room }) => room !== undefined);
  const own = [...(title === undefined ? [] : ['title']), ...(body === undefined ? [] : ['text'])];
  const lines: [string, string][] = [
    ['about', describeWhere(route)],
    ['tells of', RUN_EVENTS.every((one) => events.includes(one)) ? 'everything' : events.join(', ')],
    ...(only === undefined ? [] : [['only', ONLY[only]] satisfies [string, string]]),
    ['goes to', to.map(describeDestination).join(', ')],
    ...(mention.length === 0
      ? []
      : [['calls', mention.map(describeWho).join(', ')] satisfies [string, string]]),
    ...(hasRooms ? [['in rooms', MODES[mode]] satisfies [string, string]] : []),
    ...(language === undefined ? [] : [['language', language] satisfies [string, string]]),
    ...(quiet === undefined ? [] : [['quiet', describeQuiet(quiet)] satisfies [string, string]]),
    ...(own.length === 0 ? [] : [['own words', own.join(' and ')] satisfies [string, string]]),
  ];
  return [id, ...lines.map(([what, value]) => `  ${what.padEnd(9)} ${value}`)];
}

const MODES: Readonly<Record<Route['mode'], string>> = {
  card: 'a live card',
  'card-and-notice': 'a live card, and a message in its thread for each event',
  message: 'a message for each event',
};

const ONLY: Readonly<Record<NonNullable<Route['only']>, string>> = {
  changes: 'ends that differ from the one before',
  failures: 'failures, and a success after one',
};

function describeWhere({ where }: Route): string {
  const parts = Object.entries(where).map(([key, names]) => `${key} ${names.join(', ')}`);
  return parts.length === 0 ? 'every run' : parts.join('; ');
}

function describeDestination({ outlet, room, people }: Destination): string {
  if (people !== undefined) return `${people.map(describeWho).join(', ')} by ${outlet}`;
  return room === undefined ? outlet : `${outlet}/${room}`;
}

function describeWho(who: Who): string {
  if (who.kind === 'named') return who.name;
  return who.kind === 'address' ? who.email : who.kind;
}

function describeQuiet({ from, until, zone, except }: Quiet): string {
  const but = except.length === 0 ? '' : `, but for ${except.join(', ')}`;
  return `${time(from)}-${time(until)} in ${zone}${but}`;
}

function time(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
