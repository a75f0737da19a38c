import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { createEmbeddedEngine } from '../../../src/engines/embedded/embedded-engine.ts';
import { ConfigError, UpstreamError, UserError } from '../../../src/errors.ts';
import { silentLog } from '../../../src/log.ts';
import { systemClock } from '../../../src/time.ts';
import { request } from '../../contracts/engine.ts';
import { openPlace, script } from './bench.ts';

const WORKFLOW = `
apiVersion: core.oam.dev/v1alpha1
kind: Workflow
metadata: { name: w }
steps: [{ name: ask, type: suspend, meta: { alias: Ask } }]
`;

test('what doctor sees: workflows, programs, the data folder', async () => {
  const good = script('append');
  const missing = {
    name: 'lost',
    command: { argv: ['no-such-program'], environment: { PATH: '/usr/bin:/bin' } },
  };
  const found = { name: 'found', command: { argv: ['sh'], environment: { PATH: '/usr/bin:/bin' } } };
  await using place = await openPlace({
    files: { 'w.yaml': WORKFLOW },
    targets: [good, missing, found],
    exec: { node: process.execPath, gone: './no-such-program' },
  });
  const { engine } = createEmbeddedEngine(place.options, {
    db: place.db,
    clock: systemClock,
    log: silentLog,
  });
  const findings = await engine.check();
  assert.deepEqual(
    findings.map((f) => [f.level, f.subject.split(' ')[0], f.detail.split(' ')[0]]),
    [
      ['ok', 'workflows', 'w'],
      ['ok', 'target', process.execPath],
      ['error', 'target', 'the'],
      ['ok', 'target', findings[3]?.detail],
      ['ok', 'program', process.execPath],
      ['error', 'program', 'the'],
      ['ok', 'data', 'will'],
    ],
  );
  assert.match(findings[3]?.detail ?? '', /^\/(usr\/)?bin\/sh$/);
  assert.ok(findings[2]?.remedy);
});

test('mistakes in files are findings for doctor, and keep the engine from starting', async () => {
  await using place = await openPlace({ files: { 'w.yaml': WORKFLOW.replace('suspend', 'suspnd') } });
  const options = { ...place.options, dataDir: join(place.options.workflows, 'w.yaml', 'data') };
  const { engine } = createEmbeddedEngine(options, { db: place.db, clock: systemClock, log: silentLog });
  const findings = await engine.check();
  assert.deepEqual(
    findings.map((f) => [f.level, f.subject.split(' ')[0]]),
    [
      ['error', 'w.yaml:5:28'],
      ['error', 'data'],
    ],
  );
  await assert.rejects(
    engine.start(async () => {}),
    ConfigError,
  );
});

test("an engine that was not started refuses, an unknown workflow is the asker's mistake", async () => {
  await using place = await openPlace({ files: { 'w.yaml': WORKFLOW } });
  const { engine } = createEmbeddedEngine(place.options, {
    db: place.db,
    clock: systemClock,
    log: silentLog,
  });
  await assert.rejects(
    engine.run(request('w'), 'k'),
    (e) => e instanceof UpstreamError && e.outcome === 'unreachable',
  );
  assert.deepEqual(await engine.offers(), [
    { workflow: 'w', title: 'w', steps: [{ title: 'Ask', type: 'suspend' }] },
  ]);
  await engine.start(async () => {});
  await assert.rejects(engine.run(request('x'), 'k'), (error) => {
    assert.ok(error instanceof UserError);
    assert.deepEqual([error.code, error.data], ['engine.unknown-workflow', { workflow: 'x', known: ['w'] }]);
    return true;
  });
  const { ref } = await engine.run(request('w'), 'k');
  assert.deepEqual(
    await engine.run(request('x'), 'k'),
    { ref },
    'a key that started a run names it, whatever is asked with it',
  );
  await engine.stop();
});
