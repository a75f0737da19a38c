import { isMailAddress } from '../domain/mailbox.ts';
import { EVERYONE } from '../domain/membership.ts';
import { fits } from '../domain/route.ts';
import { readMembership } from './membership.ts';
import type { Path } from './path.ts';
import { entries, items, keys, member } from './raw.ts';
import type { Found } from './report.ts';
import { checkRoom } from './room-checks.ts';
import { suggestion } from './suggest.ts';
import { unknownName } from './unknown-name.ts';
import { WHO_WORDS } from './who.ts';

type Quote = (path: Path) => string;

type Known = { names: string[]; platforms: unknown; channels: unknown; quote: Quote };

/** Every name that a route uses must exist, and whoever is to be told must be somebody who can be told there. */
export function checkRoutes(value: unknown, quote: Quote): Found[] {
  const { people, groups } = readMembership(value);
  const known: Known = {
    names: [...new Set([...people, ...groups, ...WHO_WORDS])],
    platforms: member(value, 'platforms'),
    channels: member(value, 'channels'),
    quote,
  };
  return entries(member(value, 'routes')).flatMap(([id, route]) => {
    const path = ['routes', id];
    return [
      ...items(member(route, 'to')).flatMap((one, index) =>
        checkDestination(one, [...path, 'to', index], known),
      ),
      ...checkWho(member(route, 'mention'), [...path, 'mention'], known, 'mention'),
      ...checkPlaces(route, path, value, quote),
      ...checkOnly(route, path),
    ];
  });
}

/** A step has no other run's step that it could be compared with. */
function checkOnly(route: unknown, base: Path): Found[] {
  if (member(route, 'only') === undefined || member(route, 'steps') === undefined) return [];
  const message =
    'compares runs, and this route tells of steps: take one of the two out, or write them in two routes';
  return [{ path: [...base, 'only'], message }];
}

function checkDestination(destination: unknown, path: Path, known: Known): Found[] {
  if (typeof destination === 'string') return checkPlace(destination, path, known);
  if (typeof destination !== 'object' || destination === null || Array.isArray(destination)) return [];
  const channel = member(destination, 'channel');
  const platform = member(destination, 'platform');
  const people = member(destination, 'people');
  if (channel !== undefined && platform !== undefined)
    return [
      { path, message: 'has both channel and platform: keep one, and write the other as an item of its own' },
    ];
  if (channel === undefined && platform === undefined) {
    // Another key was meant to say it.
    if (keys(destination).some((key) => key !== 'people')) return [];
    const message = 'says nowhere: write channel or platform beside people';
    return [{ path, message }];
  }
  if (typeof channel === 'string')
    return checkChannel(channel, people !== undefined, [...path, 'channel'], known).concat(
      checkWho(people, [...path, 'people'], known, 'letter'),
    );
  if (typeof platform !== 'string') return [];
  return [
    ...checkPlatform(platform, people !== undefined, [...path, 'platform'], known),
    ...checkWho(people, [...path, 'people'], known, 'direct'),
  ];
}

/** A room or a channel, as one text. */
function checkPlace(text: string, path: Path, known: Known): Found[] {
  const { platforms, channels } = known;
  const outlet = text.split('/', 1)[0] ?? '';
  if (
    member(channels, outlet) === undefined &&
    (text.includes('/') || member(platforms, text) !== undefined)
  ) {
    if (text.includes('/')) return checkRoom(text, path, known);
    const message = `is a platform: write one of its rooms, such as ${text}/C0DEPLOY, or { platform: ${text}, people: [initiator] }`;
    return [{ path, message }];
  }
  if (!text.includes('/')) return checkChannel(text, false, path, known);
  return [{ path, message: `names a channel, which has no rooms: write ${outlet}` }];
}

function checkChannel(
  id: string,
  people: boolean,
  path: Path,
  { platforms, channels, quote }: Known,
): Found[] {
  const channel = member(channels, id);
  if (channel === undefined) {
    if (path.at(-1) === 'channel' && member(platforms, id) !== undefined)
      return [{ path, message: `is a platform: write platform: ${id}` }];
    return [unknownName('channel', id, path, keys(channels), quote)];
  }
  const kind = member(channel, 'kind');
  if (kind === 'email' && !people) {
    const message = `sends letters to people: write { channel: ${id}, people: [initiator, approvers] }`;
    return [{ path, message }];
  }
  if (kind === 'email' || !people) return [];
  const message = 'is for a room, where nobody is told alone: take people out, and call them by mention';
  return [{ path, message }];
}

function checkPlatform(
  id: string,
  people: boolean,
  path: Path,
  { platforms, channels, quote }: Known,
): Found[] {
  if (member(platforms, id) === undefined) {
    if (member(channels, id) !== undefined) return [{ path, message: `is a channel: write channel: ${id}` }];
    return [unknownName('platform', id, path, keys(platforms), quote)];
  }
  if (people) return [];
  const message = `needs people, each of whom is told directly; a room is written as ${id}/C0DEPLOY`;
  return [{ path, message }];
}

/** How people are told of something: called in a room, by a letter, by a direct message. */
type Way = 'mention' | 'letter' | 'direct';

function checkWho(list: unknown, base: Path, { names, quote }: Known, way: Way): Found[] {
  return items(list).flatMap((who, index): Found[] => {
    const path = [...base, index];
    if (typeof who !== 'string') return [];
    if (who === EVERYONE && way !== 'mention') {
      const message = 'means all members of a room, and here each is told alone: name people or a group';
      return [{ path, message }];
    }
    if (who.includes('@') && !names.includes(who)) {
      if (!isMailAddress(who)) return [{ path, message: 'is neither a name nor an e-mail address' }];
      if (way === 'letter') return [];
      const where = way === 'mention' ? 'calls nobody in a room' : 'finds nobody on a platform';
      const message = `is an address, which ${where}: write the name of a person, or { channel: …, people: […] } with an e-mail channel`;
      return [{ path, message }];
    }
    if (names.includes(who)) return [];
    return [
      unknownName(
        'person or group',
        who,
        path,
        way === 'mention' ? names : names.filter((one) => one !== EVERYONE),
        quote,
      ),
    ];
  });
}

/** Names without `*` must exist; those of workflows may be of runs that were started elsewhere. */
function checkPlaces(route: unknown, base: Path, value: unknown, quote: Quote): Found[] {
  const apps = entries(member(value, 'apps'));
  const wanted = items(member(route, 'apps')).filter((one) => typeof one === 'string');
  const about = apps.filter(([app]) => wanted.length === 0 || wanted.some((pattern) => fits(pattern, app)));
  const environments = (about.length === 0 ? apps : about).flatMap(([, app]) =>
    keys(member(app, 'environments')),
  );
  const places = {
    apps: ['app', apps.map(([app]) => app)],
    environments: ['environment', [...new Set(environments)]],
    engines: ['engine', keys(member(value, 'engines'))],
  } as const;
  return Object.entries(places).flatMap(([key, [what, names]]) =>
    items(member(route, key)).flatMap((name, index): Found[] => {
      if (typeof name !== 'string' || name === '' || name.includes('*') || names.includes(name)) return [];
      const path = [...base, key, index];
      if (what !== 'environment') return [unknownName(what, name, path, names, quote)];
      const near = suggestion(name, names, 'the file has no environments');
      return [{ path, message: `there is no environment "${quote(path)}" in apps of this route${near}` }];
    }),
  );
}
