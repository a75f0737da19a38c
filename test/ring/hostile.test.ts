import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFinal } from '../../src/domain/run.ts';
import { verifyAudit } from '../../src/store/audit.ts';
import { runById } from '../../src/store/runs.ts';
import { systemClock } from '../../src/time.ts';
import { AUDIT_KEYS } from '../fakes/audit-keys.ts';
import { createHostileEngine } from '../fakes/hostile-engine.ts';
import { createRandom } from '../fakes/random.ts';
import { until } from '../until.ts';
import { approveOf, cardsOf, click, command, noticesOf, openHouse, WORKFLOWS } from './harness.ts';

const RUNS = 60;

/** Replay with SEED=…; the seed of a failure is in its message. */
const SEEDS = process.env['SEED'] === undefined ? [11, 12, 13] : [Number(process.env['SEED'])];

for (const seed of SEEDS) {
  test(`whatever the engine and the chat do, each gate is settled once and each card ends on the truth (seed ${seed})`, async () => {
    const hostile = createHostileEngine({
      id: 'hostile',
      seed,
      clock: systemClock,
      workflows: WORKFLOWS,
      rates: { late: 0.2, lost: 0.15, dropped: 0.1, unreachable: 0.1, throttled: 0.1, elsewhere: 0.1 },
      telling: { twice: 0.3, late: 0.4 },
    });
    const random = createRandom(seed);
    const house = await openHouse([hostile.engine]);
    const { chat } = house;
    for (let i = 0; i < RUNS; i += 1) {
      for (const method of ['post', 'edit'] as const) {
        if (random.next() < 0.3)
          chat.faults.push({ method, outcome: 'unknown', applied: random.next() < 0.5 });
        if (random.next() < 0.2) chat.faults.push({ method, outcome: 'throttled', retryAfterMs: 5 });
      }
    }
    for (let i = 0; i < RUNS; i += 1) await command(house, 'ada', '/deploy shop prod tag=v1');

    // Both approvers click whatever they see, again and again, until nothing waits.
    const clicked = new Set<string>();
    await until('every run to end', async () => {
      for (const { card, ref } of cardsOf(chat)) {
        const approve = approveOf(card);
        if (approve === undefined) continue;
        for (const person of ['ben', 'chen']) {
          if (clicked.has(`${person} ${ref.message} ${approve.attempt}`)) continue;
          clicked.add(`${person} ${ref.message} ${approve.attempt}`);
          await click(house, person, approve);
        }
      }
      const runs = await Promise.all(Array.from({ length: RUNS }, (_, i) => runById(house.db.read, i + 1)));
      return runs.every((run) => run?.snapshot != null && isFinal(run.snapshot.phase));
    });
    await until('every card to show the end', () =>
      cardsOf(chat).every((one) => approveOf(one.card) === undefined && /succeeded/.test(one.card.summary)),
    );

    assert.equal(hostile.truth.started.size, RUNS);
    assert.deepEqual(
      [...hostile.truth.started.values()].filter((times) => times !== 1),
      [],
      'a run was started twice',
    );
    const gates = hostile.truth.settled.map(({ ref, path, attempt }) => `${ref} ${path} ${attempt}`);
    assert.equal(new Set(gates).size, gates.length, 'a gate was settled twice');
    assert.equal(gates.length, RUNS);
    assert.equal(cardsOf(chat).length, RUNS, 'one card for each run');
    const perCard = new Map<string, number>();
    for (const { room } of noticesOf(chat))
      perCard.set(room.thread ?? '', (perCard.get(room.thread ?? '') ?? 0) + 1);
    assert.deepEqual(
      [...perCard.values()].filter((count) => count !== 1),
      [],
      'a notice was sent twice',
    );
    assert.equal((await verifyAudit(house.db, AUDIT_KEYS)).intact, true);
    await house.close();
  });
}
