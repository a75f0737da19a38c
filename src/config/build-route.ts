import type { Language } from '../domain/directory.ts';
import type { Destination, Localized, Quiet, Route } from '../domain/route.ts';
import { parseHours } from './hours.ts';
import { parseRoom } from './room.ts';
import type { FileRoute } from './route-schemas.ts';
import type { FileConfig } from './schema.ts';
import { parseWho } from './who.ts';

/** In the order of the file. Throws on what the checks should have refused. */
export function buildRoutes({ routes }: FileConfig): Route[] {
  return Object.entries(routes).map(([id, route]) => buildRoute(id, route));
}

function buildRoute(id: string, route: FileRoute): Route {
  const { events, mention, mode, language, only } = route;
  const title = localized(route.title);
  const body = localized(route.body);
  return {
    id,
    events: [...new Set(events)],
    where: whereOf(route),
    to: once(route.to.map(buildDestination)),
    mention: once(mention.map(parseWho)),
    mode,
    ...(language === undefined ? {} : { language }),
    ...(only === undefined ? {} : { only }),
    ...(route.quiet === undefined ? {} : { quiet: buildQuiet(route.quiet) }),
    ...(title === undefined ? {} : { title }),
    ...(body === undefined ? {} : { body }),
  };
}

const WHERE = ['apps', 'environments', 'workflows', 'engines', 'steps'] as const;

function whereOf(route: FileRoute): Route['where'] {
  return Object.fromEntries(WHERE.flatMap((key) => (route[key] === undefined ? [] : [[key, route[key]]])));
}

function buildDestination(destination: FileRoute['to'][number]): Destination {
  if (typeof destination === 'string') {
    const room = parseRoom(destination);
    return room === undefined ? { outlet: destination } : { outlet: room.platform, room: room.id };
  }
  const { channel, platform, people } = destination;
  const outlet = channel ?? platform;
  if (outlet === undefined) throw new Error('unchecked destination');
  return people === undefined ? { outlet } : { outlet, people: once(people.map(parseWho)) };
}

function buildQuiet({ hours, zone, except }: NonNullable<FileRoute['quiet']>): Quiet {
  const parsed = parseHours(hours);
  if ('problem' in parsed) throw new Error(`unchecked hours: ${parsed.problem}`);
  return { ...parsed, zone, except };
}

/** What was written for readers of one language is better than nothing for those of the other. */
function localized(
  words: string | { [one in Language]?: string | undefined } | undefined,
): Localized | undefined {
  if (words === undefined) return undefined;
  if (typeof words === 'string') return { en: words, zh: words };
  const { en = words.zh, zh = words.en } = words;
  if (en === undefined || zh === undefined) throw new Error('unchecked template');
  return { en, zh };
}

function once<T>(list: readonly T[]): T[] {
  return [...new Map(list.map((one) => [JSON.stringify(one), one])).values()];
}
