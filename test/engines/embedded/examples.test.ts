import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Json, RunSnapshot } from '../../../src/domain/run.ts';
import { isFinal } from '../../../src/domain/run.ts';
import type { RunRequest } from '../../../src/engines/engine.ts';
import { until } from '../../until.ts';
import { openPlace, type Running, startEngine } from './bench.ts';

const EXAMPLES = fileURLToPath(new URL('../../../examples/', import.meta.url));

async function openExamples(...folders: string[]): Promise<Running & { state(file: string): Promise<Json> }> {
  const files: Record<string, string> = {};
  for (const folder of folders) {
    const names = await readdir(join(EXAMPLES, folder));
    for (const name of names) files[name] = await readFile(join(EXAMPLES, folder, name), 'utf8');
  }
  const environment = { PATH: process.env.PATH ?? '', PLACE_DIR: '.', REPLICA_MS: '1' };
  const argv = [process.execPath, join(EXAMPLES, 'targets/place.mjs')];
  const place = await openPlace({
    files,
    targets: [{ name: 'machine', command: { argv, cwd: EXAMPLES, environment } }],
  });
  environment.PLACE_DIR = join(place.folder, 'deployed');
  const [target] = place.options.targets;
  if (target?.command === undefined) throw new Error('no target');
  const options = {
    ...place.options,
    targets: [{ ...target, command: { ...target.command, environment } }],
  };
  const running = await startEngine({ ...place, options });
  return {
    ...running,
    engine: running.engine,
    state: async (file) => JSON.parse(await readFile(join(environment.PLACE_DIR, file), 'utf8')),
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
    },
  };
}

function request(
  workflow: string,
  environment: string,
  parameters: RunRequest['parameters'] = [],
): RunRequest {
  return { workflow, app: 'shop', environment, parameters, initiator: { name: 'Ada' } };
}

async function stateOf(running: Running, ref: string, is: (s: RunSnapshot) => boolean): Promise<RunSnapshot> {
  return await until(`a state of run ${ref}`, async () => {
    const snapshot = await running.engine.look(ref);
    return snapshot !== undefined && is(snapshot) && snapshot;
  });
}

async function approve(
  running: Running,
  snapshot: RunSnapshot,
  answers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const [gate] = snapshot.gates;
  assert.ok(gate);
  const outcome = await running.engine.decide(
    snapshot.ref,
    gate,
    'approve',
    { name: 'Ben', answers },
    `d-${gate.attempt}`,
  );
  assert.deepEqual(outcome, { kind: 'accepted' });
}

test('an Application in the old spellings takes the status of its component into a later step', async () => {
  await using running = await openExamples('workflows');
  const { ref } = await running.engine.run(request('express-server', 'default'), 'k');
  const end = await stateOf(running, ref, (s) => isFinal(s.phase));
  assert.equal(end.phase, 'succeeded', JSON.stringify(end.steps));
  assert.equal(end.steps[0]?.message, '开始运行工作流');
  assert.match(end.steps[2]?.message ?? '', /^1 of 1 replicas run latest, ready after .* 工作流运行完成$/);
  const replica = await running.state('default/express-server/replica-1.json');
  assert.deepEqual(replica, {
    image: 'crccheck/hello-world',
    tag: 'latest',
    port: 8000,
    run: ref,
    number: 1,
  });
});

test('two deploys with a manual approval between them', async () => {
  await using running = await openExamples('workflows');
  const { ref } = await running.engine.run(request('manual-approval', 'prod'), 'k');
  const waiting = await stateOf(running, ref, (s) => s.phase === 'suspended');
  assert.deepEqual(
    waiting.steps.map((s) => s.phase),
    ['succeeded', 'suspended', 'pending'],
  );
  await approve(running, waiting);
  const end = await stateOf(running, ref, (s) => isFinal(s.phase));
  assert.deepEqual(
    end.steps.map((s) => s.phase),
    ['succeeded', 'succeeded', 'succeeded'],
  );
});

test('the shop of the playground goes to production by one canary', async () => {
  await using running = await openExamples('playground/workflows');
  const tag = [{ sets: 'components.shop.properties.tag', value: 'v2' }];
  const { ref } = await running.engine.run(request('shop-prod', 'prod', tag), 'k');
  const waiting = await stateOf(running, ref, (s) => s.phase === 'suspended');
  assert.match(waiting.gates[0]?.message ?? '', /^Canary looks healthy\?/);
  assert.deepEqual(await running.state('prod/shop/state.json'), {
    image: 'registry.example/shop:v2',
    replicas: 1,
    run: ref,
  });
  await approve(running, waiting);
  const end = await stateOf(running, ref, (s) => isFinal(s.phase));
  assert.equal(end.phase, 'succeeded', JSON.stringify(end.steps));
  assert.match(end.steps.at(-1)?.message ?? '', /^4 of 4 replicas run v2, .* Production is up to date\.$/);
});

test('the shop of the playground goes to staging, and a bad tag fails with what the target says', async () => {
  await using running = await openExamples('playground/workflows');
  const good = await running.engine.run(request('shop-staging', 'staging'), 'k1');
  await approve(running, await stateOf(running, good.ref, (s) => s.phase === 'suspended'));
  const end = await stateOf(running, good.ref, (s) => isFinal(s.phase));
  assert.match(end.steps.at(-1)?.message ?? '', /Staging is up to date\.$/);

  const tag = [{ sets: 'components.shop.properties.tag', value: 'v2; rm -rf /' }];
  const bad = await running.engine.run(request('shop-staging', 'staging', tag), 'k2');
  const failed = await stateOf(running, bad.ref, (s) => isFinal(s.phase));
  assert.equal(failed.phase, 'failed');
  assert.equal(
    failed.steps[1]?.message,
    'the command ended with exit code 1: component shop: "v2; rm -rf /" is no tag',
  );
  assert.equal(failed.steps[3]?.phase, 'skipped');
});

test('what the approver fills in says whether it goes now, and what covers it', async () => {
  await using running = await openExamples('workflows');
  for (const [window, deployed] of [
    ['now', 'succeeded'],
    ['tonight', 'skipped'],
  ] as const) {
    const { ref } = await running.engine.run(request('change-ticket', 'prod'), window);
    const waiting = await stateOf(running, ref, (s) => s.phase === 'suspended');
    assert.deepEqual(waiting.images, ['crccheck/hello-world']);
    await approve(running, waiting, { ticket: 'OPS-7', window });
    const end = await stateOf(running, ref, (s) => isFinal(s.phase));
    assert.deepEqual(
      end.steps.map((s) => s.phase),
      ['succeeded', deployed, 'succeeded'],
      JSON.stringify(end.steps),
    );
    assert.equal(end.steps.at(-1)?.message, 'OPS-7');
  }
});
