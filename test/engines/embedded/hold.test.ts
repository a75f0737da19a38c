import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ActVerb } from '../../../src/domain/engine-call.ts';
import { isFinal, type RunSnapshot, stepAt } from '../../../src/domain/run.ts';
import { UserError } from '../../../src/errors.ts';
import { request } from '../../contracts/engine.ts';
import { until } from '../../until.ts';
import { linesOf, openPlace, script, startEngine } from './bench.ts';

const by = { name: 'Ada' };

async function open(steps: string) {
  const file = `apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: { name: w }
spec:
  components: [{ name: hold, type: holding }, { name: append, type: appending }]
  workflow:
${steps.replace(/^/gm, '    ')}`;
  const targets = [script('hold', { takes: ['holding'] }), script('append', { takes: ['appending'] })];
  const place = await openPlace({ files: { 'w.yaml': file }, targets });
  const running = await startEngine(place);
  const { ref } = await running.engine.run(request('w'), 'k');
  return {
    running,
    ref,
    place,
    act: (verb: ActVerb, key: string, step?: string) => running.engine.act(ref, verb, by, key, step),
    state: (is: (snapshot: RunSnapshot) => boolean, of = ref) =>
      until(`a state of run ${of}`, async () => {
        const snapshot = await running.engine.look(of);
        return snapshot !== undefined && is(snapshot) && snapshot;
      }),
    release: () => writeFile(join(place.folder, `release-${ref}`), ''),
    ran: () => linesOf(join(place.folder, 'ran')),
    async [Symbol.asyncDispose]() {
      await writeFile(join(place.folder, `release-${ref}`), '');
      await running[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
    },
  };
}

const phase = (snapshot: RunSnapshot, path: string) => stepAt(snapshot.steps, path)?.phase;
const refusal = (outcome: { kind: string; code?: string }) => outcome.code ?? outcome.kind;

const TWO = `steps:
  - { name: one, type: apply-component, properties: { component: hold } }
  - { name: two, type: apply-component, properties: { component: append } }`;

test('a run that is suspended by hand lets go on what runs, begins nothing, and survives a restart of the server', async () => {
  await using bench = await open(TWO);
  await bench.state((s) => phase(s, 'one') === 'running');
  assert.deepEqual(await bench.act('suspend', 's'), { kind: 'accepted' });
  assert.deepEqual((await bench.state((s) => s.held !== undefined)).held, [{ by: 'Ada' }]);
  await bench.release();
  const held = await bench.state((s) => phase(s, 'one') === 'succeeded');
  assert.deepEqual([held.phase, phase(held, 'two'), held.gates], ['suspended', 'pending', []]);
  await bench.running.restart();
  assert.equal((await bench.running.engine.look(bench.ref))?.phase, 'suspended');
  assert.deepEqual(await bench.ran(), []);
  assert.deepEqual(await bench.act('resume', 'r'), { kind: 'accepted' });
  const end = await bench.state((s) => isFinal(s.phase));
  assert.deepEqual([end.phase, end.held, (await bench.ran()).length], ['succeeded', undefined, 1]);
  // Asked again by the same keys it changes nothing.
  assert.deepEqual(await bench.act('suspend', 's'), { kind: 'accepted' });
  assert.equal(refusal(await bench.act('suspend', 's2')), 'run-over');
});

test('one step is held while the others go on, and let go on by itself', async () => {
  await using bench = await open(`mode: { steps: DAG }
steps:
  - { name: first, type: apply-component, properties: { component: hold } }
  - { name: free, type: print-message-in-status, dependsOn: [first], properties: { message: a } }
  - name: group
    type: step-group
    dependsOn: [first]
    subSteps:
      - { name: inner, type: apply-component, properties: { component: append } }`);
  assert.deepEqual(await bench.act('suspend', 's', 'group/inner'), { kind: 'accepted' });
  assert.equal(refusal(await bench.act('suspend', 't', 'first')), 'step-begun');
  assert.equal(refusal(await bench.act('suspend', 'u', 'nowhere')), 'unknown-step');
  await bench.release();
  const held = await bench.state((s) => s.phase === 'suspended');
  assert.deepEqual([phase(held, 'free'), phase(held, 'group/inner')], ['succeeded', 'pending']);
  assert.deepEqual(held.held, [{ by: 'Ada', step: 'group/inner', title: 'inner' }]);
  assert.equal(refusal(await bench.act('resume', 'q', 'free')), 'not-suspended');
  assert.deepEqual(await bench.act('resume', 'r', 'group/inner'), { kind: 'accepted' });
  assert.equal((await bench.state((s) => isFinal(s.phase))).phase, 'succeeded');
});

test('a resume opens no gate, of people or of time, and a gate that is opened meanwhile begins nothing', async () => {
  await using bench = await open(`mode: { steps: DAG }
steps:
  - { name: ask, type: suspend }
  - { name: wait, type: suspend, properties: { duration: 1h } }
  - { name: ship, type: deploy, properties: { auto: false } }
  - { name: after, type: apply-component, dependsOn: [ask], properties: { component: append } }`);
  const open1 = await bench.state((s) => s.gates.length === 3);
  assert.equal(refusal(await bench.act('resume', 'a')), 'not-suspended');
  assert.equal(refusal(await bench.act('resume', 'b', 'ask')), 'not-suspended');
  await bench.act('suspend', 's');
  for (const path of ['ask', 'ship']) {
    const gate = open1.gates.find((one) => one.path === path);
    assert.ok(gate);
    const decided = await bench.running.engine.decide(bench.ref, gate, 'approve', { name: 'Ben' }, path);
    assert.deepEqual(decided, { kind: 'accepted' });
  }
  const held = await bench.state((s) => phase(s, 'ask') === 'succeeded');
  assert.deepEqual([phase(held, 'after'), phase(held, 'ship')], ['pending', 'running']);
  await bench.running.restart();
  assert.deepEqual(await bench.ran(), []);
  await bench.act('resume', 'r');
  await bench.state((s) => phase(s, 'after') === 'succeeded');
  const still = await bench.state((s) => s.gates.length === 1);
  assert.deepEqual([still.gates[0]?.path, still.phase], ['wait', 'suspended']);
  await bench.release();
  await bench.state((s) => phase(s, 'ship') === 'succeeded');
});

test('a cancel and a retry end what was held', async () => {
  await using bench = await open(TWO);
  await bench.act('suspend', 's');
  await bench.act('cancel', 'c');
  const end = await bench.state((s) => isFinal(s.phase));
  assert.deepEqual([end.phase, end.held, phase(end, 'two')], ['terminated', undefined, 'skipped']);
  assert.equal(refusal(await bench.act('resume', 'r')), 'not-suspended');
});

test('a run is run once more as it was, whatever its file says now, under a key of its own', async () => {
  await using bench = await open(
    'steps: [{ name: say, type: print-message-in-status, properties: { message: old } }]',
  );
  await bench.state((s) => s.phase === 'succeeded');
  await writeFile(join(bench.place.options.workflows, 'w.yaml'), 'nothing: like before');
  const { engine } = bench.running;
  const again = { ...request('w'), initiator: { name: 'Ben' }, again: bench.ref };
  const [one, same] = [await engine.run(again, 'k2'), await engine.run(again, 'k2')];
  assert.deepEqual(one, same);
  assert.notEqual(one.ref, bench.ref);
  const end = await bench.state((s) => isFinal(s.phase), one.ref);
  assert.deepEqual([end.steps[0]?.message, end.initiator?.name], ['old', 'Ben']);
  await assert.rejects(engine.run({ ...again, again: '999' }, 'k3'), (error) => {
    return error instanceof UserError && error.code === 'engine.run-gone';
  });
});
