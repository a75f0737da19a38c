import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFinal, type RunSnapshot, stepAt } from '../../../src/domain/run.ts';
import { tell, tellBecause } from '../../../src/engines/common/told.ts';
import { createEmbeddedEngine } from '../../../src/engines/embedded/embedded-engine.ts';
import type { Plan } from '../../../src/engines/embedded/plan.ts';
import { advance } from '../../../src/engines/embedded/run/advance.ts';
import { createShown } from '../../../src/engines/embedded/run/shown.ts';
import { newState } from '../../../src/engines/embedded/run/state.ts';
import { silentLog } from '../../../src/log.ts';
import { sayingText } from '../../../src/presenter/saying-text.ts';
import { systemClock } from '../../../src/time.ts';
import { request } from '../../contracts/engine.ts';
import { until } from '../../until.ts';
import { openPlace } from './bench.ts';

const SECRETS = { hook: { token: 't0psecret' } };

test('a secret is hidden in the reason of a reason too, which the reader gets instead of the line', () => {
  const plan: Plan = {
    workflow: 'w',
    kind: 'Workflow',
    namespace: 'default',
    context: {},
    components: [],
    policies: [],
    mode: { steps: 'StepByStep', subSteps: 'DAG' },
    steps: [{ name: 'one', type: 'request', properties: {} }],
  };
  const document = { plan, app: 'shop', environment: 'prod', initiator: {} };
  const state = newState();
  advance(document, state, { now: 1000, attempt: () => 'a' });
  const step = state.steps.get('one');
  assert.ok(step);
  Object.assign(step, tellBecause('gave-up', tell('words', { words: 'got t0psecret' }), { failures: 11 }));
  const row = { id: 1, engine: 'local', key: 'k', order: 1, createdAt: 0, endedAt: null, document, state };
  const snapshot = createShown({ secrets: SECRETS })(row);
  assert.doesNotMatch(JSON.stringify(snapshot), /t0psecret/);
  assert.equal(sayingText(stepAt(snapshot.steps, 'one') ?? {}, 'zh'), '已失败 11 次，最后一次：got ***');
});

test('what is told again after a start has no secrets either', async () => {
  const file = `apiVersion: core.oam.dev/v1alpha1
kind: Workflow
metadata: { name: w }
steps:
  - { name: say, type: print-message-in-status, properties: { message: t0psecret } }
`;
  await using place = await openPlace({ files: { 'w.yaml': file }, secrets: SECRETS });
  const surroundings = { db: place.db, clock: systemClock, log: silentLog };
  const deaf = createEmbeddedEngine(place.options, surroundings);
  await deaf.engine.start(() => Promise.reject(new Error('not now')));
  const { ref } = await deaf.engine.run(request('w'), 'k');
  await until('the end', async () => isFinal((await deaf.engine.look(ref))?.phase ?? 'pending'));
  await deaf.engine.stop();
  const told: RunSnapshot[] = [];
  const { engine } = createEmbeddedEngine(place.options, surroundings);
  await engine.start(async (snapshot) => void told.push(snapshot));
  const [snapshot] = await until('the run', () => told.length > 0 && told);
  await engine.stop();
  assert.equal(snapshot?.steps[0]?.message, '***');
});
