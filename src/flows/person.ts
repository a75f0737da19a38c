import type { Person } from '../domain/directory.ts';
import type { Account } from '../domain/event.ts';
import { isFromApi } from '../domain/platform-ability.ts';
import { accountsLinkedTo, personLinkedTo } from '../store/identities.ts';
import type { Around } from './world.ts';

/** Whose account it is: by the configuration, else by what somebody joined to themselves. Undefined for a stranger, a guest, or whoever has left. */
export async function personBehind({ tx, directory }: Around, account: Account): Promise<Person | undefined> {
  // Only tokens of the configuration count here: nobody joins a program to a person.
  if (isFromApi(account)) return directory.holderOf(account.id);
  const known = directory.personOf(account);
  if (known !== undefined || directory.isBarred(account)) return known;
  const linked = await personLinkedTo(tx, account);
  return linked === undefined ? undefined : directory.person(linked);
}

/** Where somebody can be told something on a platform: their configured account, else the first that they joined. */
export async function accountFor(
  { tx, directory }: Around,
  person: string,
  platform: string,
): Promise<string | undefined> {
  const configured = directory.accountOf(person, platform);
  if (configured !== undefined) return configured;
  const linked = await accountsLinkedTo(tx, person);
  return linked.find((account) => account.platform === platform && !directory.isBarred(account))?.id;
}
