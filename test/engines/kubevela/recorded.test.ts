import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { asApplication, fixture, phasesOf, snapshotOf } from './documents.ts';

const LINEAR = ['smoke', 'manual-approval', 'deploy', 'on-reject', 'always'];
const zipped = (...phases: string[]): string[] => LINEAR.map((name, i) => `${name} ${phases[i] ?? ''}`);

/** What documents of KubeVela 0.6 (workflow 0.7) say, as runs and as Applications. */
const CASES: Readonly<
  Record<string, { phase: string; steps: string[]; gates?: string[]; message?: string }>
> = {
  'run-suspending': {
    phase: 'suspended',
    steps: zipped('succeeded', 'suspended', 'pending', 'pending', 'pending'),
    gates: ['manual-approval: Approve shop:1.4.2 to prod?'],
  },
  'run-resumed-a-moment-ago': {
    phase: 'running',
    steps: zipped('succeeded', 'running', 'pending', 'pending', 'pending'),
  },
  'run-succeeded': {
    phase: 'succeeded',
    steps: zipped('succeeded', 'succeeded', 'succeeded', 'skipped', 'succeeded'),
  },
  'run-terminated-by-reject': {
    phase: 'terminated',
    steps: zipped('succeeded', 'failed', 'skipped', 'succeeded', 'succeeded'),
    message: 'Release approval: rejected by ou_alice via Feishu',
  },
  'run-retrying': { phase: 'running', steps: ['deploy running', 'next pending', 'always pending'] },
  'run-failed-final': {
    phase: 'failed',
    steps: ['deploy failed', 'next skipped', 'always succeeded'],
    message:
      'deploy: function call error for req: Get "http://127.0.0.1:1/…": dial tcp 127.0.0.1:1: connect: connection refused',
  },
  'run-failed-action': {
    phase: 'failed',
    steps: ['deploy failed', 'next skipped', 'always succeeded'],
    message: 'deploy: request of http://127.0.0.1:28090/… is fail: 500',
  },
  'run-suspended-by-hand': {
    phase: 'suspended',
    steps: ['smoke succeeded', 'wait suspended', 'end pending'],
  },
  'run-executing': { phase: 'running', steps: ['smoke succeeded', 'wait running', 'end pending'] },
  'run-dag-two-suspended': {
    phase: 'suspended',
    steps: ['a suspended', 'b suspended', 'after-a pending', 'after-b pending'],
    gates: ['a', 'b'],
  },
  'run-suspended-substep': {
    phase: 'suspended',
    steps: [
      'smoke succeeded',
      'checks suspended',
      'checks/db-check succeeded',
      'checks/dba-approve suspended',
      'checks/sec-approve suspended',
      'checks/slow-check succeeded',
      'after pending',
    ],
    gates: ['checks/dba-approve: DBA please approve', 'checks/sec-approve: Security?'],
  },
  'run-suspended-one-substep-left': {
    phase: 'suspended',
    steps: [
      'smoke succeeded',
      'checks suspended',
      'checks/db-check succeeded',
      'checks/dba-approve succeeded',
      'checks/sec-approve suspended',
      'checks/slow-check succeeded',
      'after pending',
    ],
    gates: ['checks/sec-approve: Security?'],
  },
  'run-group-terminated': {
    phase: 'terminated',
    steps: [
      'checks failed',
      'checks/db-check succeeded',
      'checks/dba-approve failed',
      'checks/sec-approve failed',
      'after skipped',
      'always succeeded',
    ],
    message: 'dba-approve: rejected by ou_alice via Feishu',
  },
};

describe('the normal form of recorded documents', () => {
  for (const [name, { phase, steps, gates = [], message }] of Object.entries(CASES)) {
    for (const document of [fixture(name), asApplication(fixture(name))]) {
      it(`${name} as ${JSON.stringify(document['kind'])}`, () => {
        const snapshot = snapshotOf(document);
        assert.equal(snapshot.phase, phase);
        assert.deepEqual(phasesOf(snapshot), steps);
        assert.deepEqual(
          snapshot.gates.map((gate) =>
            [gate.path, gate.message].filter((one) => one !== undefined).join(': '),
          ),
          gates,
        );
        assert.equal(snapshot.message, message);
      });
    }
  }
});
