import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { isFinal, type RunSnapshot, type StepSnapshot, stepAt } from '../../../src/domain/run.ts';
import { systemClock } from '../../../src/time.ts';
import { request } from '../../contracts/engine.ts';
import { createHandClock, type HandClock } from '../../fakes/hand-clock.ts';
import { until } from '../../until.ts';
import { linesOf, openPlace, type Place, type Running, script, startEngine } from './bench.ts';

type Bench = Running & { place: Place };

async function open(spec: string, clock?: HandClock): Promise<Bench> {
  const file = `apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: { name: w }
spec:
  components: [{ name: a, type: holding }, { name: b, type: holding }, { name: once, type: failing }]
  workflow:
${spec.replace(/^/gm, '    ')}`;
  const waits =
    'echo "$$ $(cat)" >> "$FOLDER/ran"; while test -d "$FOLDER" && ! test -e "$FOLDER/go"; do sleep 0.02; done';
  const shell = { argv: ['sh', '-c', waits], environment: { PATH: process.env.PATH ?? '' } };
  const targets = [
    { name: 'sh', takes: ['holding'], command: shell },
    script('fails-once', { takes: ['failing'] }),
  ];
  const place = await openPlace({ files: { 'w.yaml': file }, targets, ...(clock && { clock }) });
  const running = await startEngine(place, clock ?? systemClock);
  return {
    get engine() {
      return running.engine;
    },
    told: running.told,
    wake: () => running.wake(),
    restart: () => running.restart(),
    place,
    async [Symbol.asyncDispose]() {
      await writeFile(join(place.folder, 'go'), '');
      await running[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
    },
  };
}

async function start({ engine }: Bench): Promise<string> {
  return (await engine.run(request('w'), 'k')).ref;
}

function state(bench: Bench, ref: string, is: (s: RunSnapshot) => boolean): Promise<RunSnapshot> {
  return until(`a state of run ${ref}`, async () => {
    const snapshot = await bench.engine.look(ref);
    return snapshot !== undefined && is(snapshot) && snapshot;
  });
}

const ended = (snapshot: RunSnapshot): boolean => isFinal(snapshot.phase);

function phasesOf(steps: readonly StepSnapshot[]): string[] {
  return steps.flatMap(({ path, phase, children }) => [`${path} ${phase}`, ...phasesOf(children)]);
}

/** Component and attempt of each command that ran. */
async function ranOf({ place }: Bench): Promise<string[]> {
  const lines = await linesOf(join(place.folder, 'ran'));
  return lines.map((line) => {
    const { name, context } = JSON.parse(line.slice(line.indexOf(' ')));
    return `${name} ${context.stepSessionID}`;
  });
}

const BOTH = `mode: { steps: DAG }
steps:
  - { name: one, type: apply-component, properties: { component: a } }
  - { name: two, type: apply-component, properties: { component: b } }
  - { name: ask, type: suspend, properties: { message: Shall it go on? } }
  - { name: end, type: print-message-in-status, properties: { message: all }, dependsOn: [one, two, ask] }`;

test('commands of one run go on side by side and through a restart, each once, while people are asked', async () => {
  await using bench = await open(BOTH);
  const ref = await start(bench);
  await until('both commands', async () => (await ranOf(bench)).length === 2);
  const waiting = await state(bench, ref, (s) => s.phase === 'suspended');
  assert.deepEqual(phasesOf(waiting.steps), ['one running', 'two running', 'ask suspended', 'end pending']);
  await bench.restart();
  const [gate] = waiting.gates;
  assert.ok(gate);
  assert.deepEqual(await bench.engine.decide(ref, gate, 'approve', { name: 'Ben' }, 'd'), {
    kind: 'accepted',
  });
  assert.equal((await bench.engine.look(ref))?.phase, 'running');
  await writeFile(join(bench.place.folder, 'go'), '');
  const end = await state(bench, ref, ended);
  assert.equal(end.phase, 'succeeded', JSON.stringify(end.steps));
  const ran = await ranOf(bench);
  assert.equal(new Set(ran).size, 2);
  assert.equal(ran.length, 2);
});

test('a cancel ends everything that a run has under way, and what says always follows', async () => {
  await using bench = await open(`${BOTH}
  - { name: tidy, type: print-message-in-status, if: always, properties: { message: tidied }, dependsOn: [one, two] }`);
  const ref = await start(bench);
  await until('both commands', async () => (await ranOf(bench)).length === 2);
  assert.deepEqual(await bench.engine.act(ref, 'cancel', { name: 'Ada' }, 'c'), { kind: 'accepted' });
  const end = await state(bench, ref, ended);
  assert.equal(end.phase, 'terminated');
  assert.deepEqual(phasesOf(end.steps), [
    'one failed',
    'two failed',
    'ask failed',
    'end skipped',
    'tidy succeeded',
  ]);
  assert.deepEqual(
    end.steps.slice(0, 3).map((s) => s.message),
    Array.from({ length: 3 }, () => 'cancelled by Ada'),
  );
});

const GROUPED = `steps:
  - name: checks
    type: step-group
    meta: { alias: Checks }
    subSteps:
      - { name: dba, type: suspend, meta: { alias: Ask the DBA } }
      - { name: security, type: suspend, outputs: [{ name: who, valueFrom: context.stepGroupName }] }
      - { name: both, type: print-message-in-status, dependsOn: [dba, security], inputs: [{ from: who, parameterKey: message }] }
  - { name: after, type: print-message-in-status, if: 'status.security.phase == "succeeded"', properties: { message: x } }`;

test('gates that stand in a group are open together, and each is decided by itself', async () => {
  await using bench = await open(GROUPED);
  const ref = await start(bench);
  const waiting = await state(bench, ref, (s) => s.phase === 'suspended');
  assert.deepEqual(
    waiting.gates.map(({ path, title }) => [path, title]),
    [
      ['checks/dba', 'Ask the DBA'],
      ['checks/security', 'security'],
    ],
  );
  const [dba, security] = waiting.gates;
  assert.ok(dba && security);
  const by = { name: 'Ben' };
  const wrong = { path: 'checks', attempt: dba.attempt };
  assert.equal((await bench.engine.decide(ref, wrong, 'approve', by, 'x')).kind, 'refused');
  assert.equal((await bench.engine.decide(ref, { ...dba, path: 'dba' }, 'approve', by, 'x')).kind, 'refused');
  assert.deepEqual(await bench.engine.decide(ref, security, 'approve', by, 'd1'), { kind: 'accepted' });
  const one = await bench.engine.look(ref);
  assert.deepEqual([one?.phase, one?.gates.map(({ path }) => path)], ['suspended', ['checks/dba']]);
  assert.equal(stepAt(one?.steps ?? [], 'checks')?.phase, 'suspended');
  assert.deepEqual(await bench.engine.decide(ref, dba, 'reject', by, 'd2'), { kind: 'accepted' });
  const end = await state(bench, ref, ended);
  assert.deepEqual(phasesOf(end.steps), [
    'checks failed',
    'checks/dba failed',
    'checks/security succeeded',
    'checks/both skipped',
    'after succeeded',
  ]);
  assert.deepEqual([end.phase, end.message], ['terminated', 'Ask the DBA: rejected by Ben']);

  // Only what failed is asked again; the old card decides nothing.
  assert.deepEqual(await bench.engine.act(ref, 'retry', by, 'r'), { kind: 'accepted' });
  const again = await state(bench, ref, (s) => s.phase === 'suspended');
  assert.deepEqual(
    again.gates.map(({ path }) => path),
    ['checks/dba'],
  );
  assert.equal((await bench.engine.decide(ref, dba, 'approve', by, 'd3')).kind, 'settled-elsewhere');
  const [fresh] = again.gates;
  assert.ok(fresh && fresh.attempt !== dba.attempt);
  await bench.engine.decide(ref, fresh, 'approve', by, 'd4');
  const good = await state(bench, ref, ended);
  assert.equal(good.phase, 'succeeded');
  assert.equal(stepAt(good.steps, 'checks/both')?.message, 'checks');
});

test('a retry begins every failed step afresh, and nothing that succeeded', async () => {
  await using bench = await open(`mode: { steps: DAG }
steps:
  - { name: good, type: print-message-in-status, properties: { message: once }, outputs: [{ name: id, valueFrom: context.stepSessionID }] }
  - { name: bad, type: apply-component, properties: { component: once } }
  - { name: worse, type: apply-component, properties: { component: once } }
  - { name: both, type: print-message-in-status, dependsOn: [bad, worse], inputs: [{ from: id, parameterKey: message }] }`);
  const ref = await start(bench);
  const first = await state(bench, ref, ended);
  assert.equal(first.phase, 'failed');
  assert.equal(first.steps[0]?.phase, 'succeeded');
  const failed = first.steps.filter((s) => s.phase === 'failed').length;
  assert.ok(failed >= 1);
  await bench.engine.act(ref, 'retry', { name: 'Ada' }, 'r');
  const end = await state(bench, ref, ended);
  assert.equal(end.phase, 'succeeded', JSON.stringify(end.steps));
  assert.equal(end.steps[0]?.startedAt, first.steps[0]?.startedAt);
});

test('the time of a group ends what is in it, and a wait beside a running command ends in time', async () => {
  const clock = createHandClock();
  await using bench = await open(
    `mode: { steps: DAG }
steps:
  - name: group
    type: step-group
    timeout: 10m
    subSteps:
      - { name: ask, type: suspend }
      - { name: next, type: print-message-in-status, dependsOn: [ask], properties: { message: x } }
      - { name: tidy, type: print-message-in-status, dependsOn: [ask], if: always, properties: { message: x } }
  - { name: hold, type: apply-component, properties: { component: a } }
  - { name: wait, type: suspend, properties: { duration: 5m } }
  - { name: soon, type: print-message-in-status, dependsOn: [wait], properties: { message: x } }`,
    clock,
  );
  const ref = await start(bench);
  await until('the command', async () => (await ranOf(bench)).length === 1);
  await clock.turn(301_000);
  const soon = await state(bench, ref, (s) => stepAt(s.steps, 'soon')?.phase === 'succeeded');
  assert.equal(stepAt(soon.steps, 'hold')?.phase, 'running');
  await clock.turn(300_000);
  const late = await state(bench, ref, (s) => stepAt(s.steps, 'group')?.phase === 'failed');
  assert.deepEqual(phasesOf(late.steps.slice(0, 1)), [
    'group failed',
    'group/ask failed',
    'group/next skipped',
    'group/tidy failed',
  ]);
  assert.equal(late.steps[0]?.timedOut, true);
  assert.equal(late.steps[0]?.message, 'not finished within 10 min');
  assert.equal(late.phase, 'running');
});

test('a skipped group skips all that is in it; a condition that cannot be evaluated says why', async () => {
  await using bench = await open(`steps:
  - name: never
    type: step-group
    if: context.nothing == 1
    subSteps: [{ name: a, type: suspend, if: always }, { name: b, type: suspend }]
  - { name: say, type: print-message-in-status, if: status.never.skipped, properties: { message: x } }`);
  const end = await state(bench, await start(bench), ended);
  assert.deepEqual(phasesOf(end.steps), [
    'never skipped',
    'never/a skipped',
    'never/b skipped',
    'say succeeded',
  ]);
  assert.equal(end.steps[0]?.message, 'pre check error: context.nothing is not there');
});

test('conditions know a step by the component that it applies, and a suspended one by the word of KubeVela', async () => {
  await using bench = await open(`mode: { steps: DAG }
steps:
  - { name: ask, type: suspend }
  - { name: place, type: apply-component, properties: { component: once } }
  - { name: rescue, type: print-message-in-status, dependsOn: [place], if: 'status.once.failed && status.ask.phase == "suspending"', properties: { message: x } }`);
  const ref = await start(bench);
  const seen = await state(bench, ref, (s) => isFinal(stepAt(s.steps, 'rescue')?.phase ?? 'pending'));
  assert.equal(stepAt(seen.steps, 'rescue')?.phase, 'succeeded');
});

test('fifty steps with a chain of dependencies written backwards come to their end at once', async () => {
  const chain = Array.from({ length: 50 }, (_, i) => {
    const after = i === 49 ? '' : `, dependsOn: [s${i + 1}]`;
    return `  - { name: s${i}, type: print-message-in-status, properties: { message: x }${after} }`;
  });
  await using bench = await open(`mode: { steps: DAG }\nsteps:\n${chain.join('\n')}`);
  const ref = await start(bench);
  assert.equal((await bench.engine.look(ref))?.phase, 'succeeded');
  assert.equal((await bench.engine.look(ref))?.order, 1);
});
