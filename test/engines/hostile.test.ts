import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunSnapshot } from '../../src/domain/run.ts';
import { UpstreamError } from '../../src/errors.ts';
import { systemClock } from '../../src/time.ts';
import { type EngineBench, engineContract, request } from '../contracts/engine.ts';
import { createHostileEngine, type HostileEngine, type HostileOptions } from '../fakes/hostile-engine.ts';

const workflows: HostileOptions['workflows'] = {
  gated: [
    { name: 'before', kind: 'pass' },
    { name: 'ask', kind: 'gate', message: 'Shall it go on?' },
    { name: 'after', kind: 'pass' },
  ],
  'fails-once': [
    { name: 'once', kind: 'fail-once' },
    { name: 'after', kind: 'pass' },
  ],
  holds: [
    { name: 'hold', kind: 'hold' },
    { name: 'after', kind: 'pass' },
  ],
};

function create(options: Partial<HostileOptions>): HostileEngine {
  return createHostileEngine({ id: 'hostile', seed: 1, clock: systemClock, workflows, ...options });
}

async function bench(options: Partial<HostileOptions>): Promise<EngineBench> {
  const hostile = create(options);
  const told: RunSnapshot[] = [];
  const start = (): Promise<void> => hostile.engine.start(async (snapshot) => void told.push(snapshot));
  await start();
  return {
    engine: hostile.engine,
    told,
    workflows: { gated: 'gated', failsOnce: 'fails-once', holds: 'holds' },
    async restart() {
      await hostile.engine.stop();
      await start();
    },
    release: async (ref) => hostile.release(ref),
    [Symbol.asyncDispose]: () => hostile.engine.stop(),
  };
}

engineContract('a friendly fake', () => bench({}));

let seed = 0;
engineContract('a hostile fake', () => {
  seed += 1;
  const rates = { late: 0.2, lost: 0.2, dropped: 0.1, unreachable: 0.1, throttled: 0.1 };
  return bench({ seed, rates, telling: { twice: 0.3, late: 0.5 } });
});

test('an injected fault befalls one call, and the truth is written down', async () => {
  const hostile = create({});
  hostile.inject('run', 'lost');
  const lost = await hostile.engine.run(request('gated'), 'k').catch((error: unknown) => error);
  assert.ok(lost instanceof UpstreamError && lost.outcome === 'unknown');
  assert.equal(hostile.truth.started.get('k'), 1);
  hostile.inject('run', 'rejected');
  await assert.rejects(hostile.engine.run(request('gated'), 'k2'), { outcome: 'rejected' });
  assert.equal(hostile.truth.started.get('k2'), undefined);
  const { ref } = await hostile.engine.run(request('gated'), 'k');
  assert.equal(hostile.truth.started.get('k'), 1);
  assert.deepEqual(
    hostile.truth.calls.map((c) => c.fault),
    ['lost', 'rejected', undefined],
  );
  assert.equal(hostile.state(ref)?.phase, 'suspended');
});

test('somebody else can settle a gate first', async () => {
  const hostile = create({});
  const { ref } = await hostile.engine.run(request('gated'), 'k');
  const gate = hostile.state(ref)?.gates[0];
  assert.ok(gate);
  hostile.inject('decide', 'elsewhere');
  const outcome = await hostile.engine.decide(ref, gate, 'reject', { name: 'Ben' }, 'd');
  assert.deepEqual(outcome, { kind: 'settled-elsewhere', by: 'Somebody Else' });
  assert.deepEqual(
    hostile.truth.settled.map((s) => [s.verdict, s.by]),
    [['approve', 'Somebody Else']],
  );
  assert.equal(hostile.state(ref)?.phase, 'succeeded');
});

test('a run is seen before its call returns', async () => {
  const hostile = create({});
  const seen: string[] = [];
  await hostile.engine.start(async (snapshot) => void seen.push(snapshot.ref));
  hostile.inject('run', 'late');
  const call = hostile.engine.run(request('gated'), 'k');
  const first = await Promise.race([
    call.then(() => 'answer'),
    Promise.resolve().then(() => Promise.resolve(seen[0])),
  ]);
  assert.equal(first, 'hostile-1');
  await call;
  await hostile.engine.stop();
});
