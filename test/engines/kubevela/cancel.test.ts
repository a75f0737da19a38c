import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RunSnapshot } from '../../../src/domain/run.ts';
import { UpstreamError } from '../../../src/errors.ts';
import { startKubeApi } from '../../fakes/kubernetes/kube-api.ts';
import { WORKFLOW_RUNS, WORKFLOWS } from '../../fakes/kubernetes/resources.ts';
import { workflow, workflowRun } from '../../fakes/kubevela/objects.ts';
import { createShiftedClock } from '../../fakes/shifted-clock.ts';
import { until } from '../../until.ts';
import { startEngine } from './bench.ts';
import { ASK, isOver, MESSAGE, openHouse, toldOf, waits } from './house.ts';

const ADA = { name: 'Ada' };
const whole = ({ phase, message, says }: RunSnapshot) => [phase, message, says?.[0]?.code];

describe('a cancel', () => {
  it('ends a run that the controller cannot begin, and the card says why it cannot', async () => {
    await using house = await openHouse();
    const running = await house.engine();
    house.vela.script('unknown', 'missing');
    await house.run('a', [MESSAGE, { name: 'odd', type: 'unknown' }]);
    const stuck = await toldOf(running, 'a', ({ message }) => message !== undefined);
    assert.deepEqual(
      [stuck.phase, stuck.message],
      ['pending', 'workflowstepdefinitions.core.oam.dev "unknown" not found'],
    );
    assert.deepEqual(await running.engine.act(stuck.ref, 'cancel', ADA, 'a-1'), { kind: 'accepted' });
    const end = await toldOf(running, 'a', isOver);
    assert.deepEqual(whole(end), ['terminated', 'cancelled by Ada', 'cancelled']);
    assert.deepEqual(await running.engine.act(stuck.ref, 'cancel', ADA, 'a-1'), { kind: 'accepted' });
  });

  it('ends a run that no controller begins, but leaves one alone that is about to begin', async () => {
    await using kube = await startKubeApi({ namespaces: ['prod'] });
    const clock = createShiftedClock();
    await using running = await startEngine(kube, { clock });
    await kube.client('kubectl').create(WORKFLOW_RUNS, workflowRun('prod', 'a', [ASK]));
    const { ref } = await until('the run', () => running.told[0]);
    await assert.rejects(
      running.engine.act(ref, 'cancel', ADA, 'a-1'),
      (error: unknown) => error instanceof UpstreamError && error.outcome === 'throttled',
    );
    clock.skip(60_000);
    assert.deepEqual(await running.engine.act(ref, 'cancel', ADA, 'a-1'), { kind: 'accepted' });
    const end = await toldOf(running, 'a', isOver);
    assert.deepEqual(whole(end), ['terminated', 'cancelled by Ada', 'cancelled']);
  });

  for (const [what, phase, reason] of [
    ['does an ended step again', 'suspending', 'Suspend'],
    ['suspends the run for it', 'failed', 'FailedAfterRetries'],
  ] as const)
    it(`ends a run whose controller ${what}`, async () => {
      await using kube = await startKubeApi({ namespaces: ['prod'] });
      await using running = await startEngine(kube);
      const controller = kube.client('vela-workflow');
      const write = (terminated: boolean, step: object) => {
        const startTime = '2026-11-25T23:00:00Z';
        const steps = [
          { id: 'abcdefghij', name: 'ask', type: 'suspend', firstExecuteTime: startTime, ...step },
        ];
        const flags = { suspend: true, terminated, finished: false };
        const status = { mode: {}, status: 'suspending', ...flags, startTime, steps };
        return controller.patch(WORKFLOW_RUNS, 'prod', 'a', {
          type: 'merge',
          subresource: 'status',
          body: { status },
        });
      };
      await controller.create(WORKFLOW_RUNS, workflowRun('prod', 'a', [ASK]));
      await write(false, { phase: 'suspending', reason: 'Suspend' });
      const { ref } = await toldOf(running, 'a', waits);
      await running.engine.act(ref, 'cancel', ADA, 'a-1');
      await write(true, { phase, reason });
      const end = await toldOf(running, 'a', isOver);
      assert.deepEqual([end.phase, end.gates], ['terminated', []]);
    });

  it('said twice ends a run whose template is gone, with which the controller cannot end it', async () => {
    await using house = await openHouse();
    const running = await house.engine();
    await house.apply(WORKFLOWS, workflow('prod', 'release', [MESSAGE, ASK]));
    const run = { ...workflowRun('prod', 'a', []), spec: { workflowRef: 'release' } };
    await house.apply(WORKFLOW_RUNS, run);
    const { ref } = await toldOf(running, 'a', waits);
    await house.kube.client('kubectl').delete(WORKFLOWS, 'prod', 'release');
    await running.engine.act(ref, 'cancel', ADA, 'a-1');
    const stuck = await toldOf(running, 'a', ({ message }) => message !== undefined);
    assert.deepEqual([stuck.phase, stuck.message], ['running', 'Workflow.core.oam.dev "release" not found']);
    await running.engine.act(ref, 'cancel', ADA, 'a-2');
    assert.equal((await toldOf(running, 'a', isOver)).phase, 'terminated');
  });
});
