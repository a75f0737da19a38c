import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { isFinal, type Json, type RunSnapshot } from '../../../src/domain/run.ts';
import { bindingOf } from '../../../src/engines/embedded/env-binding.ts';
import type { Target } from '../../../src/engines/embedded/options.ts';
import { ConfigError } from '../../../src/errors.ts';
import { request } from '../../contracts/engine.ts';
import { until } from '../../until.ts';
import { linesOf, openPlace, type Place, type Running, startEngine } from './bench.ts';

const web = {
  name: 'web',
  type: 'webservice',
  properties: { image: 'web:1', env: { A: '1', B: '2' }, ports: [80, 81] },
  traits: [{ type: 'scaler', properties: { replicas: 1 } }, { type: 'ingress' }],
};
const worker = { name: 'worker', type: 'worker', properties: { image: 'worker:1' }, traits: [] };

function binding(env: Json, policy = ''): ReturnType<typeof bindingOf> {
  const policies: Json[] = [
    { name: 'first', type: 'topology' },
    { name: 'envs', type: 'env-binding', properties: { envs: [env] } },
  ];
  return bindingOf({ components: [web, worker], policies }, policy, 'test');
}

function componentsOf(env: Json): Json {
  const found = binding(env);
  assert.ok(!('problem' in found), JSON.stringify(found));
  return found.components;
}

test('an env without patch and selector takes the components as they are, to its cluster and namespace', () => {
  const placement = { clusterSelector: { name: 'c1' }, namespaceSelector: { name: 'n1' } };
  assert.deepEqual(binding({ name: 'test', placement }), {
    components: [web, worker],
    placement: { cluster: 'c1', namespace: 'n1' },
  });
  assert.deepEqual(binding({ name: 'test' }, 'envs'), { components: [web, worker], placement: {} });
});

test('a patch merges properties and traits field by field; lists are replaced', () => {
  const patch = {
    components: [
      {
        name: 'web',
        type: 'webservice',
        properties: { image: 'web:2', env: { B: '3' }, ports: [90] },
        traits: [{ type: 'scaler', properties: { replicas: 4 } }, { type: 'gateway' }],
      },
    ],
  };
  assert.deepEqual(componentsOf({ name: 'test', patch }), [
    {
      ...web,
      properties: { image: 'web:2', env: { A: '1', B: '3' }, ports: [90] },
      traits: [{ type: 'scaler', properties: { replicas: 4 } }, { type: 'ingress' }, { type: 'gateway' }],
    },
    worker,
  ]);
});

test('a patch of another type replaces the component, one of another name adds it, and the selector chooses afterwards', () => {
  const patch = {
    components: [
      { name: 'web', type: 'static', properties: { dir: 'x' } },
      { name: 'db', type: 'postgres' },
    ],
  };
  const replaced = { name: 'web', type: 'static', properties: { dir: 'x' }, traits: [] };
  const added = { name: 'db', type: 'postgres', properties: {}, traits: [] };
  assert.deepEqual(componentsOf({ name: 'test', patch }), [replaced, worker, added]);
  assert.deepEqual(componentsOf({ name: 'test', patch, selector: { components: ['db', 'web'] } }), [
    replaced,
    added,
  ]);
});

test('what is not there is said with what is', () => {
  const problem = (found: ReturnType<typeof bindingOf>): string => ('problem' in found ? found.problem : '');
  assert.equal(problem(binding({ name: 'prod' })), 'policy "envs" has no env "test" (it has prod)');
  assert.match(
    problem(binding({ name: 'test' }, 'env')),
    /no policy "env" of type env-binding; did you mean "envs"\? \(it has envs\)$/,
  );
  assert.match(problem(binding({ name: 'test' }, 'first')), /no policy "first" of type env-binding/);
  assert.match(
    problem(binding({ name: 'test', selector: { components: ['x'] } })),
    /leaves none of the components/,
  );
});

/** A target that writes down what it was given. */
function append(extra: Partial<Target>): Target {
  const environment = { PATH: process.env.PATH ?? '', FOLDER: '.' };
  const argv = ['sh', '-c', 'input=$(cat); printf "%s\\n" "$input" >> "$FOLDER/ran"'];
  return { name: 'append', command: { argv, environment }, ...extra };
}

const application = (step: string): string => `apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: { name: w }
spec:
  components:
    - { name: web, type: webservice, properties: { image: "web:1" } }
    - { name: worker, type: webservice, properties: { image: "worker:1" } }
  policies:
    - name: envs
      type: env-binding
      properties:
        created: false
        engine: local
        envs:
          - { name: test, placement: { namespaceSelector: { name: ns-test } }, selector: { components: [web] } }
          - name: live
            placement: { clusterSelector: { name: far } }
            patch: { components: [{ name: web, type: webservice, properties: { image: "web:2" } }] }
  workflow:
    steps:
      - ${step}
`;

async function open(step: string, targets: readonly Target[]): Promise<Place> {
  return await openPlace({ files: { 'w.yaml': application(step) }, targets });
}

async function end({ engine }: Running): Promise<RunSnapshot> {
  const { ref } = await engine.run(request('w'), 'k');
  return await until('the end', async () => {
    const snapshot = await engine.look(ref);
    return snapshot !== undefined && isFinal(snapshot.phase) && snapshot;
  });
}

async function ranIn({ folder }: Place): Promise<Record<string, Json>[]> {
  return (await linesOf(join(folder, 'ran'))).map((line) => JSON.parse(line));
}

test('deploy2env hands each component, as the policy makes it, to the target of that environment', async () => {
  const step = '{ name: go, type: deploy2env, properties: { policy: envs, env: live } }';
  await using place = await open(step, [
    append({ name: 'here', environments: ['prod'] }),
    append({ name: 'there', environments: ['live'] }),
  ]);
  await using running = await startEngine(place);
  const done = await end(running);
  assert.equal(done.phase, 'succeeded', JSON.stringify(done.steps));
  assert.deepEqual(
    (await ranIn(place)).map(({ name, properties, context }) => {
      const { env, environment, cluster, namespace } = context as Record<string, Json>;
      return [name, (properties as Record<string, Json>).image, env, environment, cluster, namespace];
    }),
    [
      ['web', 'web:2', 'live', 'live', 'far', 'default'],
      ['worker', 'worker:1', 'live', 'live', 'far', 'default'],
    ],
  );
  assert.deepEqual(done.images, ['web:1', 'worker:1', 'web:2']);
  assert.deepEqual(done.steps[0]?.details?.deploys?.environment, 'live');
});

test('an env that is called like a target goes there, in the environment of the run', async () => {
  const step = '{ name: go, type: deploy2env, properties: { env: test } }';
  await using place = await open(step, [append({ name: 'other' }), append({ name: 'test' })]);
  await using running = await startEngine(place);
  const done = await end(running);
  assert.equal(done.phase, 'succeeded', JSON.stringify(done.steps));
  assert.deepEqual(
    (await ranIn(place)).map(({ name, context }) => {
      const { env, environment, namespace } = context as Record<string, Json>;
      return [name, env, environment, namespace];
    }),
    [['web', 'test', 'prod', 'ns-test']],
  );
});

test('parallel: all components are under way at once, a restart finds each, and one that fails says which', async () => {
  const step =
    '{ name: go, type: deploy2env, properties: { env: live, parallel: true }, outputs: [{ name: all, valueFrom: output }] }';
  const rendezvous = `const fs = require('fs'); const c = JSON.parse(fs.readFileSync(0)); fs.appendFileSync(process.env.FOLDER + '/ran', c.name + '\\n'); const t = setInterval(() => { if (!fs.existsSync(process.env.FOLDER + '/go')) return; clearInterval(t); if (c.name === 'worker') { console.error('no room'); process.exit(1); } console.log('{"ok":1}'); }, 5)`;
  const command = {
    argv: [process.execPath, '-e', rendezvous],
    environment: { PATH: process.env.PATH ?? '', FOLDER: '.' },
  };
  await using place = await open(step, [{ name: 'all', command }]);
  await using running = await startEngine(place);
  const { ref } = await running.engine.run(request('w'), 'k');
  const ran = join(place.folder, 'ran');
  await until('both to run', async () => (await linesOf(ran)).length === 2);
  await running.restart();
  await writeFile(join(place.folder, 'go'), '');
  const done = await until('the end', async () => {
    const snapshot = await running.engine.look(ref);
    return snapshot !== undefined && isFinal(snapshot.phase) && snapshot;
  });
  assert.equal(done.steps[0]?.message, 'worker: the command ended with exit code 1: no room');
  assert.deepEqual((await linesOf(ran)).sort(), ['web', 'worker']);
});

test('what deploy2env cannot mean is refused where it is written', async () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['{ type: deploy2env }', /step "step-0" needs "env"/],
    [
      '{ type: deploy2env, properties: { env: tst } }',
      /policy "envs" has no env "tst"; did you mean "test"\?/,
    ],
    [
      '{ type: deploy2env, properties: { env: test, policy: env } }',
      /no policy "env" of type env-binding; did you mean "envs"\?/,
    ],
    [
      '{ type: deploy2env, properties: { env: test, parallel: 2 } }',
      /"parallel" of "properties" of step "step-0" is a number/,
    ],
    [
      '{ type: deploy2env, properties: { env: live } }',
      /no target takes component "web".*targets: append takes all types in staging/,
    ],
  ];
  for (const [step, expected] of cases) {
    await using place = await open(step, [append({ environments: ['staging'] })]);
    await assert.rejects(startEngine(place), (error: unknown) => {
      assert.ok(error instanceof ConfigError);
      assert.match(error.problems.map(({ message }) => message).join('\n'), expected);
      return true;
    });
  }
  const labels = application('{ type: deploy2env, properties: { env: live } }').replace(
    '{ name: far }',
    '{ labels: { a: b } }',
  );
  await using place = await openPlace({ files: { 'w.yaml': labels }, targets: [append({})] });
  await assert.rejects(startEngine(place), /labels choose among clusters/);
});
