import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type GateSnapshot, isFinal, type RunSnapshot, type StepSnapshot } from '../../src/domain/run.ts';
import type { Engine, RunRequest } from '../../src/engines/engine.ts';
import { UpstreamError, UserError } from '../../src/errors.ts';
import { until } from '../until.ts';

/** An engine that was started, and what it told. */
export type EngineBench = AsyncDisposable & {
  /** The one that runs now: another after `restart`. */
  readonly engine: Engine;
  /** Everything that was told, in the order in which it came, through restarts. */
  readonly told: readonly RunSnapshot[];
  /** Stops the engine and starts it again on what it had made durable. */
  restart(): Promise<void>;
  workflows: {
    /** Steps `before`, the gate `ask` with the message `Shall it go on?`, `after`. */
    gated: string;
    /** Step `once` fails at its first attempt and goes well at its second; then `after`. */
    failsOnce: string;
    /** Step `hold` runs until `release`; then `after`. */
    holds: string;
    /** The gate `ask`, then `after`, whose message is what was answered as `ticket`. */
    answered?: string;
  };
  /** Lets the `hold` step of this run come to its end. */
  release(ref: string): Promise<void>;
};

/**
 * What every engine must do, however bad the way to it is. Where steps have a step of the same name in them and nothing else, that one counts: what
 * only knows stages with jobs has a stage for each step.
 */
export function engineContract(
  name: string,
  open: () => Promise<EngineBench>,
  /**
   * `answers`: steps can take what approvers filled in; then there is a workflow `answered`. `keys`: it keeps the key of a run, and what else came with it:
   * for whom it is and who started it.
   */
  { keys = true, ...can }: { answers: boolean; keys?: boolean } = { answers: false },
): void {
  void describe(`engine contract: ${name}`, { concurrency: 4 }, () => {
    if (keys) {
      void test('a key starts one run, however often and however concurrently it is asked', async () => {
        await using bench = await open();
        const { gated } = bench.workflows;
        const refs = await Promise.all(
          Array.from({ length: 5 }, () => insist(() => bench.engine.run(request(gated), 'key-1'))),
        );
        const other = await insist(() => bench.engine.run(request(gated), 'key-2'));
        assert.equal(new Set(refs.map((r) => r.ref)).size, 1);
        assert.notEqual(other.ref, refs[0]?.ref);
        assert.deepEqual(await insist(() => bench.engine.find('key-1')), { ref: refs[0]?.ref });
        assert.equal(await insist(() => bench.engine.find('key-never')), undefined);
      });
    }

    void test('a run says what it was started with', async () => {
      await using bench = await open();
      const { ref, snapshot } = await suspended(bench, 'key-1');
      assert.equal(snapshot.engine, bench.engine.id);
      assert.equal(snapshot.workflow, bench.workflows.gated);
      if (keys) {
        assert.equal(snapshot.key, 'key-1');
        assert.equal(snapshot.app, 'shop');
        assert.equal(snapshot.environment, 'prod');
        assert.equal(snapshot.initiator?.name, 'Ada');
      }
      assert.deepEqual(
        snapshot.steps.map((s) => [s.name, s.phase]),
        [
          ['before', 'succeeded'],
          ['ask', 'suspended'],
          ['after', 'pending'],
        ],
      );
      assert.deepEqual(
        snapshot.gates.map((g) => [nameIn(g.path), g.message]),
        [['ask', 'Shall it go on?']],
      );
      assert.deepEqual((await look(bench, ref)).steps, snapshot.steps);
    });

    void test('the observer hears of every wait and every end, and a higher order is never older news', async () => {
      await using bench = await open();
      const { ref, gate } = await suspended(bench, 'key-1');
      await insist(() => bench.engine.decide(ref, gate, 'approve', { name: 'Ben' }, 'd-1'));
      const last = await toldOf(bench, ref, (s) => isFinal(s.phase));
      assert.equal(last.phase, 'succeeded');
      const mine = bench.told.filter((s) => s.ref === ref);
      const byOrder = new Map<number, string>();
      for (const snapshot of mine) {
        const before = byOrder.get(snapshot.order);
        assert.ok(before === undefined || before === snapshot.phase, 'one order names two states');
        byOrder.set(snapshot.order, snapshot.phase);
      }
      const phases = [...byOrder].sort(([a], [b]) => a - b).map(([, phase]) => phase);
      assert.ok(phases.includes('suspended'), `told ${phases.join(', ')}`);
      assert.equal(phases.at(-1), 'succeeded');
    });

    void test('approve lets the run go on; the same key again is accepted, another one comes too late', async () => {
      await using bench = await open();
      const { ref, gate } = await suspended(bench, 'key-1');
      const approve = (key: string) =>
        insist(() => bench.engine.decide(ref, gate, 'approve', { name: 'Ben' }, key));
      assert.deepEqual(await approve('d-1'), { kind: 'accepted' });
      assert.deepEqual(await approve('d-1'), { kind: 'accepted' });
      const late = await insist(() => bench.engine.decide(ref, gate, 'reject', { name: 'Chen' }, 'd-2'));
      assert.equal(late.kind, 'settled-elsewhere');
      const end = await lookUntil(bench, ref, (s) => isFinal(s.phase));
      assert.deepEqual(
        end.steps.map((s) => s.phase),
        ['succeeded', 'succeeded', 'succeeded'],
      );
      assert.deepEqual(end.gates, []);
    });

    void test('reject ends the run, says who and why, and skips what comes after', async () => {
      await using bench = await open();
      const { ref, gate } = await suspended(bench, 'key-1');
      const by = { name: 'Chen', reason: 'the canary is red' };
      assert.deepEqual(await insist(() => bench.engine.decide(ref, gate, 'reject', by, 'd-1')), {
        kind: 'accepted',
      });
      const end = await lookUntil(bench, ref, (s) => isFinal(s.phase));
      assert.equal(end.phase, 'terminated');
      assert.deepEqual(
        end.steps.map((s) => s.phase),
        ['succeeded', 'failed', 'skipped'],
      );
      assert.match(inmost(end.steps[1])?.message ?? '', /Chen.*the canary is red/);
    });

    void test('what approvers filled in may come with the verdict, also where nothing takes it', async () => {
      await using bench = await open();
      const { ref, gate } = await suspended(bench, 'key-1');
      const by = { name: 'Ben', reason: 'fine', answers: { ticket: 'OPS-7', __proto__: 'x', '': '' } };
      const outcome = await insist(() => bench.engine.decide(ref, gate, 'approve', by, 'd-1'));
      assert.deepEqual(outcome, { kind: 'accepted' });
      assert.equal((await lookUntil(bench, ref, (s) => isFinal(s.phase))).phase, 'succeeded');
    });

    if (can.answers) {
      void test('a later step takes what approvers filled in, through a restart', async () => {
        await using bench = await open();
        const workflow = bench.workflows.answered ?? '';
        const { ref } = await insist(() => bench.engine.run(request(workflow), 'key-1'));
        const gate = gateOf(await lookUntil(bench, ref, (s) => s.phase === 'suspended'));
        await bench.restart();
        const by = { name: 'Ben', answers: { ticket: 'OPS-7 "a" \\(b) ${c}' } };
        await insist(() => bench.engine.decide(ref, gate, 'approve', by, 'd-1'));
        const end = await lookUntil(bench, ref, (s) => isFinal(s.phase));
        assert.equal(end.phase, 'succeeded');
        assert.equal(end.steps.at(-1)?.message, 'OPS-7 "a" \\(b) ${c}');
      });
    }

    void test('of two decisions at once one counts', async () => {
      await using bench = await open();
      const { ref, gate } = await suspended(bench, 'key-1');
      const outcomes = await Promise.all([
        insist(() => bench.engine.decide(ref, gate, 'approve', { name: 'Ben' }, 'd-1')),
        insist(() => bench.engine.decide(ref, gate, 'reject', { name: 'Chen' }, 'd-2')),
      ]);
      assert.deepEqual(outcomes.map((o) => o.kind).sort(), ['accepted', 'settled-elsewhere']);
      const end = await lookUntil(bench, ref, (s) => isFinal(s.phase));
      assert.equal(end.phase, outcomes[0]?.kind === 'accepted' ? 'succeeded' : 'terminated');
    });

    void test('what nobody started or opened is refused', async () => {
      await using bench = await open();
      const { ref, gate } = await suspended(bench, 'key-1');
      const { engine } = bench;
      const strange = { path: gate.path, attempt: 'never-was' };
      const decided = await insist(() => engine.decide(ref, strange, 'approve', { name: 'Ben' }, 'd-1'));
      assert.equal(decided.kind, 'refused');
      for (const unknown of ['987654321', 'nonsense']) {
        const outcome = await insist(() => engine.decide(unknown, gate, 'approve', { name: 'Ben' }, 'd-2'));
        assert.equal(outcome.kind, 'refused');
        assert.equal(
          (await insist(() => engine.act(unknown, 'cancel', { name: 'Ben' }, 'a-1'))).kind,
          'refused',
        );
        assert.equal(await insist(() => engine.look(unknown)), undefined);
      }
      assert.equal((await look(bench, ref)).phase, 'suspended');
    });

    void test('cancel ends a waiting run once, and closes its gate', async () => {
      await using bench = await open();
      const { ref, gate } = await suspended(bench, 'key-1');
      const cancel = (key: string) => insist(() => bench.engine.act(ref, 'cancel', { name: 'Ada' }, key));
      assert.deepEqual(await cancel('a-1'), { kind: 'accepted' });
      const end = await lookUntil(bench, ref, (s) => isFinal(s.phase));
      assert.equal(end.phase, 'terminated');
      assert.deepEqual(await cancel('a-1'), { kind: 'accepted' });
      assert.equal((await cancel('a-2')).kind, 'refused');
      const late = await insist(() => bench.engine.decide(ref, gate, 'approve', { name: 'Ben' }, 'd-1'));
      assert.equal(late.kind, 'settled-elsewhere');
    });

    void test('cancel ends what is running', async () => {
      await using bench = await open();
      const { ref } = await insist(() => bench.engine.run(request(bench.workflows.holds), 'key-1'));
      await lookUntil(bench, ref, (s) => s.steps[0]?.phase === 'running');
      assert.deepEqual(await insist(() => bench.engine.act(ref, 'cancel', { name: 'Ada' }, 'a-1')), {
        kind: 'accepted',
      });
      const end = await lookUntil(bench, ref, (s) => isFinal(s.phase));
      assert.equal(end.phase, 'terminated');
      assert.deepEqual(
        end.steps.map((s) => s.phase),
        ['failed', 'skipped'],
      );
    });

    void test('retry goes on from the failed step, once per key', async () => {
      await using bench = await open();
      const { ref } = await insist(() => bench.engine.run(request(bench.workflows.failsOnce), 'key-1'));
      const failed = await lookUntil(bench, ref, (s) => isFinal(s.phase));
      assert.equal(failed.phase, 'failed');
      const retry = (key: string) => insist(() => bench.engine.act(ref, 'retry', { name: 'Ada' }, key));
      assert.deepEqual(await retry('a-1'), { kind: 'accepted' });
      const end = await lookUntil(bench, ref, (s) => s.phase === 'succeeded');
      assert.ok(end.order > failed.order);
      assert.deepEqual(await retry('a-1'), { kind: 'accepted' });
      assert.equal((await retry('a-2')).kind, 'refused');
    });

    void test('a gate that opens again is another one: a click on the old one decides nothing', async () => {
      await using bench = await open();
      const { ref, gate } = await suspended(bench, 'key-1');
      await insist(() => bench.engine.decide(ref, gate, 'reject', { name: 'Chen' }, 'd-1'));
      await lookUntil(bench, ref, (s) => isFinal(s.phase));
      await insist(() => bench.engine.act(ref, 'retry', { name: 'Ada' }, 'a-1'));
      const again = await lookUntil(bench, ref, (s) => s.phase === 'suspended');
      const next = gateOf(again);
      assert.equal(next.path, gate.path);
      assert.notEqual(next.attempt, gate.attempt);
      const old = await insist(() => bench.engine.decide(ref, gate, 'approve', { name: 'Ben' }, 'd-2'));
      assert.equal(old.kind, 'settled-elsewhere');
      const same = await insist(() => bench.engine.decide(ref, gate, 'reject', { name: 'Chen' }, 'd-1'));
      assert.deepEqual(same, { kind: 'accepted' });
      assert.equal((await look(bench, ref)).phase, 'suspended');
      await insist(() => bench.engine.decide(ref, next, 'approve', { name: 'Ben' }, 'd-3'));
      assert.equal((await lookUntil(bench, ref, (s) => isFinal(s.phase))).phase, 'succeeded');
    });

    void test('a restart loses nothing: runs, keys, gates and what was decided', async () => {
      await using bench = await open();
      const first = await suspended(bench, 'key-1');
      const second = await suspended(bench, 'key-2');
      await insist(() => bench.engine.decide(first.ref, first.gate, 'approve', { name: 'Ben' }, 'd-1'));
      await bench.restart();
      if (keys) {
        const again = await insist(() => bench.engine.run(request(bench.workflows.gated), 'key-1'));
        assert.equal(again.ref, first.ref);
      }
      assert.equal((await lookUntil(bench, first.ref, (s) => isFinal(s.phase))).phase, 'succeeded');
      const repeated = await insist(() =>
        bench.engine.decide(first.ref, first.gate, 'approve', { name: 'Ben' }, 'd-1'),
      );
      assert.deepEqual(repeated, { kind: 'accepted' });
      const late = await insist(() =>
        bench.engine.decide(second.ref, second.gate, 'approve', { name: 'Ben' }, 'd-2'),
      );
      assert.deepEqual(late, { kind: 'accepted' });
      assert.equal((await toldOf(bench, second.ref, (s) => isFinal(s.phase))).phase, 'succeeded');
    });

    void test('a stop while a step runs is no end: it goes on after the next start', async () => {
      await using bench = await open();
      const { ref } = await insist(() => bench.engine.run(request(bench.workflows.holds), 'key-1'));
      await lookUntil(bench, ref, (s) => s.steps[0]?.phase === 'running');
      await bench.restart();
      assert.equal((await look(bench, ref)).phase, 'running');
      await bench.release(ref);
      assert.equal((await toldOf(bench, ref, (s) => isFinal(s.phase))).phase, 'succeeded');
    });

    void test('it tells the steps of a run that was not started, and what it would not start', async () => {
      await using bench = await open();
      const steps = bench.engine.outline?.(request(bench.workflows.gated)) ?? [];
      const inner = steps.filter(({ path }) => !steps.some((other) => other.path.startsWith(`${path}/`)));
      assert.deepEqual(
        inner.map(({ path, gate }) => [nameIn(path), gate.kind]),
        [
          ['before', 'none'],
          ['ask', 'asks'],
          ['after', 'none'],
        ],
      );
      assert.throws(() => bench.engine.outline?.(request('no-such-workflow')), UserError);
    });

    void test('it offers its workflows with their steps', async () => {
      await using bench = await open();
      const offers = await bench.engine.offers();
      const gated = offers.find((o) => o.workflow === bench.workflows.gated);
      assert.deepEqual(
        gated?.steps.map((s) => s.title),
        ['before', 'ask', 'after'],
      );
    });
  });
}

export function request(workflow: string): RunRequest {
  return { workflow, app: 'shop', environment: 'prod', parameters: [], initiator: { name: 'Ada' } };
}

/** What a caller with keys does: asks again until it has an answer. */
export async function insist<T>(ask: () => Promise<T>): Promise<T> {
  for (let i = 0; i < 50; i += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof UpstreamError) || error.outcome === 'rejected') throw error;
    }
  }
  throw new Error('50 tries without an answer');
}

function nameIn(path: string): string {
  return path.split('/').at(-1) ?? path;
}

function inmost(step: StepSnapshot | undefined): StepSnapshot | undefined {
  const [only, ...others] = step?.children ?? [];
  return only !== undefined && only.title === step?.title && others.length === 0 ? only : step;
}

async function look(bench: EngineBench, ref: string): Promise<RunSnapshot> {
  const snapshot = await insist(() => bench.engine.look(ref));
  if (snapshot === undefined) throw new Error(`the engine knows no run ${ref}`);
  return snapshot;
}

function lookUntil(bench: EngineBench, ref: string, is: (s: RunSnapshot) => boolean): Promise<RunSnapshot> {
  return until(`a state of run ${ref}`, async () => {
    const snapshot = await look(bench, ref);
    return is(snapshot) && snapshot;
  });
}

function toldOf(bench: EngineBench, ref: string, is: (s: RunSnapshot) => boolean): Promise<RunSnapshot> {
  return until(`word of run ${ref}`, () => bench.told.find((s) => s.ref === ref && is(s)));
}

function gateOf(snapshot: RunSnapshot): GateSnapshot {
  const [gate] = snapshot.gates;
  if (gate === undefined) throw new Error(`run ${snapshot.ref} has no open gate`);
  return gate;
}

async function suspended(
  bench: EngineBench,
  key: string,
): Promise<{ ref: string; gate: GateSnapshot; snapshot: RunSnapshot }> {
  const { ref } = await insist(() => bench.engine.run(request(bench.workflows.gated), key));
  const snapshot = await toldOf(bench, ref, (s) => s.phase === 'suspended');
  return { ref, gate: gateOf(snapshot), snapshot };
}
