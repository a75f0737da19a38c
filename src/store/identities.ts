import type { Account } from '../domain/event.ts';
import type { Reader, Tx } from './database.ts';
import { and, asc, eq, gt, isNull, lte } from './drizzle.ts';
import type { Schema } from './schema.ts';
import { statement } from './statement.ts';

const byAccount = statement((db, s, p) =>
  db
    .select({ person: s.identities.person })
    .from(s.identities)
    .where(and(eq(s.identities.platform, p('platform')), eq(s.identities.account, p('account')))),
);

/** Whom an account was joined to. */
export async function personLinkedTo(tx: Reader, { platform, id }: Account): Promise<string | undefined> {
  return (await byAccount(tx, { platform, account: id }))[0]?.person;
}

const byPerson = statement((db, s, p) =>
  db
    .select({ platform: s.identities.platform, id: s.identities.account })
    .from(s.identities)
    .where(eq(s.identities.person, p('person')))
    .orderBy(asc(s.identities.id)),
);

/** The accounts that somebody joined to themselves, the oldest first. */
export async function accountsLinkedTo(tx: Reader, person: string): Promise<Account[]> {
  return await byPerson(tx, { person });
}

/** All accounts of a platform that somebody joined to themselves. */
export async function linkedAccountsOn(
  reader: Reader,
  platform: string,
): Promise<{ account: string; person: string }[]> {
  const { identities } = reader.schema;
  return await reader
    .select({ account: identities.account, person: identities.person })
    .from(identities)
    .where(eq(identities.platform, platform));
}

/** Throws a `UniqueViolation` when the account is somebody's. */
export async function insertIdentity(
  tx: Tx,
  { platform, id }: Account,
  person: string,
  linkedAt: number,
): Promise<void> {
  await tx.insert(tx.schema.identities).values({ platform, account: id, person, linkedAt });
}

/** Resolves with the number of accounts that were parted from the person. */
export async function deleteIdentities(tx: Tx, person: string, platform: string): Promise<number> {
  const { identities } = tx.schema;
  const { changes } = await tx
    .delete(identities)
    .where(and(eq(identities.person, person), eq(identities.platform, platform)));
  return changes;
}

export type LinkRequest = Schema['linkRequests']['$inferSelect'];

/** `code` is the SHA-256 of what the person types. What the account asked for before is void: whoever asks often leaves one row. */
export async function putLinkRequest(
  tx: Tx,
  request: Pick<LinkRequest, 'code' | 'platform' | 'account' | 'name' | 'until'>,
): Promise<void> {
  const { linkRequests } = tx.schema;
  await tx
    .delete(linkRequests)
    .where(and(eq(linkRequests.platform, request.platform), eq(linkRequests.account, request.account)));
  await tx.insert(linkRequests).values(request);
}

/** Requests that are good no more; a used one goes when its time is over. Resolves with how many went. */
export async function deleteEndedLinkRequests(tx: Tx, now: number): Promise<number> {
  const { linkRequests } = tx.schema;
  const { changes } = await tx.delete(linkRequests).where(lte(linkRequests.until, now));
  return changes;
}

/** An unused request that is still good. */
export async function linkRequestByCode(
  tx: Reader,
  code: string,
  now: number,
): Promise<LinkRequest | undefined> {
  const { linkRequests } = tx.schema;
  const [request] = await tx
    .select()
    .from(linkRequests)
    .where(and(eq(linkRequests.code, code), isNull(linkRequests.usedAt), gt(linkRequests.until, now)));
  return request;
}

export async function changeLinkRequest(
  tx: Tx,
  id: number,
  change: Partial<Pick<LinkRequest, 'shownTo' | 'usedAt'>>,
): Promise<void> {
  const { linkRequests } = tx.schema;
  await tx.update(linkRequests).set(change).where(eq(linkRequests.id, id));
}
