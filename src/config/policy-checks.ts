import { parseDuration } from './duration.ts';
import { type Membership, readMembership } from './membership.ts';
import type { Path } from './path.ts';
import { entries, items, keys, member } from './raw.ts';
import type { Found } from './report.ts';
import { unknownName } from './unknown-name.ts';

type Quote = (path: Path) => string;

/** Policies themselves: which keys go together, that the people exist and are enough, and the order of times. */
export function checkPolicies(value: unknown, quote: Quote): Found[] {
  const membership = readMembership(value);
  return entries(member(value, 'policies')).flatMap(([name, policy]) => {
    const path = ['policies', name];
    const approve = member(policy, 'approve');
    const levels: [unknown, Path][] = Array.isArray(approve)
      ? items(approve).map((level, index) => [level, [...path, 'approve', index]])
      : [[approve, [...path, 'approve']]];
    return [
      ...levels.flatMap(([level, where]) => checkLevel(level, where, membership, quote)),
      ...checkReject(member(policy, 'reject'), [...path, 'reject'], membership, quote),
      ...checkWho(member(member(policy, 'escalate'), 'to'), [...path, 'escalate', 'to'], membership, quote),
      ...checkBreakGlass(member(policy, 'breakGlass'), [...path, 'breakGlass'], membership, quote),
      ...checkTimes(policy, path),
    ];
  });
}

const FORMS = ['any', 'all', 'of', 'quota'];

function checkLevel(level: unknown, path: Path, membership: Membership, quote: Quote): Found[] {
  // What is no mapping is told by its shape.
  if (typeof level !== 'object' || level === null || Array.isArray(level)) return [];
  const has = (key: string): boolean => member(level, key) !== undefined;
  const forms = FORMS.filter(has);
  const problems: Found[] = [];
  if (has('atLeast') && !has('of')) {
    problems.push({
      path: [...path, 'atLeast'],
      message: 'needs a list: write atLeast: 2, of: [ben, chen, dana]',
    });
  } else if (has('of') && !has('atLeast')) {
    problems.push({
      path: [...path, 'of'],
      message: 'needs a number: write atLeast: 2 beside it, or any: for one of them',
    });
  } else if (keys(level).length === 0) {
    problems.push({ path, message: 'says nobody: write any, all, atLeast with of, or quota' });
  }
  if (forms.length > 1) {
    const message = `has ${forms.join(' and ')}, but a level is one of any, all, of and quota: write a list of levels to ask for one after the other`;
    problems.push({ path, message });
  }
  for (const form of ['any', 'all', 'of'])
    problems.push(...checkWho(member(level, form), [...path, form], membership, quote));
  const atLeast = [...path, 'atLeast'];
  problems.push(...checkEnough(member(level, 'atLeast'), member(level, 'of'), atLeast, membership));
  for (const [who, count] of entries(member(level, 'quota'))) {
    const where = [...path, 'quota', who];
    const found = checkName(who, where, membership, () => who);
    problems.push(...found, ...(found.length > 0 ? [] : checkEnough(count, [who], where, membership)));
  }
  return problems;
}

function checkReject(reject: unknown, path: Path, membership: Membership, quote: Quote): Found[] {
  const by = member(reject, 'by');
  return [
    ...checkWho(by, [...path, 'by'], membership, quote),
    ...checkEnough(member(reject, 'count'), by, [...path, 'count'], membership),
  ];
}

/** A list that is empty altogether is told as a warning: it means nobody. */
function checkEnough(count: unknown, of: unknown, path: Path, membership: Membership): Found[] {
  const people = membership.peopleOf(items(of).filter((one) => typeof one === 'string'));
  if (typeof count !== 'number' || people === undefined || people.size === 0 || count <= people.size)
    return [];
  const are = people.size === 1 ? 'is only one person' : `are only ${people.size} people`;
  return [{ path, message: `asks for ${count}, but there ${are}: it could never be reached` }];
}

/** The names of a list that are neither a person nor a group. */
export function checkWho(list: unknown, path: Path, membership: Membership, quote: Quote): Found[] {
  return items(list).flatMap((name, index) =>
    typeof name === 'string' ? checkName(name, [...path, index], membership, quote) : [],
  );
}

function checkName(name: string, path: Path, { people, groups }: Membership, quote: Quote): Found[] {
  const known = [...people, ...groups];
  return known.includes(name) ? [] : [unknownName('person or group', name, path, known, quote)];
}

function checkBreakGlass(list: unknown, base: Path, { people, groups }: Membership, quote: Quote): Found[] {
  return items(list).flatMap((name, index): Found[] => {
    const path = [...base, index];
    if (typeof name !== 'string' || people.includes(name)) return [];
    if (!groups.includes(name)) return [unknownName('person', name, path, people, quote)];
    const message = `"${quote(path)}" is a group: name the people, so that everybody sees who can approve alone`;
    return [{ path, message }];
  });
}

/** What would only come after the end of the question. */
function checkTimes(policy: unknown, base: Path): Found[] {
  const expires = member(policy, 'expires');
  const end = span(typeof expires === 'string' ? expires : member(expires, 'after'));
  if (end === undefined) return [];
  const problems: Found[] = [];
  for (const [path, text] of [
    [['remind'], member(policy, 'remind')],
    [['escalate', 'after'], member(member(policy, 'escalate'), 'after')],
  ] as const) {
    const ms = span(text);
    if (ms === undefined || ms < end) continue;
    const message = 'never comes: the question has expired by then; write a shorter time, or expires later';
    problems.push({ path: [...base, ...path], message });
  }
  return problems;
}

function span(text: unknown): number | undefined {
  if (typeof text !== 'string') return undefined;
  const parsed = parseDuration(text);
  return 'problem' in parsed ? undefined : parsed.ms;
}

/** Names of the policies of the file. */
export function policyNames(value: unknown): string[] {
  return keys(member(value, 'policies'));
}
