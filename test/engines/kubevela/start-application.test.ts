import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RunRequest } from '../../../src/engines/engine.ts';
import { UserError } from '../../../src/errors.ts';
import type { JsonObject } from '../../fakes/kubernetes/json.ts';
import { APPLICATIONS } from '../../fakes/kubernetes/resources.ts';
import { argoCdMarks, fluxMarks, marked } from '../../fakes/kubevela/gitops.ts';
import { application } from '../../fakes/kubevela/objects.ts';
import { ASK, type House, isOver, MESSAGE, openHouse, toldOf, waits } from './house.ts';
import { request, specOf, userError } from './requests.ts';

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
