import type { Delegation } from '../domain/policy.ts';
import type { Reader, Tx } from './database.ts';
import { and, asc, eq, gt } from './drizzle.ts';
import { statement } from './statement.ts';

const since = statement((db, s, p) =>
  db
    .select()
    .from(s.delegations)
    .where(gt(s.delegations.until, p('at')))
    .orderBy(asc(s.delegations.until)),
);

/** What was handed over by command and was not over at `at`. */
export async function delegationsSince(tx: Reader, at: number): Promise<Delegation[]> {
  return (await since(tx, { at })).map(({ person, delegate, since, until }) => {
    return { from: person, to: delegate, since, until };
  });
}

/** Ends what somebody handed over. Resolves with the number of delegations that held until now. */
export async function endDelegations(tx: Tx, person: string, now: number): Promise<number> {
  const { delegations } = tx.schema;
  const { changes } = await tx
    .update(delegations)
    .set({ until: now })
    .where(and(eq(delegations.person, person), gt(delegations.until, now)));
  return changes;
}

export async function insertDelegation(tx: Tx, { from, to, since, until }: Delegation): Promise<void> {
  await tx.insert(tx.schema.delegations).values({ person: from, delegate: to, since, until });
}
