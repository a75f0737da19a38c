import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Json } from '../../../src/domain/run.ts';
import { condition, endOfWait, keyHash, typeOfWait } from '../../../src/engines/kubevela/form/journal.ts';
import { type Place, placesOf, type Subject } from '../../../src/engines/kubevela/form/subject.ts';
import { suspensionOf } from '../../../src/engines/kubevela/form/suspension.ts';
import { withoutFields } from '../../../src/engines/kubevela/patch/context-vars.ts';
import type { Operation } from '../../../src/engines/kubevela/patch/operation.ts';
import { resumeGate, resumeHeld } from '../../../src/engines/kubevela/patch/resume.ts';
import { droppedWaits, retryOf, retryRun, staleOutputs } from '../../../src/engines/kubevela/patch/retry.ts';
import { suspendRun } from '../../../src/engines/kubevela/patch/suspend.ts';
import { terminateRun } from '../../../src/engines/kubevela/patch/terminate.ts';
import { applyJsonPatch, readJsonPatch } from '../../fakes/kubernetes/json-patch.ts';
import { asApplication, fixture, snapshotOf, subjectOf } from './documents.ts';

type Document = ReturnType<typeof fixture>;
type Steps = { name: string; phase: string; reason?: string; message?: string; subSteps?: Steps }[];
type Status = { suspend: boolean; terminated: boolean; finished: boolean; steps: Steps; endTime?: string };

const MARK = condition(typeOfWait('x'), 'Approved', { hash: keyHash('d-1'), by: 'Ben' }, 0);

/** As the API server would: a test that does not hold throws. */
function patched(document: Document, operations: readonly Operation[]): Document {
  return applyJsonPatch(document, readJsonPatch(JSON.stringify(operations))) as Document;
}

function statusOf(document: Document): Status {
  const status = document.status as unknown as Status & { workflow?: Status };
  return document['kind'] === 'Application' ? (status.workflow ?? status) : status;
}

function placeAt(subject: Subject, path: string): Place {
  const place = placesOf(subject).find((one) => one.path === path);
  assert.ok(place, path);
  return place;
}

function resume(document: Document, path: string): Operation[] {
  const subject = subjectOf(document);
  const place = placeAt(subject, path);
  const gate = suspensionOf(subject, place);
  assert.equal(gate?.kind, 'gate');
  return resumeGate(subject, place, gate, MARK);
}

const bothKinds = (name: string): Document[] => [fixture(name), asApplication(fixture(name))];
const phases = (steps: Steps): string[] =>
  steps.flatMap((step) => [`${step.name} ${step.phase}`, ...phases(step.subSteps ?? [])]);

describe('a gate is let through', () => {
  it('moves the one step, takes the suspension away, and leaves its mark', () => {
    for (const document of bothKinds('run-suspending')) {
      const after = patched(document, resume(document, 'manual-approval'));
      assert.deepEqual(phases(statusOf(after).steps), ['smoke succeeded', 'manual-approval running']);
      assert.equal(statusOf(after).suspend, false);
      assert.deepEqual(endOfWait(subjectOf(after).conditions, 'x'), { hash: keyHash('d-1'), by: 'Ben' });
      assert.equal(snapshotOf(after).phase, 'running');
    }
  });

  it('also where the step has no name: then it is called after its type', () => {
    const document = fixture('run-suspending');
    const [, asks] = statusOf(document).steps;
    const spec = document.spec as unknown as { workflowSpec: { steps: { name?: string; meta?: object }[] } };
    const planned = spec.workflowSpec.steps.find(({ name }) => name === asks?.name);
    assert.ok(asks !== undefined && planned !== undefined);
    for (const one of [asks, planned]) Reflect.deleteProperty(one, 'name');
    delete planned.meta;
    assert.equal(snapshotOf(document).gates[0]?.title, 'suspend');
    assert.equal(statusOf(patched(document, resume(document, ''))).steps[1]?.phase, 'running');
  });

  it('of a group only the sub-step moves, and the other one still waits', () => {
    for (const document of bothKinds('run-suspended-substep')) {
      const after = patched(document, resume(document, 'checks/dba-approve'));
      const changes = phases(statusOf(after).steps).filter(
        (one) => !phases(statusOf(document).steps).includes(one),
      );
      assert.deepEqual(changes, ['dba-approve running']);
      assert.deepEqual(
        snapshotOf(after).gates.map(({ path }) => path),
        ['checks/sec-approve'],
      );
    }
  });

  it('a timer is not waited for', () => {
    const document = fixture('run-suspended-duration');
    const after = patched(document, resume(document, 'wait20'));
    assert.equal(statusOf(after).steps[0]?.phase, 'succeeded');
  });

  it('a step of KubeVela 1.5 to 1.7 goes on by having succeeded, a workflow of 1.4 by not being suspended', () => {
    const document = fixture('run-suspending');
    Object.assign(statusOf(document).steps[1] ?? {}, { phase: 'running', reason: '', message: '' });
    assert.equal(
      statusOf(patched(document, resume(document, 'manual-approval'))).steps[1]?.phase,
      'succeeded',
    );
    Object.assign(statusOf(document).steps[1] ?? {}, { phase: 'succeeded' });
    const old = asApplication(document);
    Object.assign((old.status as { workflow: object }).workflow, { status: undefined });
    const after = patched(old, resume(old, 'manual-approval'));
    assert.deepEqual(phases(statusOf(after).steps), phases(statusOf(old).steps));
    assert.equal(statusOf(after).suspend, false);
  });

  const moves: Readonly<Record<string, (document: Document) => void>> = {
    'the step was resumed': (document) =>
      void Object.assign(statusOf(document).steps[1] ?? {}, { phase: 'running' }),
    'the step began anew': (document) =>
      void Object.assign(statusOf(document).steps[1] ?? {}, { id: 'another000' }),
    'the run was terminated': (document) => void Object.assign(statusOf(document), { terminated: true }),
    'the run has ended': (document) => void Object.assign(statusOf(document), { finished: true }),
    'the definition changed': (document) => void Object.assign(document.metadata, { generation: 2 }),
    'it is another object of this name': (document) =>
      void Object.assign(document.metadata, { uid: 'other' }),
    'a step came before it': (document) =>
      void statusOf(document).steps.unshift({ name: 'new', phase: 'succeeded' }),
    'the controller wrote the first condition': (document) =>
      void Object.assign(document.metadata, { resourceVersion: '999999' }),
  };
  for (const [what, move] of Object.entries(moves)) {
    it(`the patch is refused when ${what}`, () => {
      for (const document of bothKinds('run-suspending')) {
        const operations = resume(document, 'manual-approval');
        move(document);
        assert.throws(() => patched(document, operations), /error in our request/);
      }
    });
  }

  it('conditions of others stay', () => {
    const document = fixture('run-suspending');
    const theirs = {
      type: 'WorkflowRun',
      status: 'False',
      reason: 'ReconcileError',
      lastTransitionTime: 'x',
    };
    document.status = { ...document.status, conditions: [theirs] };
    const operations = resume(document, 'manual-approval');
    // With a list there is room for both: no version has to be the newest.
    Object.assign(document.metadata, { resourceVersion: '999999' });
    const { conditions } = patched(document, operations).status as { conditions: Json[] };
    assert.deepEqual(conditions[0], theirs);
    assert.equal(conditions.length, 2);
  });
});

describe('a run is ended', () => {
  it('marks what is open, says who at the step, and keeps what is over', () => {
    for (const document of bothKinds('run-suspended-substep')) {
      const subject = subjectOf(document);
      const says = ({ path }: Place): string | undefined =>
        path === 'checks/dba-approve' ? 'rejected by Chen: red' : undefined;
      const after = statusOf(patched(document, terminateRun(subject, says, [MARK])));
      assert.equal(after.terminated, true);
      assert.equal(after.suspend, false);
      const [smoke, checks] = after.steps;
      assert.equal(smoke?.phase, 'succeeded');
      assert.deepEqual([checks?.phase, checks?.reason], ['failed', 'Terminate']);
      assert.deepEqual(
        checks?.subSteps?.map(({ name, phase, reason, message }) => [name, phase, reason, message]),
        [
          ['db-check', 'succeeded', undefined, undefined],
          ['dba-approve', 'failed', 'Terminate', 'rejected by Chen: red'],
          ['sec-approve', 'failed', 'Terminate', 'Suspended by field suspend'],
          ['slow-check', 'succeeded', undefined, undefined],
        ].filter(([name]) => checks?.subSteps?.some((sub) => sub.name === name)),
      );
    }
  });

  it('a step that would be tried again is ended too', () => {
    const document = fixture('run-retrying');
    const after = patched(
      document,
      terminateRun(subjectOf(document), () => undefined, []),
    );
    assert.equal(statusOf(after).steps[0]?.reason, 'Terminate');
  });
});

describe('a run is held and let go on', () => {
  it('by hand, and no gate is opened by it', () => {
    const document = fixture('run-executing');
    const held = patched(document, suspendRun(subjectOf(document), [MARK]));
    assert.deepEqual(phases(statusOf(held).steps), ['smoke succeeded', 'wait suspending']);
    assert.equal(snapshotOf(held).phase, 'suspended');
    assert.deepEqual(snapshotOf(held).gates, []);
    const after = patched(held, resumeHeld(subjectOf(held), MARK));
    assert.deepEqual(phases(statusOf(after).steps), ['smoke succeeded', 'wait running']);
    const gate = fixture('run-suspending');
    const untouched = patched(gate, resumeHeld(subjectOf(gate), MARK));
    assert.deepEqual(phases(statusOf(untouched).steps), phases(statusOf(gate).steps));
  });
});

describe('a failed run starts from where it failed', () => {
  function retry(document: Document): Document {
    const subject = subjectOf(document);
    const what = retryOf(subject);
    assert.ok(what);
    const steps = statusOf(document).steps as unknown as { [key: string]: unknown }[];
    return patched(document, retryRun(subject, what, steps, [MARK]));
  }

  it('drops the failed step and what comes after it', () => {
    for (const document of bothKinds('run-terminated-by-reject')) {
      const after = statusOf(retry(document));
      assert.deepEqual(phases(after.steps), ['smoke succeeded']);
      assert.deepEqual([after.terminated, after.finished, after.suspend], [false, false, false]);
      assert.equal(after.endTime ?? null, null);
    }
  });

  it('of a group what succeeded stays, and the group goes on', () => {
    const document = fixture('run-group-terminated');
    const after = statusOf(retry(document));
    assert.deepEqual(phases(after.steps), ['checks running', 'db-check succeeded']);
    assert.equal(after.steps[0]?.reason, undefined);
    const subject = subjectOf(document);
    const what = retryOf(subject);
    assert.ok(what);
    assert.equal(droppedWaits(subject, what).length, 2);
  });

  it('in a DAG what depends on it starts afresh, by name and by what it gives out', () => {
    const step = (name: string, more: object = {}): object => ({ name, type: 'request', ...more });
    const document = fixture('run-failed-action');
    document.spec['workflowSpec'] = {
      steps: [
        step('deploy', { outputs: [{ name: 'url', valueFrom: 'response.url' }] }),
        step('by-name', { dependsOn: ['deploy'] }),
        step('by-output', { inputs: [{ from: 'url', parameterKey: 'url' }] }),
        step('after-that', { dependsOn: ['by-output'], outputs: [{ name: 'late', valueFrom: 'x' }] }),
        step('apart'),
      ],
    } as unknown as Json;
    const names = ['deploy', 'by-name', 'by-output', 'after-that', 'apart'];
    Object.assign(document.status ?? {}, {
      mode: { steps: 'DAG', subSteps: 'DAG' },
      steps: names.map((name) => ({
        id: name,
        name,
        type: 'request',
        phase: name === 'deploy' ? 'failed' : 'skipped',
      })),
    });
    assert.deepEqual(phases(statusOf(retry(document)).steps), ['apart skipped']);
    const subject = subjectOf(document);
    const what = retryOf(subject);
    assert.ok(what);
    assert.deepEqual(staleOutputs(subject, what), ['url', 'late']);
  });
});

describe('what steps gave out is taken back', () => {
  const vars = [
    '"smoke-result": "fi}ne // \\" \\n"',
    'count: 3',
    'nested: {',
    '\t"a": [1, {b: "}"}]',
    '}',
    'text: """',
    '\tlate: "no field"',
    '\t"""',
    'raw: #"a "quoted" \\ thing"#',
    '// a remark: with a colon',
    'late: null',
    '',
  ].join('\n');

  it('field by field, with whatever is in them', () => {
    assert.equal(withoutFields(vars, new Set(['nothing'])), vars);
    assert.equal(
      withoutFields(vars, new Set(['count', 'late', 'nested', 'raw', 'text'])),
      `${vars.split('\n')[0]}\n`,
    );
    assert.equal(withoutFields('{a: 1, b: {c: 2}}', new Set(['a'])), ' b: {c: 2}');
    assert.equal(withoutFields('\n', new Set(['a'])), '');
    const recorded = fixture('context-configmap') as unknown as { data: { vars: string } };
    assert.equal(withoutFields(recorded.data.vars, new Set(['smoke-result'])), '');
  });

  it('not from a text that is no such thing', () => {
    for (const text of ['a: {', 'a: "x', ']', 'if true {a: 1}', 'just words'])
      assert.equal(withoutFields(text, new Set(['a'])), undefined, text);
  });
});
