import { EVERYONE } from '../domain/membership.ts';
import type { Path } from './path.ts';
import { entries, items, keys, member } from './raw.ts';
import type { Found } from './report.ts';
import { parseRoom } from './room.ts';
import { suggestion } from './suggest.ts';
import { unknownName } from './unknown-name.ts';

type Spelling = { account: RegExp; noAccount: string; room: RegExp; noRoom: string };

/** How each vendor spells accounts and rooms, and what to say of another spelling. Without an entry anything goes. */
const SPELLINGS: Readonly<Record<string, Spelling>> = {
  // W is for people of an Enterprise Grid, D for a direct conversation: https://docs.slack.dev/reference/objects/user-object
  slack: {
    account: /^[UW][A-Z0-9]+$/,
    noAccount:
      'is not a Slack member ID: those look like U024BE7LH (profile, ⋮, Copy member ID); a name or @handle does not identify anybody',
    room: /^[CGD][A-Z0-9]+$/,
    noRoom:
      "does not end in a Slack channel ID: those look like C024BE91L and stand at the end of the channel's details; a #name may change",
  },
  // https://open.feishu.cn/document/faqs/trouble-shooting/how-to-obtain-openid
  feishu: {
    account: /^(ou_[0-9A-Za-z]+|[^\s@]+@[^\s@]+\.[^\s@]+|\+\d{6,20})$/,
    noAccount:
      'identifies nobody at Feishu: write the open_id that this app sees (ou_…), an e-mail address, or a mobile with its country code (+86…)',
    room: /^oc_[0-9A-Za-z]+$/,
    noRoom:
      'does not end in a Feishu chat ID: those look like oc_5ad11d72b830411d72b836c20 and stand in the settings of the group',
  },
  // https://open.dingtalk.com/document/orgapp/basic-concepts-beta
  dingtalk: {
    account: /^(\+\d{6,20}|[^\s@+][^\s@]*)$/,
    noAccount:
      'identifies nobody at DingTalk: write the user ID (UserID in the admin console), or a mobile with its country code (+86…)',
    room: /^cid\S+$/,
    noRoom:
      'does not end in a DingTalk conversation ID: those begin with cid and end with ==; the log names it when somebody mentions the bot in the group',
  },
};

type Known = {
  people: string[];
  groups: string[];
  platforms: unknown;
  engines: string[];
  quote: (path: Path) => string;
};

/**
 * Every name that one part of the file uses must exist in another. Works on values whose shape may be wrong elsewhere, so that one look
 * finds all mistakes. `quote` gives the text at a path as it was written, without the value of any variable.
 */
export function checkReferences(value: unknown, quote: (path: Path) => string): Found[] {
  const known: Known = {
    people: keys(member(value, 'people')),
    groups: keys(member(value, 'groups')),
    platforms: member(value, 'platforms'),
    engines: keys(member(value, 'engines')),
    quote,
  };
  const problems = checkAccounts(member(value, 'people'), known);
  for (const [name, app] of entries(member(value, 'apps'))) {
    const path = ['apps', name];
    const engine = member(app, 'engine');
    if (typeof engine === 'string' && !known.engines.includes(engine)) {
      problems.push(unknownName('engine', engine, [...path, 'engine'], known.engines, quote));
    }
    checkPeopleAndRooms(app, path, known, problems);
    for (const [environment, settings] of entries(member(app, 'environments'))) {
      checkPeopleAndRooms(settings, [...path, 'environments', environment], known, problems);
    }
  }
  return problems;
}

function checkAccounts(people: unknown, known: Known): Found[] {
  const problems: Found[] = [];
  const owners = new Map<string, string>();
  for (const [person, settings] of entries(people)) {
    for (const [platform, account] of entries(member(settings, 'ids'))) {
      const path = ['people', person, 'ids', platform];
      const kind = member(member(known.platforms, platform), 'kind');
      if (member(known.platforms, platform) === undefined) {
        problems.push(unknownName('platform', platform, path, keys(known.platforms), () => platform));
      }
      if (typeof account !== 'string' || account === '') continue;
      const spelling = spellingOf(kind);
      if (spelling !== undefined && !spelling.account.test(account))
        problems.push({ path, message: spelling.noAccount });
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
      const names = [...known.people, ...known.groups];
      if (typeof person !== 'string' || person === EVERYONE || names.includes(person)) continue;
      const what = known.groups.length === 0 ? 'person' : 'person or group';
      problems.push(unknownName(what, person, [...base, key, index], names, known.quote));
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
  const spelling = spellingOf(member(platform, 'kind'));
  if (spelling !== undefined && !spelling.room.test(parsed.id))
    problems.push({ path, message: `"${known.quote(path)}" ${spelling.noRoom}` });
}

function spellingOf(kind: unknown): Spelling | undefined {
  return typeof kind === 'string' && Object.hasOwn(SPELLINGS, kind) ? SPELLINGS[kind] : undefined;
}
