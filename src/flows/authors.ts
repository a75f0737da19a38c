import type { Account } from '../domain/event.ts';
import type { Initiator, RunSnapshot } from '../domain/run.ts';
import { personLinkedTo } from '../store/identities.ts';
import type { Around } from './world.ts';

/**
 * Everybody whom an engine may mean, by the ids, the e-mail address or the mobile that it knows. To have started or written something takes a right away, so
 * it is enough that an account or an address is theirs: a guest's account, a joined one, and an address that two people have.
 */
export async function peopleMeant(around: Around, who: Initiator | undefined): Promise<string[]> {
  const meant = new Set<string>();
  for (const [platform, id] of Object.entries(who?.ids ?? {}))
    for (const person of await owners(around, { platform, id })) meant.add(person);
  const email = who?.email?.toLowerCase();
  for (const person of around.directory.people) {
    if (email !== undefined && person.email?.toLowerCase() === email) meant.add(person.id);
    if (who?.phone !== undefined && person.mobile === who.phone) meant.add(person.id);
  }
  return [...meant];
}

async function owners({ tx, directory }: Around, account: Account): Promise<string[]> {
  const named = directory.people.filter(({ accounts }) => accounts[account.platform] === account.id);
  const known = directory.personOf(account)?.id;
  const linked = await personLinkedTo(tx, account);
  return [...named.map(({ id }) => id), known, linked].filter((id) => id !== undefined);
}

/** Those known authors of what a run deploys, each once: as the engine tells, and as a CI system said (`said`). */
export async function authorsOf(
  around: Around,
  { commits = [] }: Partial<RunSnapshot>,
  said: string | null = null,
): Promise<string[]> {
  const authors = new Set<string>(said === null ? [] : await peopleSaid(around, said));
  for (const { author } of commits)
    for (const person of await peopleMeant(around, author)) authors.add(person);
  return [...authors];
}

/** Whom a text may mean: a name of the configuration, an address, or git's `Name <address>`. */
async function peopleSaid(around: Around, said: string): Promise<string[]> {
  const [, name = said, email = said] = /^(.*?)\s*<([^<>]+)>\s*$/.exec(said) ?? [];
  const named = around.directory.people.filter((person) => person.id === name || person.name === name);
  return [...named.map(({ id }) => id), ...(await peopleMeant(around, { email: email.trim() }))];
}
