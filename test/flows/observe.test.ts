import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDirectory } from '../../src/domain/directory.ts';
import type { Phase, RunSnapshot } from '../../src/domain/run.ts';
import { observe } from '../../src/flows/observe.ts';
import { approvalsOfRun } from '../../src/store/approvals.ts';
import { oneShop } from '../ring/one-shop.ts';
import { openFlowUnit } from './flow-unit.ts';

const directory = createDirectory({ language: 'en', platforms: [], people: [], apps: oneShop() });

test('a gate that closes was let through by whom the engine names, or its run has ended, at once or after steps that still follow', async (t) => {
  const unit = await openFlowUnit(t, directory);
  const step = (phase: Phase) => ({
    path: 'go',
    name: 'go',
    title: 'go',
    type: 'suspend',
    phase,
    children: [],
  });
  const states: [step: Phase, run: Phase, closedBy: string | undefined, expected: string][] = [
    ['succeeded', 'running', undefined, 'gate-closed by null'],
    ['succeeded', 'running', 'vela', 'gate-closed by vela'],
    ['succeeded', 'terminated', 'vela', 'gate-closed by vela'],
    ['failed', 'running', undefined, 'run-ended by null'],
    ['failed', 'running', 'vela', 'gate-closed by vela'],
    ['failed', 'terminated', undefined, 'run-ended by null'],
    ['skipped', 'running', undefined, 'gate-closed by null'],
  ];
  for (const [index, [phase, run, closedBy, expected]] of states.entries()) {
    const base = { engine: 'hostile', ref: `run ${index}`, workflow: 'one-gate', links: [] };
    const waits: RunSnapshot = {
      ...base,
      order: 1,
      phase: 'suspended',
      steps: [step('suspended')],
      gates: [{ path: 'go', attempt: 'a', title: 'go' }],
    };
    const closed: RunSnapshot = {
      ...base,
      order: 2,
      phase: run,
      steps: [step(phase)],
      gates: [],
      ...(closedBy === undefined ? {} : { closedBy }),
    };
    for (const snapshot of [waits, closed]) await unit.run((context) => observe(context, snapshot));
    const [approval] = await approvalsOfRun(unit.db.read, index + 1);
    assert.equal(`${approval?.withdrawnBecause} by ${approval?.withdrawnBy}`, expected, `${phase} in ${run}`);
  }
});
