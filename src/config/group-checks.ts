import { EVERYONE } from '../domain/membership.ts';
import type { Path } from './path.ts';
import { entries, items, keys, member } from './raw.ts';
import type { Found } from './report.ts';
import { parseRoom } from './room.ts';
import { suggestion } from './suggest.ts';
import { isWhoWord, type WhoWord } from './who.ts';

type Spelling = { group: RegExp; noGroup: string };

/** How each vendor spells what a group can be backed by. Without an entry anything goes. */
const SPELLINGS: Readonly<Record<string, Spelling>> = {
  // https://docs.slack.dev/reference/objects/usergroup-object
  slack: {
    group: /^S[A-Z0-9]+$/,
    noGroup: 'does not end in the ID of a Slack user group: those look like S0614TZR7; a @handle may change',
  },
  // https://open.feishu.cn/document/server-docs/contact-v3/resources
  feishu: {
    group: /^(department:(od-[0-9a-zA-Z]+|0)|group:[0-9a-zA-Z_-]+)$/,
    noGroup: 'does not end in a group of Feishu: write department:od-… or group:… (a user group, 用户组)',
  },
  // https://open.dingtalk.com/document/orgapp/obtain-the-department-list-v2
  dingtalk: {
    group: /^department:[1-9]\d*$/,
    noGroup: 'does not end in a department of DingTalk: write department: and its number',
  },
};

type Quote = (path: Path) => string;

/** People and groups are one list of names, and every name that a group or a person uses must exist. */
export function checkGroups(value: unknown, quote: Quote): Found[] {
  const people = member(value, 'people');
  const groups = member(value, 'groups');
  return [
    ...checkNames(keys(people), keys(groups)),
    ...entries(groups).flatMap(([id, group]) => checkGroup(id, group, value, quote)),
    ...entries(people).flatMap(([id, person]) => checkMembership(id, person, keys(groups), quote)),
    ...checkOnce(people, 'email', 'address'),
    ...checkOnce(people, 'mobile', 'number'),
  ];
}

function checkNames(people: readonly string[], groups: readonly string[]): Found[] {
  return [
    ...people.flatMap((id) => checkReserved(id, ['people', id])),
    ...groups.flatMap((id): Found[] => {
      const path = ['groups', id];
      if (isWhoWord(id)) return checkReserved(id, path);
      if (!people.includes(id)) return [];
      return [{ path, message: 'is also the name of a person: in a list nobody could tell which is meant' }];
    }),
  ];
}

const MEANINGS: Readonly<Record<WhoWord, string>> = {
  everyone: 'always means all people',
  initiator: 'means in a route whoever started the run',
  authors: 'means in a route those who wrote what a run deploys',
  approvers: 'means in a route those whom a question waits for',
};

function checkReserved(id: string, path: Path): Found[] {
  return isWhoWord(id) ? [{ path, message: `${MEANINGS[id]}: take another name` }] : [];
}

function checkGroup(id: string, group: unknown, value: unknown, quote: Quote): Found[] {
  const problems: Found[] = [];
  const people = keys(member(value, 'people'));
  const groups = keys(member(value, 'groups'));
  for (const [index, name] of items(member(group, 'people')).entries()) {
    const path = ['groups', id, 'people', index];
    if (typeof name !== 'string' || people.includes(name)) continue;
    const message =
      groups.includes(name) || name === EVERYONE
        ? `"${quote(path)}" is a group, and a group holds people only`
        : `there is no person "${quote(path)}"${suggestion(name, people, 'the file has no people: add one under people')}`;
    problems.push({ path, message });
  }
  for (const [index, source] of items(member(group, 'from')).entries()) {
    if (typeof source === 'string' && source !== '')
      problems.push(...checkSource(source, ['groups', id, 'from', index], value, quote));
  }
  return problems;
}

function checkSource(source: string, path: Path, value: unknown, quote: Quote): Found[] {
  const parsed = parseRoom(source);
  if (parsed === undefined) {
    const message = 'must be a platform and a group with a slash between them, such as slack-main/S0123ABC';
    return [{ path, message }];
  }
  const platforms = member(value, 'platforms');
  const platform = member(platforms, parsed.platform);
  if (platform === undefined) {
    const none = 'the file has no platforms: add one under platforms';
    const near = suggestion(parsed.platform, keys(platforms), none);
    return [{ path, message: `there is no platform for the group "${quote(path)}"${near}` }];
  }
  const kind = member(platform, 'kind');
  const spelling = typeof kind === 'string' && Object.hasOwn(SPELLINGS, kind) ? SPELLINGS[kind] : undefined;
  if (spelling === undefined || spelling.group.test(parsed.id)) return [];
  return [{ path, message: `"${quote(path)}" ${spelling.noGroup}` }];
}

function checkMembership(id: string, person: unknown, groups: readonly string[], quote: Quote): Found[] {
  return [...items(member(person, 'groups')).entries()].flatMap(([index, name]): Found[] => {
    const path = ['people', id, 'groups', index];
    if (typeof name !== 'string' || groups.includes(name)) return [];
    const near = suggestion(name, groups, 'the file has no groups: add one under groups');
    return [{ path, message: `there is no group "${quote(path)}"${near}` }];
  });
}

/** Whoever shows it is one person: two with the same would be nobody. */
function checkOnce(people: unknown, key: 'email' | 'mobile', what: string): Found[] {
  const owners = new Map<string, string>();
  return entries(people).flatMap(([id, person]): Found[] => {
    const shown = member(person, key);
    if (typeof shown !== 'string' || shown === '') return [];
    const owner = owners.get(shown.toLowerCase());
    owners.set(shown.toLowerCase(), owner ?? id);
    if (owner === undefined) return [];
    const message = `is already the ${what} of ${owner}: one ${what} belongs to one person`;
    return [{ path: ['people', id, key], message }];
  });
}
