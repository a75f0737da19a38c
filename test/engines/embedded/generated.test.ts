import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { isFinal } from '../../../src/domain/run.ts';
import { appProblems } from '../../../src/engines/embedded/app-problems.ts';
import { loadWorkflows } from '../../../src/engines/embedded/load/loader.ts';
import { graphOf } from '../../../src/engines/embedded/run/graph.ts';
import { contextOf } from '../../../src/engines/embedded/run/scope.ts';
import { ConfigError } from '../../../src/errors.ts';
import { until } from '../../until.ts';
import { linesOf, openPlace, script, startEngine } from './bench.ts';

const BARE = `apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: { name: shop }
spec:
  components:
    - { name: web, type: webservice, properties: { image: 'shop:v1' } }
`;

const PROD = { workflow: 'shop/prod', application: 'shop', environment: 'prod', targets: ['eu', 'us'] };

async function openShop(file = BARE, generated = [PROD]) {
  const targets = ['eu', 'us'].map((name) => ({
    ...script('append'),
    name,
    takes: ['webservice'],
    environments: ['prod'],
  }));
  const place = await openPlace({ files: { 'shop.yaml': file }, targets });
  return { ...place, options: { ...place.options, generated } };
}

async function problemsOf(...given: Parameters<typeof openShop>): Promise<string[]> {
  await using place = await openShop(...given);
  try {
    await loadWorkflows(place.options);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems.map(({ path, message }) => `${path}: ${message}`);
  }
  return [];
}

test('an Application without a workflow goes to the targets of its environment, one after another', async () => {
  await using place = await openShop();
  await using running = await startEngine(place);
  const { engine, told } = running;
  const request = {
    workflow: 'shop/prod',
    app: 'shop',
    environment: 'prod',
    parameters: [{ sets: 'components.web.properties.image', value: 'shop:v2' }],
    initiator: { name: 'Ada' },
  };
  assert.deepEqual(
    engine.outline?.(request)?.map(({ path, type }) => [path, type]),
    [
      ['eu', 'deploy2env'],
      ['us', 'deploy2env'],
    ],
  );
  await engine.run(request, 'key');
  const end = await until('the end', () => told.find(({ phase }) => isFinal(phase)));
  assert.equal(end.phase, 'succeeded', end.message);
  assert.equal(end.workflow, 'shop/prod');
  assert.deepEqual(end.images, ['shop:v2']);
  const lines = await linesOf(join(place.folder, 'ran'));
  assert.deepEqual(
    lines.map((line) => line.split(' ').filter((_, at) => at === 1 || at === 3)),
    [
      ['eu', 'web'],
      ['us', 'web'],
    ],
  );
  // KubeVela's context names the Application, which has no part in what we call its workflow.
  const plan = (await loadWorkflows(place.options)).get('shop/prod');
  const eu = plan && graphOf(plan).nodes.get('eu');
  assert.ok(plan && eu);
  const { name, appName } = contextOf(plan, eu, 'attempt');
  assert.deepEqual({ name, appName }, { name: 'shop', appName: 'shop' });
});

test('the parameters of such an environment are checked against it', async () => {
  await using place = await openShop();
  const parameter = { required: false, type: 'string' } as const;
  const environment = {
    id: 'prod',
    workflow: 'shop/prod',
    targets: ['eu', 'us'],
    operators: [],
    approvers: [],
    rooms: [],
    parameters: [
      { ...parameter, name: 'image', sets: 'components.web.properties.image' },
      { ...parameter, name: 'strange', sets: 'components.wep.properties.image' },
    ],
  };
  const found = await appProblems(place.options, [{ id: 'shop', environments: [environment] }], []);
  assert.deepEqual(
    found.map(({ path }) => path),
    ['apps.shop.environments.prod parameter strange'],
  );
});

test('what such an environment lacks is told', async () => {
  const test_ = { ...PROD, workflow: 'shop/test', environment: 'test' };
  assert.match(
    String(await problemsOf(BARE.replace('name: shop', 'name: shopp'))),
    /apps\.shop\.environments\.prod: has targets and no workflow.*Application "shop"/s,
  );
  assert.match(
    String(await problemsOf(`${BARE}  policies: [{ name: prod-targets, type: topology }]\n`)),
    /^shop\.yaml:7:14: a policy of this name is made for the environment prod of shop/,
  );
  // What is wrong with the file is told once, however many environments are made from it.
  const twice = await problemsOf(BARE.replace('type: webservice', 'type: webservice, colour: red'), [
    PROD,
    test_,
  ]);
  assert.equal(twice.length, 1);
  assert.match(String(twice), /^shop\.yaml:6:\d+: .*colour/);
  const strange = await problemsOf(BARE.replace('webservice', 'cron-task'));
  assert.match(String(strange), /no target takes component "web" of type "cron-task"/);
  const own = `${BARE}---\n${BARE}  workflow: { steps: [{ type: deploy2env, properties: { env: eu } }] }\n`;
  assert.match(String(await problemsOf(own)), /"shop" is also the name of the workflow at/);
});
