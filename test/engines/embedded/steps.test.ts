import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFinal, type RunSnapshot } from '../../../src/domain/run.ts';
import { sayingText } from '../../../src/presenter/saying-text.ts';
import { request } from '../../contracts/engine.ts';
import { createHandClock, type HandClock } from '../../fakes/hand-clock.ts';
import { until } from '../../until.ts';
import { openPlace, type Place, type Running, script, startEngine } from './bench.ts';

/** What a step says to a Chinese reader. */
const inChinese = ({ steps }: RunSnapshot, i: number): string | undefined => sayingText(steps[i] ?? {}, 'zh');

type Bench = Running & { place: Place; clock: HandClock };

/** Runs the steps as workflow `w`, on a clock that is turned by hand. */
async function open(steps: string, kind = 'Workflow'): Promise<Bench> {
  const head = `apiVersion: core.oam.dev/${kind === 'Application' ? 'v1beta1' : 'v1alpha1'}\nkind: ${kind}\nmetadata: { name: w }\n`;
  const indented = steps.replace(/^/gm, '    ');
  const body =
    kind === 'Application'
      ? `spec:\n  components: [{ name: a, type: t }, { name: b, type: t }]\n  workflow:\n    steps:\n${indented}`
      : `steps:\n${indented}`;
  const clock = createHandClock();
  const place = await openPlace({ files: { 'w.yaml': head + body }, targets: [script('append')], clock });
  const running = await startEngine(place, clock);
  return {
    get engine() {
      return running.engine;
    },
    told: running.told,
    wake: () => running.wake(),
    restart: () => running.restart(),
    place,
    clock,
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
    },
  };
}

async function start(bench: Bench): Promise<string> {
  return (await bench.engine.run(request('w'), 'k')).ref;
}

function state(bench: Bench, ref: string, is: (s: RunSnapshot) => boolean): Promise<RunSnapshot> {
  return until(`a state of run ${ref}`, async () => {
    const snapshot = await bench.engine.look(ref);
    return snapshot !== undefined && is(snapshot) && snapshot;
  });
}

const ended = (snapshot: RunSnapshot): boolean => isFinal(snapshot.phase);
const phases = (snapshot: RunSnapshot): string[] => snapshot.steps.map((s) => s.phase);

test('a suspend with a duration says when it opens, and opens by itself, through a restart', async () => {
  await using bench = await open('- { name: wait, type: suspend, properties: { duration: 2m30s } }');
  const begun = bench.clock.now();
  const ref = await start(bench);
  const waiting = await state(bench, ref, (s) => s.phase === 'suspended');
  assert.equal(waiting.gates[0]?.opensAt, begun + 150_000);
  await bench.clock.turn(149_000);
  assert.equal((await bench.engine.look(ref))?.phase, 'suspended');
  await bench.restart();
  await bench.clock.turn(2_000);
  const end = await state(bench, ref, ended);
  assert.equal(end.phase, 'succeeded');
  assert.equal(end.steps[0]?.message, 'the time to wait is over');
  const late = await bench.engine.decide(
    ref,
    waiting.gates[0] ?? { path: '', attempt: '' },
    'approve',
    { name: 'B' },
    'd',
  );
  assert.deepEqual(late, { kind: 'settled-elsewhere' });
});

test('a gate with a timeout fails when nobody decides, and the rest is skipped', async () => {
  await using bench = await open(
    '- { name: ask, type: suspend, timeout: 10m }\n- { name: after, type: suspend }\n- { name: last, type: print-message-in-status, if: status.ask.timeout, properties: { message: too late } }',
  );
  const ref = await start(bench);
  await state(bench, ref, (s) => s.phase === 'suspended');
  await bench.clock.turn(600_000);
  const end = await state(bench, ref, ended);
  assert.equal(end.phase, 'failed');
  assert.deepEqual(phases(end), ['failed', 'skipped', 'succeeded']);
  assert.equal(end.steps[0]?.message, 'not finished within 10 min');
  assert.equal(end.message, 'ask: not finished within 10 min');
  assert.deepEqual([end.steps[0]?.timedOut, end.steps[1]?.timedOut], [true, undefined]);
});

test('conditions decide what runs after a rejection', async () => {
  await using bench = await open(
    [
      '- { name: ask-first, type: suspend }',
      '- { name: plain, type: print-message-in-status, properties: { message: x } }',
      '- { name: always, type: print-message-in-status, if: always, properties: { message: x } }',
      `- { name: on-reject, type: print-message-in-status, if: 'status["ask-first"].terminate && !status.plain.succeeded', properties: { message: x } }`,
      '- { name: never, type: print-message-in-status, if: status.always.failed, properties: { message: x } }',
      '- { name: broken, type: print-message-in-status, if: context.nothing == 1, properties: { message: x } }',
      '- { name: no-bool, type: print-message-in-status, if: status.always.phase, properties: { message: x } }',
    ].join('\n'),
  );
  const ref = await start(bench);
  const waiting = await state(bench, ref, (s) => s.phase === 'suspended');
  const [gate] = waiting.gates;
  assert.ok(gate);
  await bench.engine.decide(ref, gate, 'reject', { name: 'Chen' }, 'd');
  const end = await state(bench, ref, ended);
  assert.equal(end.phase, 'terminated');
  assert.deepEqual(phases(end), [
    'failed',
    'skipped',
    'succeeded',
    'succeeded',
    'skipped',
    'skipped',
    'skipped',
  ]);
  assert.equal(end.steps[5]?.message, 'pre check error: context.nothing is not there');
  assert.equal(inChinese(end, 5), '条件无法计算：context.nothing is not there');
  assert.equal(end.steps[6]?.message, 'pre check error: the condition is neither true nor false');
});

test('a deploy with auto: false waits first, then deploys every component; its output has them by name', async () => {
  await using bench = await open(
    [
      '- { name: go, type: deploy, meta: { alias: To all }, properties: { auto: false }, outputs: [{ name: a, valueFrom: output.a.place + output.b.place }] }',
      '- { name: say, type: print-message-in-status, inputs: [{ from: a, parameterKey: message }] }',
    ].join('\n'),
    'Application',
  );
  const ref = await start(bench);
  const waiting = await state(bench, ref, (s) => s.phase === 'suspended');
  const [gate] = waiting.gates;
  assert.ok(gate);
  assert.equal(gate.title, 'To all');
  await bench.engine.decide(ref, gate, 'approve', { name: 'Ben' }, 'd');
  const end = await state(bench, ref, ended);
  assert.equal(end.phase, 'succeeded', JSON.stringify(end.steps));
  assert.equal(end.steps[1]?.message, 'a in prod, b in prod,');
});

test('a deploy whose input gives no boolean for auto, or no count for parallelism, deploys nothing', async () => {
  const given = `- { name: give, type: apply-component, properties: { component: a }, outputs: [{ name: auto, valueFrom: '"false"' }, { name: count, valueFrom: "0" }] }
- { name: one, type: deploy, inputs: [{ from: auto, parameterKey: auto }] }
- { name: two, type: deploy, if: always, inputs: [{ from: count, parameterKey: parallelism }] }`;
  await using bench = await open(given, 'Application');
  const end = await state(bench, await start(bench), ended);
  assert.deepEqual(
    end.steps.slice(1).map(({ phase, message }) => [phase, message]),
    [
      ['failed', '"auto" must be true or false, but is a text'],
      ['failed', '"parallelism" must be a whole number, at least 1'],
    ],
  );
});

test('an output that cannot be had is null, its step says so, and what needs a text fails', async () => {
  await using bench = await open(
    [
      '- { name: go, type: apply-component, properties: { component: a }, outputs: [{ name: x, valueFrom: output.nothing.here + "x" }] }',
      '- { name: say, type: print-message-in-status, inputs: [{ from: x, parameterKey: message }] }',
    ].join('\n'),
    'Application',
  );
  const end = await state(bench, await start(bench), ended);
  assert.deepEqual(phases(end), ['succeeded', 'failed']);
  assert.equal(end.steps[0]?.message, 'output x is null: output.nothing is not there');
  assert.equal(end.steps[1]?.message, '"message" must be a text, but is null');
  assert.equal(inChinese(end, 0), '输出 x 为空：output.nothing is not there');
  assert.equal(inChinese(end, 1), '“message” 必须是文本，但实际为空值');
});

test('a message is one line of bounded length, whatever it holds', async () => {
  const text = `first\\nsecond\\u0007\\u202e ${'x'.repeat(400)}`;
  await using bench = await open(
    `- { name: say, type: print-message-in-status, properties: { message: "${text}" } }`,
  );
  const end = await state(bench, await start(bench), ended);
  const message = end.steps[0]?.message ?? '';
  assert.match(message, /^first second xxx.*…$/);
  assert.equal(message.length, 300);
});

test('waiting runs share their timers', async () => {
  const timers = new Set<() => void>();
  await using bench = await open('- { name: wait, type: suspend, properties: { duration: 48h } }');
  const { clock } = bench;
  const after = clock.after.bind(clock);
  clock.after = (ms, fire) => {
    const cancel = after(ms, fire);
    const off = (): void => {
      timers.delete(off);
      cancel();
    };
    timers.add(off);
    return off;
  };
  await Promise.all(Array.from({ length: 200 }, (_, i) => bench.engine.run(request('w'), `k${i}`)));
  assert.ok(timers.size <= 3, `${timers.size} timers`);
});

test('a deploy that asked gives out its answers beside what the target gave back; without answers they are null', async () => {
  const steps = `- name: go
  type: deploy
  properties: { auto: false }
  outputs:
    - { name: ticket, valueFrom: answers.ticket }
    - { name: both, valueFrom: 'answers.ticket + "!"' }
- { name: say, type: print-message-in-status, if: context.name == "w", inputs: [{ from: both, parameterKey: message }] }`;
  for (const [answers, message] of [
    [{ ticket: 'OPS-7' }, 'OPS-7!'],
    [undefined, '"message" must be a text, but is null'],
  ] as const) {
    await using bench = await open(steps, 'Application');
    const ref = await start(bench);
    const { gates } = await state(bench, ref, (s) => s.phase === 'suspended');
    const gate = gates[0] ?? { path: '', attempt: '' };
    await bench.restart();
    const by = { name: 'B', ...(answers === undefined ? {} : { answers }) };
    assert.deepEqual(await bench.engine.decide(ref, gate, 'approve', by, 'd'), { kind: 'accepted' });
    const end = await state(bench, ref, ended);
    assert.equal(end.steps[0]?.phase, 'succeeded', JSON.stringify(end.steps));
    assert.equal(end.steps[1]?.message, message);
    if (answers === undefined) assert.match(end.steps[0]?.message ?? '', /output ticket is null: .*answers/);
  }
});
