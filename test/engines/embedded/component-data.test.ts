/** What components give each other: within a `deploy` at each place its own, and from step to step where each has a step. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { isFinal, type Json, type RunSnapshot } from '../../../src/domain/run.ts';
import { sayingText } from '../../../src/presenter/saying-text.ts';
import { request } from '../../contracts/engine.ts';
import { until } from '../../until.ts';
import { linesOf, openPlace, startEngine } from './bench.ts';

type Ran = { name: string; properties: { [key: string]: Json }; inputs?: Json };

/** Gives back where it is; the database gives no address in cluster `bad`. */
const SCRIPT = `const c = JSON.parse(require('fs').readFileSync(0)); require('fs').appendFileSync(process.env.FOLDER + '/ran', JSON.stringify(c) + '\\n'); const { cluster = 'home' } = c.context; console.log(JSON.stringify(cluster === 'bad' ? {} : { address: { host: c.name + '.' + cluster, port: 1 } }))`;

async function run(
  steps: string,
  data: { inputs?: string; outputs?: string } = {},
): Promise<{ done: RunSnapshot; ran: Ran[] }> {
  const {
    inputs = '[{ from: db-host, parameterKey: "env[0].value" }, { from: db-port, parameterKey: port }]',
    outputs = '[{ name: db-host, valueFrom: output.address.host }, { name: db-port, valueFrom: output.address.port }]',
  } = data;
  const file = `apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: { name: w }
spec:
  components:
    - { name: web, type: webservice, properties: { env: [{ name: DB }] }, inputs: ${inputs} }
    - { name: db, type: webservice, outputs: ${outputs} }
  policies:
    - { name: two, type: topology, properties: { clusters: [c1, c2] } }
    - { name: bad, type: topology, properties: { clusters: [bad] } }
  workflow:
    steps:
${steps}
`;
  const environment = { PATH: process.env.PATH ?? '', FOLDER: '.' };
  const targets = [{ name: 'all', command: { argv: [process.execPath, '-e', SCRIPT], environment } }];
  await using place = await openPlace({ files: { 'w.yaml': file }, targets });
  await using running = await startEngine(place);
  const { ref } = await running.engine.run(request('w'), 'k');
  const done = await until('the end', async () => {
    const snapshot = await running.engine.look(ref);
    return snapshot !== undefined && isFinal(snapshot.phase) && snapshot;
  });
  return { done, ran: (await linesOf(join(place.folder, 'ran'))).map((line) => JSON.parse(line)) };
}

test('a deploy gives to each component what the other gave back at the same place', async () => {
  const { done, ran } = await run(
    '      - { name: go, type: deploy, properties: { policies: [two], parallelism: 9 } }',
  );
  assert.equal(done.phase, 'succeeded', JSON.stringify(done.steps));
  const webs = ran.filter(({ name }) => name === 'web').map(({ properties }) => properties);
  assert.deepEqual(
    webs.map(({ env }) => JSON.stringify(env)).toSorted(),
    ['c1', 'c2'].map((cluster) => JSON.stringify([{ name: 'DB', value: `db.${cluster}` }])),
  );
  assert.deepEqual(
    webs.map(({ port }) => port),
    [1, 1],
  );
  // It is the engine that gives it; the target gets no more than before.
  assert.ok(ran.every((one) => !('inputs' in one) && !('outputs' in one)));
});

test('what is not given fails the step, which says what is missing', async () => {
  const { done, ran } = await run('      - { name: go, type: deploy, properties: { policies: [bad] } }');
  assert.equal(done.phase, 'failed');
  assert.match(done.steps[0]?.message ?? '', /^component "web": output db-host is null: .*address/);
  assert.match(sayingText(done.steps[0] ?? {}, 'zh') ?? '', /^组件“web”：输出 db-host 为空：.*address/);
  assert.deepEqual(
    ran.map(({ name }) => name),
    ['db'],
  );
});

test('steps that apply a component each pass it on as outputs of steps, with or without "properties."', async () => {
  const steps = `      - { name: say, type: print-message-in-status, inputs: [{ from: db-host, parameterKey: message }] }
      - { name: then, type: apply-component, properties: { component: web } }
      - { name: first, type: apply-component, properties: { component: db } }
    mode: { steps: DAG }`;
  for (const prefix of ['', 'properties.']) {
    const { done, ran } = await run(steps, {
      inputs: `[{ from: db-host, parameterKey: "${prefix}host" }, { from: db-port, parameterKey: port }]`,
      outputs:
        '[{ name: db-host, valueFrom: output.address.host + ".svc" }, { name: db-port, valueFrom: output.address.port }]',
    });
    assert.equal(done.phase, 'succeeded', JSON.stringify(done.steps));
    assert.deepEqual([ran[1]?.properties.host, ran[1]?.properties.port], ['db.home.svc', 1]);
    assert.equal(done.steps[0]?.message, 'db.home.svc');
  }
});
