import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeRound } from './report.ts';
import { LEAST_KILLS, playRound } from './round.ts';
import { REQUIRED_WINDOWS } from './windows.ts';

/** `SEED=… node --test test/crash/crash.test.ts` plays the same stories and aims again. */
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1_000_000));
const RUNS = 200;
const KILLS = 64;

void test(`killed at any moment, the server decides what it acknowledged and does nothing twice (SEED=${SEED})`, async (t) => {
  const round = await playRound({ seed: SEED, runs: RUNS, kills: KILLS, say: () => {} });
  for (const line of describeRound(round)) t.diagnostic(line);
  assert.deepEqual(round.violations, [], `SEED=${SEED}, logs in ${round.folder}`);
  assert.ok(round.counts.runs >= RUNS, `${round.counts.runs} runs`);
  assert.ok(round.killed >= 60, `${round.killed} kills`);
  for (const window of REQUIRED_WINDOWS)
    assert.ok(round.kills[window] >= LEAST_KILLS, `${round.kills[window]} kills fell into "${window}"`);
});
