import type { Room } from '../domain/event.ts';
import type { ZadigEngineConfig } from './config.ts';
import { milliseconds } from './duration.ts';
import { parseRoom } from './room.ts';
import { createSecret } from './secret.ts';
import type { FileZadig } from './zadig-schema.ts';

export function buildZadig(id: string, engine: FileZadig): ZadigEngineConfig {
  const { url, token, hookToken, projects, room, rooms, workflows, pollInterval, requestTimeout } = engine;
  return {
    kind: 'zadig',
    id,
    url: url.replace(/\/+$/, ''),
    token: createSecret(token),
    hookToken: hookToken === undefined ? undefined : createSecret(hookToken),
    projects: [...new Set(projects)],
    room: room === undefined ? undefined : checked(room),
    rooms: Object.entries(rooms).map(([place, text]) => ({ place, room: checked(text) })),
    workflows: Object.entries(workflows).map(([workflow, settings]) => ({ workflow, ...settings })),
    pollMs: pollInterval === undefined ? undefined : milliseconds(pollInterval),
    requestMs: requestTimeout === undefined ? undefined : milliseconds(requestTimeout),
  };
}

function checked(text: string): Room {
  const room = parseRoom(text);
  if (room === undefined) throw new Error('unchecked room');
  return room;
}
