import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { desc, eq, isNull, sql } from '../../../src/store/drizzle.ts';
import { appendLock, lock, skipLocked } from '../../../src/store/lock.ts';
import { type Params, statement } from '../../../src/store/statement.ts';
import type { TestSchema } from '../../store/tables.ts';
import { ITEM, insertItem, namesOf, type Open, opener, type TestDatabase, type TestTx } from './items.ts';

export function racesContract(name: string, open: Open): void {
  const opened = opener(open);

  describe(`${name}: races`, () => {
    it('lets one of two last votes settle the question', async (t) => {
      const db = await opened(t);
      const { questions, votes } = db.schema;
      const id = await ask(db, 3);
      await vote(db, id, 'ada');
      const settled = await Promise.all(['ben', 'cyd', 'dee', 'eve'].map((person) => vote(db, id, person)));
      assert.deepEqual(settled.filter(Boolean).length, 1);
      const [row] = await db.read.select().from(questions);
      assert.equal(row?.state, 'approved');
      assert.equal((await db.read.select().from(votes)).length, 3, 'votes after the last one are refused');
    });

    it('lets either the vote or the expiry have the question, never both', async (t) => {
      const db = await opened(t);
      for (let round = 0; round < 10; round += 1) {
        const id = await ask(db, 1);
        const [voted, expired] = await Promise.all([vote(db, id, 'ada'), expire(db, id)]);
        const [row] = await db.read.select().from(db.schema.questions).where(eq(db.schema.questions.id, id));
        assert.equal(voted, !expired);
        assert.equal(row?.state, voted ? 'approved' : 'expired');
      }
    });

    it('gives a lease to one of many who saw the same epoch', async (t) => {
      const db = await opened(t);
      const { jobs } = db.schema;
      const claim = statement((q, s: TestSchema, p: Params<{ epoch: number; holder: string }>) =>
        q
          .update(s.jobs)
          .set({ epoch: sql`${s.jobs.epoch} + 1`, holder: p('holder') })
          .where(eq(s.jobs.epoch, p('epoch')))
          .returning({ id: s.jobs.id }),
      );
      await db.tx(async (tx) => await tx.insert(jobs).values({}));
      const holders = ['a', 'b', 'c', 'd', 'e'];
      const claims = await Promise.all(
        holders.map((holder) => db.tx(async (tx) => (await claim(tx, { epoch: 0, holder })).length === 1)),
      );
      assert.equal(claims.filter(Boolean).length, 1);
      const [row] = await db.read.select().from(jobs);
      assert.equal(row?.epoch, 1);
      assert.equal(row?.holder, holders[claims.indexOf(true)]);
    });

    it('gives waiting work to several claimers without giving any of it twice', async (t) => {
      const db = await opened(t);
      const { jobs } = db.schema;
      await db.tx(
        async (tx) => await tx.insert(jobs).values(Array.from({ length: 20 }, () => ({ epoch: 0 }))),
      );
      const free = statement((q, s: TestSchema, p: Params<{ limit: number }>) =>
        skipLocked(
          q,
          q
            .select({ id: s.jobs.id })
            .from(s.jobs)
            .where(isNull(s.jobs.holder))
            .orderBy(s.jobs.id)
            .limit(p('limit')),
        ),
      );
      const claimed = await Promise.all(
        ['a', 'b', 'c', 'd'].map((holder) =>
          db.tx(async (tx) => {
            const rows = await free(tx, { limit: 5 });
            for (const { id } of rows) await tx.update(jobs).set({ holder }).where(eq(jobs.id, id));
            return rows.map(({ id }) => id);
          }),
        ),
      );
      assert.equal(new Set(claimed.flat()).size, claimed.flat().length);
      assert.deepEqual(
        claimed.map((ids) => ids.length),
        [5, 5, 5, 5],
      );
    });

    it('chains 50 appends that come at once', async (t) => {
      const db = await opened(t);
      const { chain } = db.schema;
      const entries = Array.from({ length: 50 }, (_, i) => `entry ${i}`);
      await Promise.all(entries.map((entry) => db.tx((tx) => append(tx, entry))));
      const rows = await db.read.select().from(chain).orderBy(chain.id);
      assert.equal(rows.length, entries.length);
      let previous = '';
      for (const row of rows) {
        assert.equal(row.previous, previous);
        assert.equal(row.hash, hashOf(previous, row.entry));
        previous = row.hash;
      }
    });

    it('shows nothing of a unit before its end', async (t) => {
      const db = await opened(t);
      // As if someone else read while the unit is in the middle of its work.
      const someoneElse = AsyncLocalStorage.snapshot();
      let seen: string[] | undefined;
      await db.tx(async (tx) => {
        await insertItem(tx, ITEM);
        seen = await someoneElse(() => namesOf(db));
        await insertItem(tx, { ...ITEM, name: 'b' });
      });
      assert.deepEqual(seen, []);
      assert.deepEqual(await namesOf(db), ['a', 'b']);
    });
  });
}

const byQuestion = statement((db, s: TestSchema, p: Params<{ question: number }>) =>
  db
    .select({ person: s.votes.person })
    .from(s.votes)
    .where(eq(s.votes.question, p('question'))),
);

async function ask(db: TestDatabase, needed: number): Promise<number> {
  const { questions } = db.schema;
  const [row] = await db.tx(
    async (tx) => await tx.insert(questions).values({ needed }).returning({ id: questions.id }),
  );
  return row?.id ?? 0;
}

/** True when this vote was the last one needed. */
function vote(db: TestDatabase, id: number, person: string): Promise<boolean> {
  const { questions, votes } = db.schema;
  return db.tx(async (tx) => {
    const question = await lock(tx, questions, id);
    if (question?.state !== 'open') return false;
    await tx.insert(votes).values({ question: id, person });
    if ((await byQuestion(tx, { question: id })).length < question.needed) return false;
    await tx.update(questions).set({ state: 'approved' }).where(eq(questions.id, id));
    return true;
  });
}

/** True when the question was still open. */
function expire(db: TestDatabase, id: number): Promise<boolean> {
  const { questions } = db.schema;
  return db.tx(async (tx) => {
    if ((await lock(tx, questions, id))?.state !== 'open') return false;
    await tx.update(questions).set({ state: 'expired' }).where(eq(questions.id, id));
    return true;
  });
}

async function append(tx: TestTx, entry: string): Promise<void> {
  const { chain } = tx.schema;
  await appendLock(tx);
  const [last] = await tx.select().from(chain).orderBy(desc(chain.id)).limit(1);
  const previous = last?.hash ?? '';
  await tx.insert(chain).values({ entry, previous, hash: hashOf(previous, entry) });
}

function hashOf(previous: string, entry: string): string {
  return createHash('sha256').update(previous).update(entry).digest('hex');
}
