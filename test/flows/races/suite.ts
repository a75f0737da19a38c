import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { verifyAudit } from '../../../src/store/audit.ts';
import type { Database } from '../../../src/store/database.ts';
import { AUDIT_KEYS } from '../../fakes/audit-keys.ts';
import { createRandom } from '../../fakes/random.ts';
import { until } from '../../until.ts';
import { ask, callerFor, countingEngine, type Outcome } from './arena.ts';
import { RACES, type Race } from './list.ts';

const ROUNDS = 100;
/** Rounds that are run side by side: more than a server has connections would only queue. */
const TOGETHER = 5;

/** `servers` are those that share the database: one for SQLite, two for PostgreSQL. */
export function racesOfFlows(name: string, servers: () => readonly Database[]): void {
  describe(`${name}: deeds at the same moment`, () => {
    for (const race of RACES) {
      it(`${race.name}: one outcome, one entry, one call, and everybody is told`, async (t) => {
        const [first, second = first] = servers();
        assert.ok(first && second);
        const random = createRandom(ROUNDS);
        const seen = new Map<number, number>();
        for (let round = 0; round < ROUNDS; round += TOGETHER) {
          const ways = await Promise.all(
            Array.from({ length: TOGETHER }, () => play(race, [first, second], random.below(2) === 0)),
          );
          for (const way of ways) seen.set(way, (seen.get(way) ?? 0) + 1);
        }
        assert.equal((await verifyAudit(first, AUDIT_KEYS)).intact, true);
        t.diagnostic(
          `${ROUNDS} rounds; each way: ${race.ways.map((_, way) => seen.get(way) ?? 0).join(', ')}`,
        );
      });
    }

    it('every call that the races owe is made once, whichever server makes it, but none for what has changed since', async (t) => {
      const all = servers();
      const made: string[] = [];
      const engine = countingEngine((key) => made.push(key));
      const callers = all.map((db) => callerFor(db, engine));
      t.after(() => Promise.all(callers.map((caller) => caller.stop())));
      for (const caller of callers) caller.start();
      const [db] = all;
      assert.ok(db);
      const { engineCalls } = db.schema;
      const calls = await until('every call to be settled', async () => {
        const rows = await db.read.select().from(engineCalls);
        return rows.every(({ settledAt }) => settledAt !== null) && rows;
      });
      assert.ok(calls.length >= ROUNDS);
      // A vote that came before the change was for something else.
      const due = calls.filter(({ state, note }) => state !== 'refused' || note !== 'changed');
      assert.deepEqual(made.toSorted(), due.map(({ key }) => key).toSorted());
      assert.ok(due.every(({ state }) => state === 'accepted'));
      t.diagnostic(`${made.length} calls`);
    });
  });
}

/** One round; resolves with the way in which it went. `swapped`: the second deed sets out first. */
async function play(race: Race, servers: readonly [Database, Database], swapped: boolean): Promise<number> {
  const asked = await ask(servers[0]);
  for (const deed of race.before?.(asked) ?? []) await deed(servers[0]);
  const racers = race.deeds(asked).map((deed, lane) => async () => {
    return { lane, told: await deed(servers[lane % 2 === 0 ? 0 : 1]) };
  });
  const results = await Promise.all((swapped ? racers.toReversed() : racers).map((run) => run()));
  const told = results.toSorted((a, b) => a.lane - b.lane).map((result) => result.told);
  const found = { ...(await asked.outcome()), told };
  const key = JSON.stringify(sorted(found));
  const way = race.ways.findIndex((one) => JSON.stringify(sorted(one)) === key);
  assert.notEqual(way, -1, `it went no way that it may: ${key}`);
  return way;
}

function sorted({ states, votes, settling, calls, told }: Outcome & { told: readonly string[] }) {
  return { states, votes, settling, calls, told };
}
