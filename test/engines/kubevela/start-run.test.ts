import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { UpstreamError, UserError } from '../../../src/errors.ts';
import type { JsonObject } from '../../fakes/kubernetes/json.ts';
import { WORKFLOW_RUNS, WORKFLOWS } from '../../fakes/kubernetes/resources.ts';
import { workflow } from '../../fakes/kubevela/objects.ts';
import { ASK, isOver, MESSAGE, openHouse, toldOf, waits } from './house.ts';
import { request, specOf, userError } from './requests.ts';

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
