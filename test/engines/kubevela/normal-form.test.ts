import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Json } from '../../../src/domain/run.ts';
import { Workflow } from '../../../src/engines/kubevela/document/documents.ts';
import { condition, keyHash, typeOfAct } from '../../../src/engines/kubevela/form/journal.ts';
import { asApplication, fixture, phasesOf, snapshotOf } from './documents.ts';

type Data = { [key: string]: Json };
const stepsIn = (document: Data): Data[] => (document['status'] as { steps: Data[] }).steps;

/** A document with its status changed. */
function changed(name: string, change: (status: Data, steps: Data[]) => void): ReturnType<typeof fixture> {
  const document = fixture(name);
  change(document.status ?? {}, stepsIn(document));
  return document;
}

describe('the normal form', () => {
  it('says who the run is: the uid names it, the version orders it', () => {
    const snapshot = snapshotOf(fixture('run-suspending'));
    assert.equal(snapshot.ref, 'workflowruns/prod/linear/d19643ce-f4ae-46ac-8b98-a8114a4dfedd');
    assert.equal(snapshot.workflow, 'release-shop');
    assert.deepEqual(snapshot.images, ['shop:1.4.2']);
    assert.ok(snapshot.order > 0);
    const [gate] = snapshot.gates;
    assert.equal(gate?.title, 'Release approval');
    assert.match(gate?.attempt ?? '', /^[a-z0-9]{10}@1$/);
  });

  it('tells the runs of an Application apart by revision and start', () => {
    const snapshot = snapshotOf(asApplication(fixture('run-suspending')));
    assert.match(snapshot.ref, /^applications\/prod\/linear\/[-0-9a-f]+\/shop-v3\/2026-11-25T22:38:03Z$/);
    assert.equal(snapshot.workflow, 'application/linear');
    assert.deepEqual(snapshot.images, ['shop:1.4.2']);
  });

  it('is pending before the controller has begun', () => {
    const snapshot = snapshotOf(fixture('run-just-created'));
    assert.equal(snapshot.phase, 'pending');
    assert.ok(snapshot.steps.every(({ phase }) => phase === 'pending'));
  });

  it('takes only `finished` for an end', () => {
    const document = changed('run-terminated-by-reject', (status) => {
      status['finished'] = false;
    });
    const snapshot = snapshotOf(document);
    assert.equal(snapshot.phase, 'running');
    assert.deepEqual(snapshot.gates, []);
  });

  it('a step that asks after the run was terminated is a gate; after a cancel of ours it is none', () => {
    for (const document of [fixture('run-suspending'), asApplication(fixture('run-suspending'))]) {
      const status = document.status as unknown as { workflow?: object };
      Object.assign(status.workflow ?? status, { terminated: true });
      const asks = snapshotOf(document);
      assert.deepEqual([asks.phase, asks.gates.map(({ path }) => path)], ['suspended', ['manual-approval']]);
      const done = (reason: 'Cancelled' | 'Retried', key: string) => ({
        ...condition(typeOfAct(key), reason, { hash: keyHash(key), by: 'Ada' }, 0),
      });
      Object.assign(status, { conditions: [done('Retried', 'a-0'), done('Cancelled', 'a-1')] });
      const cancelled = snapshotOf(document);
      assert.deepEqual([cancelled.phase, cancelled.gates, cancelled.held], ['running', [], undefined]);
      Object.assign(status, { conditions: [done('Cancelled', 'a-1'), done('Retried', 'a-2')] });
      assert.equal(snapshotOf(document).gates.length, 1);
    }
  });

  it('names the envs that a step of an Application may deploy to, also when an input says which', () => {
    const document = asApplication(fixture('run-suspending'));
    const envs = (...names: string[]) => ({ envs: names.map((name) => ({ name })) });
    const step = (name: string, properties: object, ...inputs: string[]) => ({
      name,
      type: 'deploy2env',
      properties,
      inputs: inputs.map((parameterKey) => ({ from: 'x', parameterKey })),
    });
    const policies = [
      { name: 'one', type: 'env-binding', properties: envs('test', 'prod') },
      { name: 'two', type: 'env-binding', properties: envs('eu', 'prod') },
      { name: 'else', type: 'topology', properties: envs('never') },
    ];
    const steps = [
      step('plain', { policy: 'one', env: 'test' }),
      step('any-of-first', {}, 'env'),
      step('any-of-two', { policy: 'two' }, 'properties.env'),
      step('any-at-all', { policy: 'one' }, 'env', 'policy'),
      { ...step('elsewhere', { env: 'test' }), type: 'deploy' },
      { name: 'group', type: 'step-group', subSteps: [step('inner', { env: 'prod' })] },
    ];
    Object.assign(document.spec, { policies, workflow: { steps } });
    const shown = snapshotOf(document).steps.flatMap((one) => [one, ...one.children]);
    assert.deepEqual(
      Object.fromEntries(shown.flatMap((one) => (one.deploysTo ? [[one.name, one.deploysTo]] : []))),
      {
        plain: ['test'],
        'any-of-first': ['test', 'prod'],
        'any-of-two': ['eu', 'prod'],
        'any-at-all': ['test', 'prod', 'eu'],
        inner: ['prod'],
      },
    );
    // Steps that KubeVela makes of the policies.
    Object.assign(document.spec, { policies: policies.slice(0, 1), workflow: {} });
    assert.deepEqual(
      snapshotOf(document).steps.flatMap(({ deploysTo = [] }) => deploysTo),
      ['test', 'prod'],
    );
  });

  it('shows a failure that is tried again as running, with what went wrong and without the dump of values', () => {
    const [step] = snapshotOf(fixture('run-retrying')).steps;
    assert.equal(step?.phase, 'running');
    assert.match(step?.message ?? '', /^retrying: function call error for req.*connection refused$/);
  });

  it('shows what keeps the controller from going on, as long as no step is executed after it', () => {
    const at = (second: number): string => `2026-11-25T23:00:${second}Z`;
    const error = (time: string) => ({
      type: 'WorkflowRun',
      status: 'False',
      reason: 'ReconcileError',
      message: 'Workflow.core.oam.dev "release" not found',
      lastTransitionTime: time,
    });
    const said = (status: string, time: string): string | undefined =>
      snapshotOf(
        changed('run-executing', (all, steps) => {
          Object.assign(all, { status, conditions: [error(time)] });
          for (const step of steps) step['lastExecuteTime'] = at(30);
        }),
      ).message;
    assert.equal(said('executing', at(31)), 'Workflow.core.oam.dev "release" not found');
    assert.equal(said('initializing', at(30)), 'Workflow.core.oam.dev "release" not found');
    assert.equal(said('executing', at(29)), undefined);
    const fresh = fixture('run-just-created');
    Object.assign(fresh, { status: { mode: {}, status: 'initializing', conditions: [error(at(1))] } });
    assert.deepEqual(
      [snapshotOf(fresh).phase, snapshotOf(fresh).message],
      ['pending', 'Workflow.core.oam.dev "release" not found'],
    );
  });

  it('a suspend with a duration is a timed wait', () => {
    const [gate] = snapshotOf(fixture('run-suspended-duration')).gates;
    assert.equal(gate?.opensAt, Date.parse('2026-11-25T22:39:56Z'));
  });

  it('what somebody suspended by hand is held, not a gate', () => {
    const snapshot = snapshotOf(fixture('run-suspended-by-hand'));
    assert.deepEqual(snapshot.gates, []);
    assert.equal(snapshot.held?.length, 1);
  });

  it('a step of 1.5 to 1.7 that waits is running', () => {
    const document = changed('run-suspending', (_, steps) => {
      Object.assign(steps[1] ?? {}, { phase: 'running', reason: '', message: '' });
    });
    const snapshot = snapshotOf(document);
    assert.equal(snapshot.steps[1]?.phase, 'suspended');
    assert.deepEqual(
      snapshot.gates.map(({ path }) => path),
      ['manual-approval'],
    );
  });

  it('a step of 1.4 that waits has succeeded, and the workflow of the Application is suspended', () => {
    const run = changed('run-suspending', (_, steps) => {
      Object.assign(steps[1] ?? {}, { phase: 'succeeded', reason: '', message: '' });
    });
    const application = asApplication(run);
    const { workflow } = application.status as { workflow: Data };
    const { status: phase } = workflow;
    delete workflow['status'];
    assert.deepEqual(
      snapshotOf(application).gates.map(({ path }) => path),
      ['manual-approval'],
    );
    workflow['status'] = phase ?? '';
    const held = snapshotOf(application);
    assert.deepEqual(held.gates, []);
    assert.equal(held.held?.length, 1);
  });

  it('other types wait too: what counts is that the step suspends', () => {
    const document = changed('run-suspending', (_, steps) => {
      Object.assign(steps[1] ?? {}, { type: 'deploy' });
    });
    assert.equal(snapshotOf(document).gates.length, 1);
  });

  it('each time that a step suspends is a gate of its own', () => {
    const document = fixture('run-suspending');
    const first = snapshotOf(document).gates[0]?.attempt ?? '';
    const [id = ''] = first.split('@');
    const mark = {
      type: `greenlight/${id}`,
      status: 'True',
      reason: 'Approved',
      message: `${'0'.repeat(16)} by Ben`,
    };
    document.status = { ...document.status, conditions: [mark] };
    assert.equal(snapshotOf(document).gates[0]?.attempt, first.replace('@', '.1@'));
  });

  it('another definition makes another gate', () => {
    const document = fixture('run-suspending');
    document.metadata['generation'] = 2;
    assert.match(snapshotOf(document).gates[0]?.attempt ?? '', /@2$/);
  });

  it('an Application with a newer version or definition than its workflow asks nobody about the old one', () => {
    const version = (published: string, more: Data = {}): boolean => {
      const application = asApplication(fixture('run-suspending'));
      application.metadata['annotations'] = { 'app.oam.dev/publishVersion': published };
      application.status = { ...application.status, ...more };
      const { gates, phase, held } = snapshotOf(application);
      assert.deepEqual([phase, held], [gates.length > 0 ? 'suspended' : 'running', undefined]);
      return gates.length > 0;
    };
    assert.equal(version('shop-v3'), true);
    assert.equal(version('shop-v4'), false);
    assert.equal(version('shop-v3', { observedGeneration: 1 }), true);
    const edited = asApplication(fixture('run-suspending'));
    edited.metadata['generation'] = 2;
    edited.status = { ...edited.status, observedGeneration: 1 };
    assert.deepEqual(snapshotOf(edited).gates, []);
  });

  it('joins alias and question from the template that the run names', () => {
    const run = fixture('run-suspending');
    const { workflowSpec, ...spec } = run.spec;
    run.spec = { ...spec, workflowRef: 'release' };
    run.metadata['labels'] = {};
    const template = Workflow.parse({
      metadata: { name: 'release', namespace: 'prod' },
      ...(workflowSpec as Data),
    });
    const snapshot = snapshotOf(run, [template]);
    assert.equal(snapshot.workflow, 'release');
    assert.equal(snapshot.steps.length, 5);
    assert.equal(snapshot.gates[0]?.message, 'Approve shop:1.4.2 to prod?');
    // The template is gone: what was reached is still shown.
    const bare = snapshotOf(run);
    assert.deepEqual(phasesOf(bare), ['smoke succeeded', 'manual-approval suspended']);
  });

  it('shows the steps that KubeVela makes for an Application without any', () => {
    const application = asApplication(fixture('run-just-created'));
    application.spec['workflow'] = null;
    application.spec['policies'] = [{ name: 'east', type: 'topology', properties: {} }];
    application.status = { workflow: { startTime: '2026-11-25T22:38:03Z', appRevision: 'shop-v1' } };
    assert.deepEqual(phasesOf(snapshotOf(application)), ['deploy-east pending']);
  });

  it('never takes over secrets, line breaks and control signs of messages', () => {
    const document = changed('run-failed-action', (_, steps) => {
      Object.assign(steps[0] ?? {}, {
        message:
          'POST https://bob:hunter2@hooks.example.com/services/T0/B0/abcdef failed:\n\u202eAuthorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIi.x password: "pa ss" (value: {token: "s3cr3t-value"})',
      });
    });
    const text = JSON.stringify(snapshotOf(document));
    for (const secret of ['hunter2', 'abcdef', 'eyJ', 'pa ss', 's3cr3t', '\\u202e', '\\n'])
      assert.ok(!text.includes(secret), secret);
  });

  it('takes a room and a wish for a policy from annotations, and nothing that gives rights', () => {
    const document = fixture('run-suspending');
    document.metadata['annotations'] = {
      'greenlight/room': 'slack-main/C0RELEASE',
      'greenlight/policy': 'strict',
      'greenlight/key': 'key-1',
      'greenlight/app': 'playground',
      'greenlight/environment': 'dev',
      'greenlight/initiator': 'Ada',
      'greenlight/seal': 'f'.repeat(64),
    };
    const { asks, key, app, environment, initiator } = snapshotOf(document);
    assert.deepEqual(asks, { room: { platform: 'slack-main', id: 'C0RELEASE' }, policy: 'strict' });
    assert.deepEqual([key, app, environment, initiator], [undefined, undefined, undefined, undefined]);
  });
});
