import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { GateSnapshot, RunSnapshot } from '../../../src/domain/run.ts';
import { DEFAULT_LIMITS } from '../../../src/engines/kubevela/options.ts';
import { UpstreamError } from '../../../src/errors.ts';
import { insist } from '../../contracts/engine.ts';
import { APPLICATIONS, type Resource, WORKFLOW_RUNS } from '../../fakes/kubernetes/resources.ts';
import { createVelaCommands } from '../../fakes/kubevela/command-line.ts';
import { argoCdMarks, marked } from '../../fakes/kubevela/gitops.ts';
import { application } from '../../fakes/kubevela/objects.ts';
import type { Running } from './bench.ts';
import { ASK, type House, isOver, MESSAGE, openHouse, toldOf, waits } from './house.ts';

const BEN = { name: 'Ben' };

function gateOf({ gates }: RunSnapshot, path?: string): GateSnapshot {
  const gate = gates.find((one) => path === undefined || one.path === path);
  assert.ok(gate);
  return gate;
}

async function waiting(house: House, running: Running, name = 'a'): Promise<RunSnapshot> {
  await house.run(name, [MESSAGE, ASK, { ...MESSAGE, name: 'after' }]);
  return await toldOf(running, name, waits);
}

describe('a decision reaches KubeVela', () => {
  for (const profile of ['suspending', 'running'] as const)
    it(`as the versions want it that show a waiting step as ${profile}`, async () => {
      await using house = await openHouse({ profile });
      const running = await house.engine();
      const run = await waiting(house, running);
      assert.deepEqual(await running.engine.decide(run.ref, gateOf(run), 'approve', BEN, 'd-1'), {
        kind: 'accepted',
      });
      assert.equal((await toldOf(running, 'a', isOver)).phase, 'succeeded');
    });

  it('as 1.4 wants it, whose Applications only say that they are suspended', async () => {
    await using house = await openHouse({ profile: 'succeeded' });
    const running = await house.engine();
    await house.apply(APPLICATIONS, application('prod', 'shop', { image: 'shop:1', steps: [MESSAGE, ASK] }));
    const run = await toldOf(running, 'shop', waits);
    assert.deepEqual(await running.engine.decide(run.ref, gateOf(run), 'approve', BEN, 'd-1'), {
      kind: 'accepted',
    });
    assert.equal((await toldOf(running, 'shop', isOver)).phase, 'succeeded');
  });

  it('one of several gates: the others wait on', async () => {
    await using house = await openHouse();
    const running = await house.engine();
    const subSteps = ['x', 'y', 'z'].map((name) => ({ name, type: 'suspend' }));
    await house.run('a', [{ name: 'group', type: 'step-group', subSteps }, MESSAGE]);
    let run = await toldOf(running, 'a', ({ gates }) => gates.length === 3);
    for (const [index, path] of ['group/y', 'group/x', 'group/z'].entries()) {
      await running.engine.decide(run.ref, gateOf(run, path), 'approve', BEN, `d-${index}`);
      run = await toldOf(running, 'a', (s) => s.gates.length === 2 - index && s.order > run.order);
    }
    assert.equal((await toldOf(running, 'a', isOver)).phase, 'succeeded');
  });

  it('a wait with a duration can be cut short', async () => {
    await using house = await openHouse();
    const running = await house.engine();
    await house.run('a', [{ ...ASK, properties: { duration: '24h' } }, MESSAGE]);
    const run = await toldOf(running, 'a', waits);
    assert.ok((gateOf(run).opensAt ?? 0) > Date.now());
    await running.engine.decide(run.ref, gateOf(run), 'approve', BEN, 'd-1');
    assert.equal((await toldOf(running, 'a', isOver)).phase, 'succeeded');
  });

  it('of an Application that GitOps owns too', async () => {
    await using house = await openHouse();
    const running = await house.engine();
    const plain = application('prod', 'shop', { image: 'shop:1', steps: [ASK] });
    await house.apply(APPLICATIONS, marked(plain, argoCdMarks('shop', plain)));
    const run = await toldOf(running, 'shop', waits);
    assert.deepEqual(await running.engine.decide(run.ref, gateOf(run), 'approve', BEN, 'd-1'), {
      kind: 'accepted',
    });
    assert.equal((await toldOf(running, 'shop', isOver)).phase, 'succeeded');
  });
});

describe('a decision that comes too late', () => {
  it('is settled elsewhere, by whoever resumed it with vela', async () => {
    await using house = await openHouse();
    const running = await house.engine();
    await house.run('a', [ASK, { name: 'hold', type: 'test-hold' }]);
    const run = await toldOf(running, 'a', waits);
    const vela = createVelaCommands({
      client: house.kube.client('vela'),
      namespace: 'prod',
      kind: 'WorkflowRun',
    });
    assert.deepEqual(await vela.resume('a'), { done: true });
    await toldOf(running, 'a', (s) => !waits(s));
    await house.vela.idle();
    assert.deepEqual(await running.engine.decide(run.ref, gateOf(run), 'approve', BEN, 'd-1'), {
      kind: 'settled-elsewhere',
      by: 'vela',
    });
  });

  it('says who of us was first, also on another server and after a restart', async () => {
    await using house = await openHouse();
    const [one, other] = [await house.engine(), await house.engine()];
    const run = await waiting(house, one);
    await one.engine.decide(run.ref, gateOf(run), 'reject', { name: 'Chen' }, 'd-1');
    await one.restart();
    for (const { engine } of [one, other]) {
      assert.deepEqual(await engine.decide(run.ref, gateOf(run), 'approve', BEN, 'd-2'), {
        kind: 'settled-elsewhere',
        by: 'Chen',
      });
      assert.deepEqual(await engine.decide(run.ref, gateOf(run), 'reject', { name: 'Chen' }, 'd-1'), {
        kind: 'accepted',
      });
    }
  });

  it('is for nothing when the definition has changed since people were asked', async () => {
    await using house = await openHouse();
    const running = await house.engine();
    const run = await waiting(house, running);
    const spec = { workflowSpec: { steps: [MESSAGE, ASK, { ...MESSAGE, name: 'something-else' }] } };
    await house.kube
      .client('kubectl')
      .patch(WORKFLOW_RUNS, 'prod', 'a', { type: 'merge', body: { spec } as never });
    const again = await toldOf(running, 'a', (s) => s.gates[0]?.attempt !== gateOf(run).attempt && waits(s));
    const outcome = await running.engine.decide(run.ref, gateOf(run), 'approve', BEN, 'd-1');
    assert.equal(outcome.kind === 'refused' && outcome.code, 'changed');
    assert.deepEqual(await running.engine.decide(run.ref, gateOf(again), 'approve', BEN, 'd-2'), {
      kind: 'accepted',
    });
  });

  it('is for nothing when a newer version of the Application has taken its place', async () => {
    await using house = await openHouse();
    const running = await house.engine();
    const parts = { image: 'shop:1', steps: [ASK], publishVersion: 'v1' };
    await house.apply(APPLICATIONS, application('prod', 'shop', parts));
    const run = await toldOf(running, 'shop', waits);
    const body = { metadata: { annotations: { 'app.oam.dev/publishVersion': 'v2' } } };
    await house.kube.client('kubectl').patch(APPLICATIONS, 'prod', 'shop', { type: 'merge', body });
    await toldOf(running, 'shop', (s) => s.ref !== run.ref && waits(s));
    const outcome = await running.engine.decide(run.ref, gateOf(run), 'approve', BEN, 'd-1');
    assert.equal(outcome.kind, 'settled-elsewhere');
    assert.equal((await running.engine.act(run.ref, 'cancel', BEN, 'a-1')).kind, 'refused');
  });
});

describe('a decision on a bad connection', () => {
  const quick = { limits: { ...DEFAULT_LIMITS, requestMs: 200 } };
  const status = (resource: Resource = WORKFLOW_RUNS) => ({
    user: 'greenlight',
    verb: 'patch' as const,
    resource: resource.plural,
    subresource: 'status',
  });
  const FAULTS = [
    { do: 'cut', when: 'before' },
    { do: 'cut', when: 'after' },
    { do: 'hang', when: 'after' },
    { do: 'answer', code: 500, when: 'after' },
    { do: 'answer', code: 503 },
    { do: 'answer', code: 504, when: 'after' },
    { do: 'answer', code: 429, retryAfterSeconds: 1 },
  ] as const;

  for (const code of [403, 404] as const)
    for (const verb of ['get', 'patch'] as const)
      it(`is made although a server that has just started answers a ${verb} with ${code}`, async () => {
        await using house = await openHouse();
        const running = await house.engine(quick);
        const run = await waiting(house, running);
        const fault = house.kube.faults.add(
          { user: 'greenlight', verb, resource: 'workflowruns', name: 'a' },
          { do: 'answer', code },
          3,
        );
        assert.deepEqual(await running.engine.decide(run.ref, gateOf(run), 'approve', BEN, 'd-1'), {
          kind: 'accepted',
        });
        assert.equal(fault.hits, 3);
        await toldOf(running, 'a', isOver);
      });

  for (const fault of FAULTS)
    it(`is made once: ${JSON.stringify(fault)}`, async () => {
      await using house = await openHouse();
      const running = await house.engine(quick);
      const run = await waiting(house, running);
      house.kube.faults.add(status(), fault, 1);
      const decide = () => running.engine.decide(run.ref, gateOf(run), 'approve', BEN, 'd-1');
      await assert.rejects(decide(), (error: unknown) => {
        assert.ok(error instanceof UpstreamError);
        if (fault.do === 'answer' && fault.code === 429) {
          assert.equal(error.outcome, 'throttled');
          assert.equal(error.retryAfterMs, 1000);
        } else assert.equal(error.outcome, 'unknown');
        return true;
      });
      await house.vela.idle();
      assert.deepEqual(await insist(decide), { kind: 'accepted' });
      assert.equal((await toldOf(running, 'a', isOver)).phase, 'succeeded');
      const { conditions } = house.object(WORKFLOW_RUNS, 'a')['status'] as { conditions: { type: string }[] };
      assert.equal(conditions.filter(({ type }) => type.startsWith('greenlight/')).length, 1);
    });

  it('a right that is missing is refused, and said', async () => {
    await using house = await openHouse();
    const running = await house.engine();
    const run = await waiting(house, running);
    house.kube.grant('greenlight', [{ apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch'] }]);
    await assert.rejects(
      running.engine.decide(run.ref, gateOf(run), 'approve', BEN, 'd-1'),
      (error: unknown) => {
        assert.ok(error instanceof UpstreamError);
        assert.deepEqual([error.outcome, error.code], ['rejected', 'Forbidden']);
        assert.ok(!error.message.includes(house.kube.tokenOf('greenlight')));
        return true;
      },
    );
  });
});

describe('a run is held by hand', () => {
  it('and let go on; held twice it is not', async () => {
    await using house = await openHouse();
    const running = await house.engine();
    await house.run('a', [{ name: 'hold', type: 'test-hold' }, ASK]);
    const run = await toldOf(running, 'a', ({ steps }) => steps[0]?.phase === 'running');
    const act = (verb: 'suspend' | 'resume', key: string, step?: string) =>
      running.engine.act(run.ref, verb, { name: 'Ada' }, key, step);
    assert.equal((await act('resume', 'a-0')).kind, 'refused');
    assert.equal((await act('suspend', 'a-0', 'ask')).kind, 'refused');
    assert.deepEqual(await act('suspend', 'a-1'), { kind: 'accepted' });
    const held = await toldOf(running, 'a', (s) => s.held !== undefined);
    assert.deepEqual([held.phase, held.held, held.gates], ['suspended', [{ by: 'Ada' }], []]);
    assert.deepEqual(await act('suspend', 'a-1'), { kind: 'accepted' });
    assert.equal((await act('suspend', 'a-2')).kind, 'refused');
    house.vela.release('prod', 'a');
    await house.vela.idle();
    assert.equal((await running.engine.look(run.ref))?.phase, 'suspended');
    assert.deepEqual(await act('resume', 'a-3'), { kind: 'accepted' });
    await toldOf(running, 'a', waits);
    assert.deepEqual(await act('resume', 'a-3'), { kind: 'accepted' });
    // What waits for people now is no hold.
    assert.equal((await act('resume', 'a-4')).kind, 'refused');
  });
});
