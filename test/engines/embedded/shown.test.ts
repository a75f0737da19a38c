import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFinal, type RunSnapshot } from '../../../src/domain/run.ts';
import { createEmbeddedEngine } from '../../../src/engines/embedded/embedded-engine.ts';
import { silentLog } from '../../../src/log.ts';
import { systemClock } from '../../../src/time.ts';
import { request } from '../../contracts/engine.ts';
import { until } from '../../until.ts';
import { openPlace } from './bench.ts';

test('what is told again after a start has no secrets either', async () => {
  const file = `apiVersion: core.oam.dev/v1alpha1
kind: Workflow
metadata: { name: w }
steps:
  - { name: say, type: print-message-in-status, properties: { message: t0psecret } }
`;
  const secrets = { hook: { token: 't0psecret' } };
  await using place = await openPlace({ files: { 'w.yaml': file }, secrets });
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
