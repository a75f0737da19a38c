/** `deploy` with policies, as a run does it: what goes where, in which order, at what time, and what is done once. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { test } from 'node:test';
import { isFinal, type Json, type RunSnapshot } from '../../../src/domain/run.ts';
import type { Target } from '../../../src/engines/embedded/options.ts';
import { sayingText } from '../../../src/presenter/saying-text.ts';
import { request } from '../../contracts/engine.ts';
import { createHandClock } from '../../fakes/hand-clock.ts';
import { until } from '../../until.ts';
import { linesOf, openPlace, type Place, type Running, startEngine } from './bench.ts';

type Fields = Record<string, Json>;

const application = (steps: string): string => `apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: { name: w }
spec:
  components:
    - { name: web, type: webservice, properties: { image: "web:1" }, dependsOn: [db] }
    - { name: db, type: webservice, properties: { image: "db:1" } }
    - { name: mail, type: webservice, properties: { image: "mail:1" } }
  policies:
    - { name: east, type: topology, properties: { clusters: [e1, e2], namespace: shop } }
    - { name: west, type: topology, properties: { clusters: [w1] } }
    - { name: asia, type: topology, properties: { clusterLabelSelector: { region: asia } } }
    - { name: mars, type: topology, properties: { clusterLabelSelector: { region: mars }, allowEmpty: true } }
    - name: new
      type: override
      properties:
        components: [{ type: webservice, traits: [{ type: scaler, properties: { replicas: 2 } }] }, { name: web, properties: { image: "web:2" } }]
        selector: [web, db]
  workflow:
    steps:
${steps}
`;

/** Writes down what it was given; its output says what it has done. */
function writer(name: string, extra: Partial<Target> = {}): Target {
  const script = `const c = JSON.parse(require('fs').readFileSync(0)); require('fs').appendFileSync(process.env.FOLDER + '/ran', JSON.stringify({ by: '${name}', ...c }) + '\\n'); console.log(JSON.stringify({ at: c.name + '@' + (c.context.cluster ?? 'none') }))`;
  const environment = { PATH: process.env.PATH ?? '', FOLDER: '.' };
  return { name, command: { argv: [process.execPath, '-e', script], environment }, ...extra };
}

async function end({ engine }: Running, ref?: string): Promise<RunSnapshot> {
  const run = ref ?? (await engine.run(request('w'), 'k')).ref;
  return await until('the end', async () => {
    const snapshot = await engine.look(run);
    return snapshot !== undefined && isFinal(snapshot.phase) && snapshot;
  });
}

async function ranIn({ folder }: Place): Promise<Fields[]> {
  return (await linesOf(join(folder, 'ran'))).map((line) => JSON.parse(line));
}

test('each placement leads to its target, which gets the component as the policies make it and where it goes', async () => {
  const file = application(`
      - name: go
        type: deploy
        properties: { policies: [east, west, new] }
        outputs: [{ name: said, valueFrom: 'output["e2/shop"].web.at + " " + output.w1.db.at' }]
      - { name: say, type: print-message-in-status, inputs: [{ from: said, parameterKey: message }] }`);
  const targets = [writer('east', { clusters: ['e1', 'e2'] }), writer('rest')];
  await using place = await openPlace({ files: { 'w.yaml': file }, targets });
  await using running = await startEngine(place);
  const done = await end(running);
  assert.equal(done.phase, 'succeeded', JSON.stringify(done.steps));
  assert.equal(done.steps[1]?.message, 'web@e2 db@w1');
  const ran = await ranIn(place);
  assert.deepEqual(
    ran.map(({ by, name, context }) => {
      const { topology, cluster, namespace, policies } = context as Fields;
      return [by, name, topology, cluster, namespace, policies];
    }),
    [
      ['east', 'db', 'east', 'e1', 'shop', undefined],
      ['east', 'web', 'east', 'e1', 'shop', undefined],
      ['east', 'db', 'east', 'e2', 'shop', undefined],
      ['east', 'web', 'east', 'e2', 'shop', undefined],
      ['rest', 'db', 'west', 'w1', 'default', undefined],
      ['rest', 'web', 'west', 'w1', 'default', undefined],
    ],
  );
  const { by: _by, context: _context, ...web } = ran[1] ?? {};
  assert.deepEqual(web, {
    name: 'web',
    type: 'webservice',
    properties: { image: 'web:2' },
    traits: [{ type: 'scaler', properties: { replicas: 2 } }],
  });
  assert.deepEqual(done.images, ['web:1', 'db:1', 'mail:1', 'web:2']);
  assert.deepEqual(done.steps[0]?.details?.deploys?.modules, [
    { name: 'db', image: 'db:1' },
    { name: 'web', image: 'web:2' },
  ]);
});

test('clusters by labels are those of the configuration; where none may have them nothing is deployed and the step says so', async () => {
  const file = application(`
      - { name: go, type: deploy, properties: { policies: [asia, new] } }
      - { name: none, type: deploy, properties: { policies: [mars] } }`);
  await using place = await openPlace({ files: { 'w.yaml': file }, targets: [writer('all')] });
  const clusterLabels = { seoul: { region: 'asia' }, paris: { region: 'europe' } };
  await using running = await startEngine({ ...place, options: { ...place.options, clusterLabels } });
  const done = await end(running);
  assert.equal(done.phase, 'succeeded', JSON.stringify(done.steps));
  assert.deepEqual(
    (await ranIn(place)).map(({ name, context }) => [name, (context as Fields).cluster]),
    [
      ['db', 'seoul'],
      ['web', 'seoul'],
    ],
  );
  assert.match(done.steps[1]?.message ?? '', /^no cluster has the labels .*nothing was deployed$/);
  assert.equal(sayingText(done.steps[1] ?? {}, 'zh'), '没有集群具有拓扑策略所要求的标签：未部署任何内容');
});

test('parallelism: so many at once and no more, what depends waits, and a restart finds each again', async () => {
  const file = application(
    '      - { name: go, type: deploy, properties: { policies: [west], parallelism: 2 } }',
  );
  const script = `const fs = require('fs'); const { name } = JSON.parse(fs.readFileSync(0)); fs.appendFileSync(process.env.FOLDER + '/ran', name + '\\n'); const t = setInterval(() => { if (fs.existsSync(process.env.FOLDER + '/go-' + name)) { clearInterval(t); console.log('{}'); } }, 5)`;
  const environment = { PATH: process.env.PATH ?? '', FOLDER: '.' };
  const targets = [{ name: 'all', command: { argv: [process.execPath, '-e', script], environment } }];
  await using place = await openPlace({ files: { 'w.yaml': file }, targets });
  await using running = await startEngine(place);
  const { ref } = await running.engine.run(request('w'), 'k');
  const ran = (): Promise<string[]> => linesOf(join(place.folder, 'ran'));
  const go = (name: string): Promise<void> => writeFile(join(place.folder, `go-${name}`), '');
  await until('two to run', async () => (await ran()).length === 2);
  assert.deepEqual((await ran()).toSorted(), ['db', 'mail']);
  await running.restart();
  await go('mail');
  await go('db');
  await until('the one that waits', async () => (await ran()).includes('web'));
  await go('web');
  const done = await end(running, ref);
  assert.equal(done.phase, 'succeeded', JSON.stringify(done.steps));
  assert.deepEqual((await ran()).toSorted(), ['db', 'mail', 'web']);
});

test('what went well at once with something that is tried again is not sent again', async () => {
  const calls: string[] = [];
  const server = createServer((incoming, response) => {
    void (json(incoming) as Promise<{ name: string; context: { cluster: string } }>).then(
      ({ name, context }) => {
        const what = `${context.cluster}/${name}`;
        calls.push(what);
        response.writeHead(what === 'e2/db' && calls.filter((one) => one === what).length < 3 ? 503 : 200);
        response.end('{}');
      },
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const clock = createHandClock();
  const file = application(
    '      - { name: go, type: deploy, properties: { policies: [east, new], parallelism: 9 } }',
  );
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const targets = [{ name: 'hook', http: { url, headers: {}, timeoutMs: 1000 } }];
  try {
    await using place = await openPlace({ files: { 'w.yaml': file }, targets, clock });
    await using running = await startEngine(place, clock);
    const { ref } = await running.engine.run(request('w'), 'k');
    const done = await until('the end', async () => {
      const snapshot = await running.engine.look(ref);
      const message = snapshot?.steps[0]?.message;
      if (message?.startsWith('try ')) {
        assert.match(message, /e2\/shop\/db: .*503/);
        await clock.turn(1000);
      }
      return snapshot !== undefined && isFinal(snapshot.phase) && snapshot;
    });
    assert.equal(done.phase, 'succeeded', JSON.stringify(done.steps));
    assert.deepEqual(calls.toSorted(), ['e1/db', 'e1/web', 'e2/db', 'e2/db', 'e2/db', 'e2/web']);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('one that fails says where, and what waits for it never begins', async () => {
  const file = application(
    '      - { name: go, type: deploy, properties: { policies: [east, new], parallelism: 4 } }',
  );
  const script = `const c = JSON.parse(require('fs').readFileSync(0)); require('fs').appendFileSync(process.env.FOLDER + '/ran', c.context.cluster + '/' + c.name + '\\n'); if (c.context.cluster === 'e1') { console.error('no room'); process.exit(1); }`;
  const environment = { PATH: process.env.PATH ?? '', FOLDER: '.' };
  const targets = [{ name: 'all', command: { argv: [process.execPath, '-e', script], environment } }];
  await using place = await openPlace({ files: { 'w.yaml': file }, targets });
  await using running = await startEngine(place);
  const done = await end(running);
  assert.equal(done.phase, 'failed');
  assert.equal(done.steps[0]?.message, 'e1/shop/db: the command ended with exit code 1: no room');
  assert.deepEqual((await linesOf(join(place.folder, 'ran'))).toSorted(), ['e1/db', 'e2/db']);
});

test('components that are applied by steps of their own go in the order that they ask for', async () => {
  const apply = (name: string): string =>
    `      - { name: ${name}, type: apply-component, properties: { component: ${name}, cluster: c1 } }`;
  const file = application(['web', 'mail', 'db'].map(apply).join('\n')).replace(
    '  workflow:\n',
    '  workflow:\n    mode: { steps: DAG }\n',
  );
  await using place = await openPlace({
    files: { 'w.yaml': file },
    targets: [writer('c', { clusters: ['c1'] })],
  });
  await using running = await startEngine(place);
  const done = await end(running);
  assert.equal(done.phase, 'succeeded', JSON.stringify(done.steps));
  const order = (await ranIn(place)).map(({ name }) => name);
  assert.ok(order.indexOf('db') < order.indexOf('web'), JSON.stringify(order));
});
