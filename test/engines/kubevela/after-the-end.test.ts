import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RunSnapshot } from '../../../src/domain/run.ts';
import { sayingText } from '../../../src/presenter/saying-text.ts';
import { APPLICATIONS, WORKFLOW_RUNS } from '../../fakes/kubernetes/resources.ts';
import { createVelaCommands } from '../../fakes/kubevela/command-line.ts';
import { application } from '../../fakes/kubevela/objects.ts';
import type { SpecStep } from '../../fakes/kubevela/types.ts';
import type { Running } from './bench.ts';
import { ASK, type House, isOver, MESSAGE, openHouse, toldOf, waits } from './house.ts';

/** What still asks when a run was rejected or cancelled: a step that says `if`. */

const CLEAN: SpecStep = { ...ASK, name: 'clean', if: 'always' };
const STEPS: readonly SpecStep[] = [
  ASK,
  { ...MESSAGE, name: 'deploy' },
  CLEAN,
  { ...MESSAGE, name: 'cleaned', if: 'status.clean.succeeded' },
  { ...MESSAGE, name: 'always', if: 'always' },
];
const BEN = { name: 'Ben' };

async function begin(house: House, kind: 'WorkflowRun' | 'Application'): Promise<Running> {
  const running = await house.engine();
  if (kind === 'WorkflowRun') await house.run('a', STEPS);
  else await house.apply(APPLICATIONS, application('prod', 'a', { image: 'shop:1', steps: [...STEPS] }));
  return running;
}

const asks = (path: string) => (run: RunSnapshot) => run.gates[0]?.path === path;
const phases = ({ steps }: RunSnapshot): string[] => steps.map(({ name, phase }) => `${name} ${phase}`);

async function decide(running: Running, run: RunSnapshot, verdict: 'approve' | 'reject', key: string) {
  const [gate] = run.gates;
  assert.ok(gate);
  return await running.engine.decide(run.ref, gate, verdict, BEN, key);
}

describe('after a rejection', () => {
  for (const kind of ['WorkflowRun', 'Application'] as const)
    for (const verdict of ['approve', 'reject'] as const)
      it(`a step that asks all the same can be answered: ${verdict} in a ${kind}`, async () => {
        await using house = await openHouse();
        const running = await begin(house, kind);
        const run = await toldOf(running, 'a', asks('ask'));
        assert.deepEqual(await decide(running, run, 'reject', 'd-1'), { kind: 'accepted' });
        const again = await toldOf(running, 'a', asks('clean'));
        assert.equal(again.phase, 'suspended');
        assert.deepEqual(await decide(running, again, verdict, 'd-2'), { kind: 'accepted' });
        assert.deepEqual(await decide(running, again, verdict, 'd-2'), { kind: 'accepted' });
        const end = await toldOf(running, 'a', isOver);
        const [clean, cleaned] = verdict === 'approve' ? ['succeeded', 'succeeded'] : ['failed', 'skipped'];
        assert.deepEqual(
          [end.phase, ...phases(end)],
          [
            'terminated',
            'ask failed',
            'deploy skipped',
            `clean ${clean}`,
            `cleaned ${cleaned}`,
            'always succeeded',
          ],
        );
      });

  it('by vela it can be answered too', async () => {
    await using house = await openHouse();
    const running = await begin(house, 'WorkflowRun');
    await toldOf(running, 'a', asks('ask'));
    const vela = createVelaCommands({
      client: house.kube.client('vela'),
      namespace: 'prod',
      kind: 'WorkflowRun',
    });
    assert.deepEqual(await vela.terminate('a'), { done: true });
    const again = await toldOf(running, 'a', asks('clean'));
    assert.deepEqual(await decide(running, again, 'approve', 'd-1'), { kind: 'accepted' });
    assert.equal((await toldOf(running, 'a', isOver)).phase, 'terminated');
  });
});

describe('after a cancel', () => {
  for (const kind of ['WorkflowRun', 'Application'] as const)
    it(`nobody is asked, and the run ends by itself: ${kind}`, async () => {
      await using house = await openHouse();
      const running = await begin(house, kind);
      const run = await toldOf(running, 'a', asks('ask'));
      assert.deepEqual(await running.engine.act(run.ref, 'cancel', { name: 'Ada' }, 'a-1'), {
        kind: 'accepted',
      });
      const end = await toldOf(running, 'a', isOver);
      assert.deepEqual(
        [end.phase, ...phases(end)],
        ['terminated', 'ask failed', 'deploy skipped', 'clean failed', 'cleaned skipped', 'always succeeded'],
      );
      assert.equal(end.steps[2]?.message, 'cancelled by Ada');
      assert.deepEqual(end.steps[2]?.says, [{ code: 'cancelled', data: { by: 'Ada' } }]);
      assert.match(sayingText(end, 'zh') ?? '', /：Ada 已取消$/);
      assert.deepEqual(
        running.told.filter((one) => asks('clean')(one)),
        [],
      );
    });

  it('it ends also when a server was away meanwhile, and when the first try fails', async () => {
    await using house = await openHouse();
    const running = await begin(house, 'WorkflowRun');
    const run = await toldOf(running, 'a', waits);
    const status = {
      user: 'greenlight',
      verb: 'patch' as const,
      resource: WORKFLOW_RUNS.plural,
      subresource: 'status',
    };
    await running.engine.act(run.ref, 'cancel', { name: 'Ada' }, 'a-1');
    await running.engine.stop();
    await house.vela.idle();
    house.kube.faults.add(status, { do: 'answer', code: 500 }, 1);
    await running.restart();
    assert.equal((await toldOf(running, 'a', isOver)).phase, 'terminated');
  });
});
