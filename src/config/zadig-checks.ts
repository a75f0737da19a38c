import type { Path } from './path.ts';
import { entries, member } from './raw.ts';
import type { Found } from './report.ts';
import { checkRoom } from './room-checks.ts';

/** Rooms exist, the address is bare, and apps name workflows as Zadig has them: project and workflow. */
export function checkZadig(value: unknown, quote: (path: Path) => string): Found[] {
  const known = { platforms: member(value, 'platforms'), channels: member(value, 'channels'), quote };
  const engines = entries(member(value, 'engines')).filter(
    ([, engine]) => member(engine, 'kind') === 'zadig',
  );
  return [
    ...engines.flatMap(([id, engine]): Found[] => {
      const path = ['engines', id];
      const rooms: [unknown, Path][] = [
        [member(engine, 'room'), [...path, 'room']],
        ...entries(member(engine, 'rooms')).map(([place, room]): [unknown, Path] => [
          room,
          [...path, 'rooms', place],
        ]),
      ];
      return [
        ...bareAddress(member(engine, 'url'), [...path, 'url']),
        ...rooms.flatMap(([room, at]) => (typeof room === 'string' ? checkRoom(room, at, known) : [])),
      ];
    }),
    ...entries(member(value, 'apps')).flatMap(([app, settings]) => {
      if (!engines.some(([id]) => id === member(settings, 'engine'))) return [];
      return entries(member(settings, 'environments')).flatMap(([name, environment]) =>
        workflowName(member(environment, 'workflow'), ['apps', app, 'environments', name, 'workflow'], quote),
      );
    }),
  ];
}

/** Tokens do not belong into an address: it stands in cards. */
function bareAddress(url: unknown, path: Path): Found[] {
  const parsed = typeof url === 'string' ? URL.parse(url) : null;
  if (parsed === null || `${parsed.username}${parsed.password}${parsed.search}${parsed.hash}` === '')
    return [];
  const message = 'must be an address without user, query and #: paths are appended to it, and cards show it';
  return [{ path, message }];
}

function workflowName(workflow: unknown, path: Path, quote: (path: Path) => string): Found[] {
  if (typeof workflow !== 'string' || /^[^/\s]+\/[^/\s]+$/.test(workflow)) return [];
  const message = `"${quote(path)}" must be a project and a workflow of Zadig, by their keys: yaml/demo-workflow`;
  return [{ path, message }];
}
