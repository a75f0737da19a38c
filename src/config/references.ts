import type { Path } from './path.ts';
import { entries, items, keys, member } from './raw.ts';
import type { Found } from './report.ts';
import { parseRoom } from './room.ts';
import { suggestion } from './suggest.ts';

/** Slack's ids: W for people of an Enterprise Grid, D for a direct conversation. https://docs.slack.dev/reference/objects/user-object */
const SLACK_ACCOUNT = /^[UW][A-Z0-9]+$/;
const SLACK_ROOM = /^[CGD][A-Z0-9]+$/;

type Known = { people: string[]; platforms: unknown; engines: string[]; quote: (path: Path) => string };

/**
 * Every name that one part of the file uses must exist in another. Works on values whose shape may be wrong elsewhere, so that one look
 * finds all mistakes. `quote` gives the text at a path as it was written, without the value of any variable.
 */
export function checkReferences(value: unknown, quote: (path: Path) => string): Found[] {
  const known: Known = {
    people: keys(member(value, 'people')),
    platforms: member(value, 'platforms'),
    engines: keys(member(value, 'engines')),
    quote,
  };
  const problems = checkAccounts(member(value, 'people'), known);
  for (const [name, app] of entries(member(value, 'apps'))) {
    const path = ['apps', name];
    const engine = member(app, 'engine');
    if (typeof engine === 'string' && !known.engines.includes(engine)) {
      problems.push(unknown('engine', engine, [...path, 'engine'], known.engines, quote));
    }
    checkPeopleAndRooms(app, path, known, problems);
    for (const [environment, settings] of entries(member(app, 'environments'))) {
      checkPeopleAndRooms(settings, [...path, 'environments', environment], known, problems);
    }
  }
  return problems;
}

function unknown(
  what: string,
  word: string,
  path: Path,
  names: readonly string[],
  quote: (path: Path) => string,
): Found {
  const plural = what === 'person' ? 'people' : `${what}s`;
  const tail = suggestion(word, names, `the file has no ${plural}: add one under ${plural}`);
  return { path, message: `there is no ${what} "${quote(path)}"${tail}` };
}

function checkAccounts(people: unknown, known: Known): Found[] {
  const problems: Found[] = [];
  const owners = new Map<string, string>();
  for (const [person, settings] of entries(people)) {
    for (const [platform, account] of entries(member(settings, 'ids'))) {
      const path = ['people', person, 'ids', platform];
      const kind = member(member(known.platforms, platform), 'kind');
      if (member(known.platforms, platform) === undefined) {
        problems.push(unknown('platform', platform, path, keys(known.platforms), () => platform));
      }
      if (typeof account !== 'string' || account === '') continue;
      if (kind === 'slack' && !SLACK_ACCOUNT.test(account)) {
        const message =
          'is not a Slack member ID: those look like U024BE7LH (profile, ⋮, Copy member ID); a name or @handle does not identify anybody';
        problems.push({ path, message });
      }
      const owner = owners.get(`${platform}\n${account}`);
      if (owner !== undefined) {
        const message = `is already the account of ${owner}: one account belongs to one person`;
        problems.push({ path, message });
      } else {
        owners.set(`${platform}\n${account}`, person);
      }
    }
  }
  return problems;
}

function checkPeopleAndRooms(settings: unknown, base: Path, known: Known, problems: Found[]): void {
  for (const key of ['operators', 'approvers']) {
    for (const [index, person] of items(member(settings, key)).entries()) {
      if (typeof person !== 'string' || known.people.includes(person)) continue;
      problems.push(unknown('person', person, [...base, key, index], known.people, known.quote));
    }
  }
  for (const [index, room] of items(member(settings, 'rooms')).entries()) {
    const path = [...base, 'rooms', index];
    if (typeof room === 'string') checkRoom(room, path, known, problems);
    const named = member(room, 'room');
    if (typeof named === 'string') checkRoom(named, [...path, 'room'], known, problems);
  }
}

function checkRoom(room: string, path: Path, known: Known, problems: Found[]): void {
  const parsed = parseRoom(room);
  if (parsed === undefined) {
    const message = 'must be a platform and a room id with a slash between them, such as slack-main/C0DEPLOY';
    problems.push({ path, message });
    return;
  }
  const platform = member(known.platforms, parsed.platform);
  if (platform === undefined) {
    const near = suggestion(
      parsed.platform,
      keys(known.platforms),
      'the file has no platforms: add one under platforms',
    );
    problems.push({ path, message: `there is no platform for the room "${known.quote(path)}"${near}` });
    return;
  }
  if (member(platform, 'kind') === 'slack' && !SLACK_ROOM.test(parsed.id)) {
    const message = `"${known.quote(path)}" does not end in a Slack channel ID: those look like C024BE91L and stand at the end of the channel's details; a #name may change`;
    problems.push({ path, message });
  }
}
