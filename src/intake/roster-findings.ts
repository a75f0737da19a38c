/** What `doctor` says of people and groups on a chat. */
import type { Directory } from '../domain/directory.ts';
import type { Finding } from '../domain/finding.ts';
import { type RosterHolder, rosterKey } from '../domain/roster.ts';
import type { Roster } from '../platforms/platform.ts';
import type { Clock } from '../time.ts';
import { accountBehind, type RosterMemory } from './roster-memory.ts';
import { askRoster, type Heard, type Linked } from './roster-questions.ts';

type Deps = {
  directory: Directory;
  holder: RosterHolder;
  /** What was read of other chats, and then of this one too. */
  memory: RosterMemory;
  platform: string;
  roster: Roster;
  /** The accounts there that people have joined to themselves. */
  linked: readonly Linked[];
  clock: Clock;
};

/** Reads everything once, into `holder` too, by which the findings name the people of a group. */
export async function checkRoster(deps: Deps): Promise<Finding[]> {
  const { directory, holder, memory, platform, roster, linked, clock } = deps;
  memory.link(platform, linked);
  const all: Heard[] = [];
  const { signal } = new AbortController();
  for await (const heard of askRoster({ directory, platform, roster, linked, clock, signal })) {
    memory.hear(platform, heard, clock.now());
    all.push(heard);
  }
  holder.replace(memory.state(clock.now()));
  return all.flatMap((heard) => findingOf(heard, deps));
}

function findingOf(heard: Heard, deps: Deps): Finding[] {
  switch (heard.kind) {
    case 'account':
      return accountFinding(heard, deps);
    case 'address':
      return [addressFinding(heard)];
    case 'group':
      return [groupFinding(heard, deps)];
  }
}

const RIGHTS = 'See docs/platforms for the rights that reading people and groups needs.';

/** Members are what one expects: nothing is said of them. */
function accountFinding(
  { person, account, answer }: Extract<Heard, { kind: 'account' }>,
  { linked, platform }: Deps,
): Finding[] {
  const subject = `person ${person}`;
  if ('failure' in answer) {
    const detail = `${answer.failure.code}: ${account} cannot be looked up, and counts as the file says`;
    return [{ level: 'warn', subject, detail, remedy: RIGHTS }];
  }
  const standing = answer.value?.standing;
  if (standing === 'member') return [];
  const detail =
    standing === undefined
      ? `${account} is not there: it is nobody`
      : `${account} is ${{ guest: 'a guest', outsider: 'of another organisation or a bot', deactivated: 'deactivated' }[standing]}: it is nobody`;
  const remedy = linked.some((one) => one.account === account)
    ? `${person} joined it with /flow link; /flow unlink ${platform} parts it.`
    : `Mend or remove it under people.${person}.ids.`;
  return [{ level: 'warn', subject, detail, remedy }];
}

function addressFinding({ person, email, answer }: Extract<Heard, { kind: 'address' }>): Finding {
  const subject = `person ${person}`;
  if ('failure' in answer) {
    const detail = `${answer.failure.code}: ${email} cannot be looked up: nobody is known by it`;
    return { level: 'error', subject, detail, remedy: RIGHTS };
  }
  const account = accountBehind(answer.value, email);
  if (account !== undefined) return { level: 'ok', subject, detail: `${email} is ${account}` };
  const detail = `${email} is no verified address of a single member: nobody is known by it`;
  return {
    level: 'warn',
    subject,
    detail,
    remedy: `Have it verified, or write the account under people.${person}.ids.`,
  };
}

function groupFinding(
  { group, answer }: Extract<Heard, { kind: 'group' }>,
  { directory, holder, platform }: Deps,
): Finding {
  const subject = `group ${group}`;
  if ('failure' in answer) {
    const detail = `${answer.failure.code}: it cannot be read, and is nobody`;
    return { level: 'error', subject, detail, remedy: RIGHTS };
  }
  if (answer.value === undefined) {
    const detail = 'it is not there, and is nobody';
    return { level: 'error', subject, detail, remedy: 'Mend or remove it under groups.' };
  }
  const known = new Set<string>();
  for (const { account, standing } of answer.value) {
    if (standing !== 'member') continue;
    const linkedTo = holder.now().linked.get(rosterKey(platform, account));
    const person = directory.personOf({ platform, id: account })?.id ?? linkedTo;
    if (person !== undefined && directory.person(person) !== undefined) known.add(person);
  }
  const who = known.size === 0 ? 'none of them is in people' : [...known].join(', ');
  const detail = `${answer.value.length} members: ${who}`;
  if (known.size > 0) return { level: 'ok', subject, detail };
  return { level: 'warn', subject, detail, remedy: 'Write its members under people: others may do nothing.' };
}
