import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadCore, SHIPPED } from './model/core.ts';
import { explore } from './model/explore.ts';
import { smallWorlds } from './model/worlds.ts';

/** So many that a million states are reached. */
const WORLDS = 680;

test('in a million states of small worlds, no order of deeds breaks the policy or leaves a question stuck', async (t) => {
  const core = await loadCore(SHIPPED);
  const started = process.cpuUsage();
  let worlds = 0;
  let states = 0;
  let deeds = 0;
  for (const world of smallWorlds(WORLDS)) {
    const explored = explore(core, world);
    assert.equal(explored.violation, undefined, JSON.stringify(explored.violation));
    worlds++;
    states += explored.states;
    deeds += explored.deeds;
  }
  const seconds = process.cpuUsage(started).user / 1e6;
  t.diagnostic(
    `${worlds} worlds, ${states} distinct states, ${deeds} deeds, ${seconds.toFixed(1)} s of processor time`,
  );
  assert.ok(states >= 1_000_000, `only ${states} states`);
});
