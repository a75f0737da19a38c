import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import type { Database } from '../../../src/store/database.ts';
import { createRandom } from '../../fakes/random.ts';
import { openDatabase } from './bench.ts';
import { drive } from './model/drive.ts';
import { FAULTS, HOLD_FAULTS } from './model/faults.ts';
import { type Machine, plant, shippedMachine } from './model/machine.ts';
import { simulate } from './model/reference.ts';
import { allOf, type Spec } from './model/spec.ts';
import { heldSpecs, specs, describe as told } from './model/specs.ts';

/** Nothing here is to outlive the machine, and most of the time would go into waiting for its disk. */
const MEMORY = '/dev/shm';

let folder: string;
let db: Database;
before(async () => {
  folder = await mkdtemp(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'greenlight-graph-'));
  db = await openDatabase(join(folder, 'greenlight.db'));
});
after(async () => {
  await db.close();
  await rm(folder, { recursive: true });
});

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000_000);
let runs = 0;

/** The engine and the reference come to the same at every moment, and begin everything as often. */
async function compare(machine: Machine, spec: Spec, crashSeed: number): Promise<void> {
  const expected = simulate(spec);
  runs += 1;
  const crashes = crashSeed % 3 > 0;
  const actual = await drive(spec, {
    machine,
    db,
    key: `k${runs}`,
    random: createRandom(crashSeed),
    crashes,
  });
  assert.deepEqual(actual, expected);
}

const cases = fc.record({ spec: specs, crashSeed: fc.nat(1_000_000) });

test('random workflows come to what the reference says, through crashes, and every step runs as often as it should', async (t) => {
  t.diagnostic(`SEED=${seed}`);
  const machine = await shippedMachine();
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(cases, async ({ spec, crashSeed }) => {
      for (const { kind } of allOf(spec)) seen.set(kind, (seen.get(kind) ?? 0) + 1);
      try {
        await compare(machine, spec, crashSeed);
      } catch (error) {
        throw new Error(`${told(spec)}\n${error instanceof Error ? error.message : String(error)}`, {
          cause: error,
        });
      }
    }),
    { numRuns: Number(process.env.RUNS ?? 200), seed },
  );
  t.diagnostic(`steps: ${[...seen].map(([kind, n]) => `${n} ${kind}`).join(', ')}`);
});

const heldCases = fc.record({ spec: heldSpecs, crashSeed: fc.nat(1_000_000) });

test('the same holds while somebody suspends a run by hand and resumes it', async (t) => {
  t.diagnostic(`SEED=${seed}`);
  const machine = await shippedMachine();
  await fc.assert(
    fc.asyncProperty(heldCases, async (one) => {
      try {
        await compare(machine, one.spec, one.crashSeed);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        throw new Error(`${told(one.spec)}\n${message}`, { cause: error });
      }
    }),
    { numRuns: Number(process.env.RUNS ?? 100), seed },
  );
});

/** The same for every fault. */
function samples(): { spec: Spec; crashSeed: number }[] {
  sampled ??= fc.sample(cases, { seed: 1, numRuns: 1500 });
  return sampled;
}
const heldSamples = (): { spec: Spec; crashSeed: number }[] =>
  fc.sample(heldCases, { seed: 1, numRuns: 600 });
let sampled: { spec: Spec; crashSeed: number }[] | undefined;

for (const [fault, drawn] of [
  ...FAULTS.map((fault) => [fault, samples] as const),
  ...HOLD_FAULTS.map((fault) => [fault, heldSamples] as const),
]) {
  test(`it finds out when ${fault.name}`, async (t) => {
    await using planted = await plant(fault);
    for (const [i, { spec, crashSeed }] of drawn().entries()) {
      if (i < (fault.skip ?? 0)) continue;
      const found = await compare(planted.machine, spec, crashSeed).then(
        () => false,
        () => true,
      );
      if (!found) continue;
      t.diagnostic(`found with the workflow number ${i}`);
      return;
    }
    assert.fail('not found');
  });
}
