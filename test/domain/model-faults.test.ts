import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explore } from './model/explore.ts';
import { FAULTS } from './model/faults.ts';
import { plant } from './model/plant.ts';
import { smallWorlds } from './model/worlds.ts';

for (const fault of FAULTS) {
  test(`the model check finds it when ${fault.name}`, async (t) => {
    const core = await plant(fault);
    let states = 0;
    for (const world of [...smallWorlds(300)].slice(fault.skip)) {
      const explored = explore(core, world);
      states += explored.states;
      if (explored.violation === undefined) continue;
      t.diagnostic(`found after ${states} states: ${explored.violation.what}`);
      return;
    }
    assert.fail(`not found in ${states} states`);
  });
}
