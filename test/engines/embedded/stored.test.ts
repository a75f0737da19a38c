import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../../../src/domain/run.ts';
import { createEmbeddedEngine } from '../../../src/engines/embedded/embedded-engine.ts';
import type { RunDocument } from '../../../src/engines/embedded/plan.ts';
import {
  hasEffectAt,
  holderOf,
  readState,
  waitsFor,
  writeState,
} from '../../../src/engines/embedded/run/stored.ts';
import { silentLog } from '../../../src/log.ts';
import { insertExecution } from '../../../src/store/executions.ts';
import { systemClock } from '../../../src/time.ts';
import { until } from '../../until.ts';
import { openPlace } from './bench.ts';

const print = (name: string) => ({ name, type: 'print-message-in-status', properties: { message: name } });

/** As a server of version 0.1 wrote it. */
const document: RunDocument = {
  plan: {
    workflow: 'w',
    kind: 'Workflow',
    namespace: 'default',
    context: {},
    components: [],
    policies: [],
    steps: [print('built'), { name: 'ask', type: 'suspend', properties: {} }, print('after')],
  },
  app: 'shop',
  environment: 'prod',
  initiator: { name: 'Ada' },
};
const waiting: Json = {
  steps: [
    { phase: 'succeeded', attempt: 'a1', startedAt: 1, endedAt: 1, message: 'built' },
    { phase: 'suspended', attempt: 'a2', startedAt: 1, reason: 'Suspend' },
  ],
  settled: { a0: { key: 'k', by: 'Ben' } },
  acts: { r: 'retry' },
};

test('a state of before steps were a graph is read by the places of its steps', () => {
  const state = readState(waiting, document);
  assert.deepEqual([...state.steps.keys()], ['built', 'ask']);
  assert.equal(state.steps.get('ask')?.attempt, 'a2');
  assert.deepEqual(state.settled, { a0: { key: 'k', by: 'Ben' } });
  assert.deepEqual(state.acts, { r: 'retry' });
  assert.deepEqual([waitsFor(waiting, 'a2'), waitsFor(waiting, 'a1')], [true, false]);
  assert.deepEqual(readState(writeState(state), document), state);
});

test('the server whose command was under way then still holds the run', () => {
  const effect = { kind: 'command', place: 'here', since: 1 };
  const flying: Json = { steps: [{ phase: 'running', attempt: 'a1', startedAt: 1, effect }] };
  assert.deepEqual(
    [holderOf(flying), hasEffectAt(flying, 'here'), hasEffectAt(flying, 'there')],
    ['here', true, false],
  );
  assert.equal(readState(flying, document).holder, 'here');
  assert.equal(holderOf({ steps: [] }), undefined);
  assert.equal(
    holderOf({ steps: [{ name: 'built', phase: 'running', attempt: 'a1', startedAt: 1, effect }] }),
    undefined,
  );
});

test('names of steps are data, whatever they are', () => {
  const steps = ['__proto__', 'constructor', '1', '0'].map(print);
  const odd = { ...document, plan: { ...document.plan, steps } };
  const state = {
    steps: new Map(
      steps.map(({ name }, i) => [name, { phase: 'running' as const, attempt: `a${i}`, startedAt: 1 }]),
    ),
  };
  const read = readState(JSON.parse(JSON.stringify(writeState(state))), odd);
  assert.deepEqual([...read.steps], [...state.steps]);
});

test('a run that an older server left is brought to its end', async () => {
  const text =
    'apiVersion: core.oam.dev/v1alpha1\nkind: Workflow\nmetadata: { name: w }\nsteps: [{ type: suspend }]';
  await using place = await openPlace({ files: { 'w.yaml': text } });
  const { db } = place;
  const id = await db.tx((tx) =>
    insertExecution(tx, {
      engine: 'local',
      key: 'k',
      workflow: 'w',
      document: document as unknown as Json,
      state: waiting,
      phase: 'suspended',
      order: 4,
      wakeAt: null,
      untold: null,
      createdAt: 1,
      endedAt: null,
      leaseEpoch: 0,
      leaseUntil: 0,
    }),
  );
  const { engine } = createEmbeddedEngine(place.options, { db, clock: systemClock, log: silentLog });
  await engine.start(async () => {});
  const ref = String(id);
  const gate = { path: 'ask', attempt: 'a2' };
  assert.deepEqual((await engine.look(ref))?.gates, [{ ...gate, title: 'ask' }]);
  assert.deepEqual(await engine.decide(ref, gate, 'approve', { name: 'Ben' }, 'd'), { kind: 'accepted' });
  const end = await until('its end', async () => {
    const snapshot = await engine.look(ref);
    return snapshot?.phase === 'succeeded' && snapshot;
  });
  assert.deepEqual([end.order, end.steps.map((s) => s.phase)], [5, ['succeeded', 'succeeded', 'succeeded']]);
  await engine.stop();
});
