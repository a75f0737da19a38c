import type { Verdict } from '../domain/card.ts';
import type { Reader, Tx } from './database.ts';
import { and, asc, eq, notInArray, sql } from './drizzle.ts';
import type { Schema } from './schema.ts';
import { statement } from './statement.ts';

/** How a verdict came. */
export type Surface = 'button' | 'form' | 'reply' | 'command' | 'link' | 'api';

export type DecisionRow = Schema['decisions']['$inferSelect'];

export type NewDecision = {
  approval: number;
  person: string;
  /** Whose right it uses. */
  seat: string;
  level: number;
  verdict: Verdict;
  reason: string | null;
  fields: Readonly<Record<string, string>> | null;
  breakGlass: boolean;
  surface: Surface;
  platform: string;
  inbox: number;
  at: number;
};

const insertVote = statement((db, s, p) =>
  db.insert(s.decisions).values({
    approval: p('approval'),
    person: p('person'),
    seat: p('seat'),
    level: p('level'),
    verdict: p('verdict'),
    reason: p('reason'),
    fields: p('fields'),
    breakGlass: p('breakGlass'),
    surface: p('surface'),
    platform: p('platform'),
    inbox: p('inbox'),
    at: p('at'),
  }),
);

/** Throws a `UniqueViolation` when this person has a vote that counts already. */
export async function insertDecision(tx: Tx, decision: NewDecision): Promise<void> {
  await insertVote(tx, decision);
}

const revoke = statement((db, s, p) =>
  db
    .update(s.decisions)
    .set({ state: 'revoked' })
    .where(
      and(
        eq(s.decisions.approval, p('approval')),
        eq(s.decisions.person, p('person')),
        eq(s.decisions.state, sql`'counted'`),
      ),
    ),
);

/** The vote stays on record and counts no more. */
export async function revokeDecision(tx: Tx, approval: number, person: string): Promise<void> {
  await revoke(tx, { approval, person });
}

const givenBy = statement((db, s, p) =>
  db
    .select({ id: s.decisions.id })
    .from(s.decisions)
    .where(and(eq(s.decisions.approval, p('approval')), eq(s.decisions.person, p('person')))),
);

/** How many votes a person has given on a question, those that were taken back included. */
export async function votesGivenBy(tx: Reader, approval: number, person: string): Promise<number> {
  return (await givenBy(tx, { approval, person })).length;
}

/** The approvals of all others stay on record and count no more: they filled no place when the question was settled. */
export async function voidApprovalsBut(tx: Tx, approval: number, people: readonly string[]): Promise<void> {
  const { decisions } = tx.schema;
  await tx
    .update(decisions)
    .set({ state: 'void' })
    .where(
      and(
        eq(decisions.approval, approval),
        eq(decisions.state, sql`'counted'`),
        eq(decisions.verdict, sql`'approve'`),
        notInArray(decisions.person, [...people]),
      ),
    );
}

const ofApproval = statement((db, s, p) =>
  db
    .select()
    .from(s.decisions)
    .where(and(eq(s.decisions.approval, p('approval')), eq(s.decisions.state, sql`'counted'`)))
    .orderBy(asc(s.decisions.id)),
);

/** The votes that count, in the order in which they were given. */
export async function decisionsOf(tx: Reader, approval: number): Promise<DecisionRow[]> {
  return await ofApproval(tx, { approval });
}

const ofRun = statement((db, s, p) =>
  db
    .select({ decision: s.decisions })
    .from(s.decisions)
    .innerJoin(s.approvals, eq(s.approvals.id, s.decisions.approval))
    .where(and(eq(s.approvals.run, p('run')), eq(s.decisions.state, sql`'counted'`)))
    .orderBy(asc(s.decisions.id)),
);

/** The votes that count of all questions of a run, in the order in which they were given. */
export async function decisionsOfRun(tx: Reader, run: number): Promise<DecisionRow[]> {
  return (await ofRun(tx, { run })).map(({ decision }) => decision);
}
