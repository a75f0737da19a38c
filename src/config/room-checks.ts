import type { Path } from './path.ts';
import { keys, member } from './raw.ts';
import type { Found } from './report.ts';
import { parseRoom } from './room.ts';
import { roomSpelling } from './spellings.ts';
import { suggestion } from './suggest.ts';

type Known = { platforms: unknown; channels: unknown; quote: (path: Path) => string };

/** Whether a text names a room of a platform, as its vendor spells rooms. */
export function checkRoom(room: string, path: Path, { platforms, channels, quote }: Known): Found[] {
  const parsed = parseRoom(room);
  if (parsed === undefined) {
    const message =
      member(channels, room) === undefined
        ? 'must be a platform and a room id with a slash between them, such as slack-main/C0DEPLOY'
        : `is a channel, which shows no cards of its own: write it under routes, in the list of to`;
    return [{ path, message }];
  }
  const platform = member(platforms, parsed.platform);
  if (platform === undefined) {
    const none = 'the file has no platforms: add one under platforms';
    const near = suggestion(parsed.platform, keys(platforms), none);
    return [{ path, message: `there is no platform for the room "${quote(path)}"${near}` }];
  }
  const spelling = roomSpelling(member(platform, 'kind'));
  if (spelling === undefined || spelling.room.test(parsed.id)) return [];
  return [{ path, message: `"${quote(path)}" ${spelling.noRoom}` }];
}
