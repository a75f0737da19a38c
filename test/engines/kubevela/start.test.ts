import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { RunRequest } from '../../../src/engines/engine.ts';
import { UpstreamError, UserError } from '../../../src/errors.ts';
import type { JsonObject } from '../../fakes/kubernetes/json.ts';
import { APPLICATIONS, WORKFLOW_RUNS, WORKFLOWS } from '../../fakes/kubernetes/resources.ts';
import { argoCdMarks, fluxMarks, marked } from '../../fakes/kubevela/gitops.ts';
import { application, workflow } from '../../fakes/kubevela/objects.ts';
import { ASK, type House, isOver, MESSAGE, openHouse, toldOf, waits } from './house.ts';

const request = (workflow: string, more: Partial<RunRequest> = {}): RunRequest => ({
  workflow,
  app: 'shop',
  environment: 'prod',
  parameters: [],
  initiator: { name: 'Ada' },
  ...more,
});

function userError(code: string): (error: unknown) => boolean {
  return (error) => error instanceof UserError && error.code === code;
}

type Spec = {
  context?: JsonObject;
  workflowSpec: { steps: { name: string; properties?: JsonObject; subSteps?: { name: string }[] }[] };
  components: { properties: { image: string; port: number } }[];
};
const specOf = (object: JsonObject): Spec => object['spec'] as unknown as Spec;

async function withTemplates<T>(text: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-templates-'));
  try {
    await writeFile(join(folder, 'templates.yaml'), text);
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('a run is started from a template', () => {
  it('of the cluster, as it is at that moment, with its parameters as data', async () => {
    await using house = await openHouse();
    const steps = [{ name: 'say', type: 'print-message-in-status', properties: { message: 'x' } }, ASK];
    await house.apply(WORKFLOWS, workflow('prod', 'release', steps));
    const running = await house.engine();
    const hostile = '"}: \\(x) ${y}\nsteps: []';
    const { ref } = await running.engine.run(
      request('release', {
        parameters: [
          { sets: 'steps.say.properties.message', value: hostile },
          { sets: 'context.image.tag', value: 'v2' },
        ],
      }),
      'key-1',
    );
    const run = await toldOf(running, ref.split('/')[2] ?? '', waits);
    assert.deepEqual([run.workflow, run.app, run.environment, run.key], ['release', 'shop', 'prod', 'key-1']);
    const object = house.object(WORKFLOW_RUNS, ref.split('/')[2] ?? '');
    assert.deepEqual(specOf(object).context, { image: { tag: 'v2' } });
    assert.equal(specOf(object).workflowSpec.steps[0]?.properties?.['message'], hostile);
    // What becomes of the template later is none of this run's business.
    assert.equal('workflowRef' in specOf(object), false);
  });

  it('of a file, whose steps get the names that they lack', async () => {
    const text = `
apiVersion: core.oam.dev/v1alpha1
kind: WorkflowRun
metadata: { name: nightly, labels: { team: shop } }
spec:
  context: { env: prod }
  mode: { steps: DAG }
  workflowSpec:
    steps:
      - { type: print-message-in-status, properties: { message: a } }
      - { type: step-group, subSteps: [{ type: print-message-in-status, properties: { message: b } }] }
`;
    await withTemplates(text, async (templates) => {
      await using house = await openHouse();
      const running = await house.engine({ templates });
      assert.deepEqual(
        running.engine.outline?.(request('nightly'))?.map(({ path }) => path),
        ['step-0', 'step-1', 'step-1/step-1-0'],
      );
      const { ref } = await running.engine.run(request('nightly'), 'key-1');
      const end = await toldOf(running, ref.split('/')[2] ?? '', isOver);
      assert.equal(end.phase, 'succeeded');
      const { metadata } = house.object(WORKFLOW_RUNS, ref.split('/')[2] ?? '') as { metadata: JsonObject };
      assert.equal((metadata['labels'] as JsonObject)['team'], 'shop');
    });
  });

  it('files with mistakes keep the engine from starting, with place and reason', async () => {
    await withTemplates(
      'kind: Workflow\n---\napiVersion: core.oam.dev/v1alpha1\nkind: Workflow\nmetadata: { name: A }\nsteps: []\n',
      async (templates) => {
        await using house = await openHouse();
        await assert.rejects(
          house.engine({ templates }),
          /templates\.yaml:1:1: apiVersion.*templates\.yaml:3:1: metadata\.name/s,
        );
      },
    );
  });

  it('a parameter that has no place is refused, before and at the start', async () => {
    await using house = await openHouse();
    await house.apply(WORKFLOWS, workflow('prod', 'release', [MESSAGE]));
    const running = await house.engine();
    for (const sets of [
      'steps.nothing.properties.x',
      'steps.before.type',
      'components.web.properties.image',
      'steps.before.properties.__proto__.x',
    ]) {
      const wrong = request('release', { parameters: [{ sets, value: 'x' }] });
      assert.throws(() => running.engine.outline?.(wrong), userError('engine.bad-parameter-path'), sets);
      await assert.rejects(running.engine.run(wrong, 'key-1'), userError('engine.bad-parameter-path'), sets);
    }
  });

  it('a template that is not there is refused with those that are', async () => {
    await using house = await openHouse();
    await house.apply(WORKFLOWS, workflow('staging', 'release', [MESSAGE]));
    const running = await house.engine({ namespaces: ['prod', 'staging'] });
    await assert.rejects(running.engine.run(request('release'), 'key-1'), (error) => {
      assert.ok(error instanceof UserError);
      assert.deepEqual(error.data['known'], ['staging/release']);
      return true;
    });
    const { ref } = await running.engine.run(request('staging/release'), 'key-1');
    assert.match(ref, /^workflowruns\/staging\/release-/);
    for (const strange of ['other/release', 'Release', 'a/b/c', '../release', ''])
      await assert.rejects(
        running.engine.run(request(strange), 'key-2'),
        userError('engine.unknown-workflow'),
        strange,
      );
  });

  it('the name of a run that is somebody else’s is not taken for ours', async () => {
    await using house = await openHouse();
    await house.apply(WORKFLOWS, workflow('prod', 'release', [ASK]));
    const running = await house.engine();
    const { ref } = await running.engine.run(request('release'), 'key-1');
    const other = await house.engine({ secret: 'of another installation' });
    await assert.rejects(other.engine.run(request('release'), 'key-1'), (error) => {
      assert.ok(error instanceof UpstreamError);
      assert.deepEqual([error.outcome, error.code], ['rejected', 'name-taken']);
      return true;
    });
    assert.equal(await other.engine.find('key-1'), undefined);
    assert.deepEqual(await running.engine.find('key-1'), { ref });
  });

  it('an answer that is lost starts no second one', async () => {
    await using house = await openHouse();
    await house.apply(WORKFLOWS, workflow('prod', 'release', [ASK]));
    const running = await house.engine();
    house.kube.faults.add(
      { user: 'greenlight', verb: 'create', resource: 'workflowruns' },
      { do: 'cut', when: 'after' },
    );
    await assert.rejects(
      running.engine.run(request('release'), 'key-1'),
      (error) => error instanceof UpstreamError && error.outcome === 'unknown',
    );
    const { ref } = await running.engine.run(request('release'), 'key-1');
    assert.equal(house.kube.store.list(WORKFLOW_RUNS).length, 1);
    assert.deepEqual(await running.engine.find('key-1'), { ref });
  });

  it('once more, as it was then, is a run of its own', async () => {
    await using house = await openHouse();
    await house.apply(WORKFLOWS, workflow('prod', 'release', [MESSAGE]));
    const running = await house.engine();
    const parameters = [{ sets: 'context.image', value: 'shop:1' }];
    const first = await running.engine.run(request('release', { parameters }), 'key-1');
    await house.kube.client('kubectl').delete(WORKFLOWS, 'prod', 'release');
    const second = await running.engine.run(request('release', { again: first.ref }), 'key-2');
    assert.notEqual(second.ref, first.ref);
    const end = await toldOf(running, second.ref.split('/')[2] ?? '', isOver);
    assert.deepEqual([end.phase, end.images, end.workflow], ['succeeded', ['shop:1'], 'release']);
    await house.kube.client('kubectl').delete(WORKFLOW_RUNS, 'prod', first.ref.split('/')[2] ?? '');
    await assert.rejects(
      running.engine.run(request('release', { again: first.ref }), 'key-3'),
      userError('engine.run-gone'),
    );
  });
});

const SHOP = { image: 'shop:1', steps: [MESSAGE, ASK], publishVersion: 'v1' };
const image = (value: string): RunRequest['parameters'] => [
  { sets: 'components.web.properties.image', value },
];
const deploy = (value: string): RunRequest => request('application/shop', { parameters: image(value) });

/** An Application that was applied under our name, as the page on the engine tells to hand one over. */
async function handedOver(house: House, extra: Parameters<typeof application>[3] = {}): Promise<void> {
  const object = application('prod', 'shop', SHOP, extra);
  const kubectl = house.kube.client('greenlight');
  const { code } = await kubectl.patch(APPLICATIONS, 'prod', 'shop', { type: 'apply', body: object });
  assert.equal(code, 201);
  await house.vela.idle();
}

describe('an Application is deployed', () => {
  it('by a new version with the new image; nothing else of it changes', async () => {
    await using house = await openHouse();
    await handedOver(house, { labels: { team: 'shop' } });
    const running = await house.engine();
    await toldOf(running, 'shop', waits);
    const { ref } = await running.engine.run(deploy('shop:2'), 'key-1');
    const run = await toldOf(running, 'shop', (s) => s.ref === ref && waits(s));
    assert.deepEqual(
      [run.key, run.app, run.environment, run.initiator?.name],
      ['key-1', 'shop', 'prod', 'Ada'],
    );
    assert.deepEqual([run.workflow, run.images], ['application/shop', ['shop:2']]);
    const object = house.object(APPLICATIONS, 'shop');
    const { metadata } = object as { metadata: { labels: JsonObject } };
    assert.deepEqual(specOf(object).components[0]?.properties, { image: 'shop:2', port: 8080 });
    assert.equal(metadata.labels['team'], 'shop');
    assert.equal('workflow' in specOf(object), true);
    assert.deepEqual(await running.engine.find('key-1'), { ref });
    assert.deepEqual(await running.engine.run(deploy('shop:2'), 'key-1'), { ref });
    // The run before it has ended by that.
    assert.equal(running.told.filter((s) => s.ref !== ref).at(-1)?.phase, 'terminated');
  });

  it('a call that comes again after somebody has published something newer starts nothing', async () => {
    await using house = await openHouse();
    await handedOver(house);
    const running = await house.engine();
    const first = await running.engine.run(deploy('shop:2'), 'key-1');
    await running.engine.run(deploy('shop:3'), 'key-2');
    assert.deepEqual(await running.engine.run(deploy('shop:2'), 'key-1'), first);
    assert.equal(specOf(house.object(APPLICATIONS, 'shop')).components[0]?.properties.image, 'shop:3');
  });

  it('an answer that is lost publishes no second version', async () => {
    await using house = await openHouse();
    await handedOver(house);
    const running = await house.engine();
    house.kube.faults.add(
      { user: 'greenlight', verb: 'patch', resource: 'applications' },
      { do: 'cut', when: 'after' },
    );
    await assert.rejects(running.engine.run(deploy('shop:2'), 'key-1'));
    const generation = (house.object(APPLICATIONS, 'shop')['metadata'] as JsonObject)['generation'];
    const { ref } = await running.engine.run(deploy('shop:2'), 'key-1');
    assert.match(ref, /\/greenlight-[0-9a-f]{16}\//);
    assert.equal((house.object(APPLICATIONS, 'shop')['metadata'] as JsonObject)['generation'], generation);
  });

  it('what somebody else owns is not overwritten, unless the operator says whose', async () => {
    await using house = await openHouse();
    await house.apply(APPLICATIONS, application('prod', 'shop', SHOP));
    await house.vela.idle();
    const running = await house.engine();
    await assert.rejects(running.engine.run(deploy('shop:2'), 'key-1'), (error) => {
      assert.ok(error instanceof UserError);
      assert.equal(error.code, 'engine.field-conflict');
      assert.deepEqual(error.data['managers'], ['kubectl']);
      return true;
    });
    assert.equal(specOf(house.object(APPLICATIONS, 'shop')).components[0]?.properties.image, 'shop:1');
    const bold = await house.engine({ takesOver: ['kubectl'] });
    await bold.engine.run(deploy('shop:2'), 'key-1');
    assert.equal(specOf(house.object(APPLICATIONS, 'shop')).components[0]?.properties.image, 'shop:2');
  });

  for (const [owner, marks] of [
    ['Argo CD', (object: JsonObject) => argoCdMarks('shop', object)],
    ['Flux', () => fluxMarks('kustomize', 'apps')],
  ] as const)
    it(`never when ${owner} owns it: it is not even asked`, async () => {
      await using house = await openHouse();
      const plain = application('prod', 'shop', {
        ...SHOP,
        steps: [{ name: 'once', type: 'test-fail-once' }],
      });
      const running = await house.engine({ takesOver: ['kubectl'] });
      await house.apply(APPLICATIONS, marked(plain, marks(plain)));
      const failed = await toldOf(running, 'shop', isOver);
      house.kube.forget();
      await assert.rejects(running.engine.run(deploy('shop:2'), 'key-1'), (error) => {
        assert.ok(error instanceof UserError);
        assert.deepEqual([error.code, error.data['owner']], ['engine.gitops', owner]);
        return true;
      });
      for (const verb of ['retry', 'suspend'] as const)
        assert.equal(
          (await running.engine.act(failed.ref, verb, { name: 'Ada' }, `a-${verb}`)).kind,
          'refused',
        );
      assert.deepEqual(
        house.kube.exchanges.filter(({ user, verb }) => user === 'greenlight' && verb === 'patch'),
        [],
      );
    });

  it('returns to what an earlier run deployed', async () => {
    await using house = await openHouse();
    await handedOver(house);
    const running = await house.engine();
    const first = await running.engine.run(deploy('shop:2'), 'key-1');
    await running.engine.run(deploy('shop:3'), 'key-2');
    const { ref } = await running.engine.run(request('application/shop', { again: first.ref }), 'key-3');
    assert.notEqual(ref, first.ref);
    const run = await toldOf(running, 'shop', (s) => s.ref === ref && waits(s));
    assert.deepEqual(run.images, ['shop:2']);
  });

  it('does not pretend to return where others have added to it', async () => {
    await using house = await openHouse();
    await handedOver(house);
    const running = await house.engine();
    const first = await running.engine.run(deploy('shop:2'), 'key-1');
    const policies = [{ name: 'east', type: 'topology', properties: {} }];
    const body = { spec: { policies } };
    await house.kube
      .client('kubectl')
      .patch(APPLICATIONS, 'prod', 'shop', { type: 'merge', body: body as never });
    await house.vela.idle();
    const again = request('application/shop', { again: first.ref });
    await assert.rejects(running.engine.run(again, 'key-2'), userError('engine.not-as-before'));
  });

  it('an Application that is not there is refused', async () => {
    await using house = await openHouse();
    const running = await house.engine({ workflows: ['application/shop'] });
    await assert.rejects(running.engine.run(deploy('shop:2'), 'key-1'), userError('engine.unknown-workflow'));
    assert.throws(() => running.engine.outline?.(deploy('shop:2')), userError('engine.unknown-workflow'));
  });

  it('tells its steps before it is deployed', async () => {
    await using house = await openHouse();
    await handedOver(house);
    const running = await house.engine({ workflows: ['application/shop'] });
    assert.deepEqual(
      running.engine.outline?.(deploy('shop:2'))?.map(({ path, gate }) => [path, gate.kind]),
      [
        ['before', 'none'],
        ['ask', 'asks'],
      ],
    );
    const wrong = request('application/shop', {
      parameters: [{ sets: 'components.wbe.properties.x', value: 1 }],
    });
    assert.throws(() => running.engine.outline?.(wrong), userError('engine.bad-parameter-path'));
    const named = { name: 'to', type: 'deploy2env', properties: { env: 'test' } };
    await house.apply(APPLICATIONS, application('prod', 'far', { image: 'shop:1', steps: [named] }));
    const far = await house.engine({ workflows: ['application/far'] });
    const goesTo = (parameters: RunRequest['parameters']) =>
      far.engine.outline?.(request('application/far', { parameters }))?.map(({ deploysTo }) => deploysTo);
    assert.deepEqual(goesTo([]), [['test']]);
    assert.deepEqual(goesTo([{ sets: 'steps.to.properties.env', value: 'prod' }]), [['prod']]);
    const owned = application('prod', 'owned', SHOP);
    await house.apply(APPLICATIONS, marked(owned, argoCdMarks('shop', owned)));
    const other = await house.engine({ workflows: ['application/owned'] });
    assert.throws(() => other.engine.outline?.(request('application/owned')), userError('engine.gitops'));
  });
});
