/**
 * An engine in memory that behaves as badly as a network and a vendor may, and never worse: answers late, loses answers after it did what was
 * asked, refuses, throttles, lets somebody else settle a gate, tells states early, twice and out of order. It writes down what it truly did.
 */
import type { Verdict } from '../../src/domain/card.ts';
import type { RunSnapshot } from '../../src/domain/run.ts';
import type { Engine, Observer } from '../../src/engines/engine.ts';
import { UpstreamError, UserError } from '../../src/errors.ts';
import { type Clock, sleep } from '../../src/time.ts';
import { createHostileRuns, type Deeds, type HostileStep } from './hostile-runs.ts';
import { createRandom } from './random.ts';

export type Method = 'run' | 'find' | 'decide' | 'act' | 'look';

/**
 * `late`: does it, answers after a while. `lost`: does it, and the answer is lost (`unknown`). `dropped`: does nothing, and that is not
 * known either (`unknown`). `unreachable`, `throttled`, `rejected`: does nothing and says so. `elsewhere`: somebody else settles the gate first.
 */
export type Fault = 'late' | 'lost' | 'dropped' | 'unreachable' | 'throttled' | 'rejected' | 'elsewhere';

export type HostileOptions = {
  id: string;
  seed: number;
  clock: Clock;
  workflows: Readonly<Record<string, readonly HostileStep[]>>;
  /** How likely each fault befalls a call, 0 to 1. */
  rates?: Partial<Record<Fault, number>>;
  /** How likely a state is told twice, and how likely it is told late: after the ones that follow it. */
  telling?: { twice?: number; late?: number };
  /** The longest that anything late takes, in milliseconds. */
  lateMs?: number;
};

/** What was truly done, and every call with the fault that befell it. */
export type Truth = Deeds & { calls: { method: Method; key: string; fault: Fault | undefined }[] };

export type HostileEngine = {
  engine: Engine;
  /** The next call of this method meets this fault; several queue up. */
  inject(method: Method, fault: Fault): void;
  truth: Truth;
  /** Somebody settles the open gate of a run past us; false when none is open. */
  settleElsewhere(ref: string, verdict: Verdict): boolean;
  /** Lets a run go on that stands at a `hold` step. */
  release(ref: string): void;
  /** Somebody starts a run past us. Returns its ref. */
  startElsewhere(workflow: string, by: string): string;
  /** What it knows of a run, without any fault. */
  state(ref: string): RunSnapshot | undefined;
};

const SOMEBODY = 'Somebody Else';

export function createHostileEngine(options: HostileOptions): HostileEngine {
  const { id, clock, workflows, rates = {}, telling = {}, lateMs = 20 } = options;
  const random = createRandom(options.seed);
  const runs = createHostileRuns(options, tellAbout);
  const truth: Truth = { ...runs.deeds, calls: [] };
  const injected: { method: Method; fault: Fault }[] = [];
  const tellings = new Set<Promise<void>>();
  let observer: Observer | undefined;

  function faultFor(method: Method): Fault | undefined {
    const i = injected.findIndex((one) => one.method === method);
    if (i >= 0) return injected.splice(i, 1)[0]?.fault;
    for (const [fault, rate] of Object.entries(rates) as [Fault, number][]) {
      if (fault === 'elsewhere' && method !== 'decide') continue;
      if (random.next() < rate) return fault;
    }
    return undefined;
  }

  async function call<T>(method: Method, key: string, work: () => T, elsewhere?: () => void): Promise<T> {
    const fault = faultFor(method);
    truth.calls.push({ method, key, fault });
    switch (fault) {
      case 'dropped':
        throw new UpstreamError('unknown', 'dropped', 'the connection broke');
      case 'unreachable':
        throw new UpstreamError('unreachable', 'refused', 'nobody listens');
      case 'throttled':
        throw new UpstreamError('throttled', '429', 'too many requests', {
          retryAfterMs: random.below(lateMs),
        });
      case 'rejected':
        throw new UpstreamError('rejected', '403', 'not allowed');
      case 'lost':
        work();
        throw new UpstreamError('unknown', 'lost', 'the answer was lost');
      case 'late': {
        const result = work();
        await sleep(clock, random.below(lateMs));
        return result;
      }
      case 'elsewhere':
        elsewhere?.();
        await Promise.resolve();
        return work();
      case undefined:
        // An answer is never there before the caller awaits it.
        await Promise.resolve();
        return work();
    }
  }

  function tellAbout(snapshot: RunSnapshot): void {
    const times = random.next() < (telling.twice ?? 0) ? 2 : 1;
    for (let i = 0; i < times; i += 1) track(tell(snapshot));
  }

  function track(work: Promise<void>): void {
    tellings.add(work);
    void work.finally(() => tellings.delete(work));
  }

  async function tell(snapshot: RunSnapshot): Promise<void> {
    if (random.next() < (telling.late ?? 0)) await sleep(clock, random.below(lateMs));
    for (let tries = 0; tries < 10 && observer !== undefined; tries += 1) {
      try {
        await observer(structuredClone(snapshot));
        return;
      } catch {
        await sleep(clock, lateMs);
      }
    }
  }

  const engine: Engine = {
    id,
    kind: 'hostile',
    can: { keys: true, cancel: true, retry: true },
    run: (request, key) => call('run', key, () => runs.run(request, key)),
    decide: (ref, gate, verdict, by, key) =>
      call(
        'decide',
        key,
        () => runs.decide(ref, gate, verdict, by, key),
        () => runs.settleOpen(ref, 'approve', SOMEBODY),
      ),
    act: (ref, verb, _by, key) => call('act', key, () => runs.act(ref, verb, key)),
    look: (ref) => call('look', ref, () => runs.look(ref)),
    find: (key) => call('find', key, () => runs.find(key)),
    async offers() {
      return Object.entries(workflows).map(([workflow, steps]) => ({
        workflow,
        title: workflow,
        steps: steps.map(({ name, kind }) => ({ title: name, type: kind })),
      }));
    },
    outline({ workflow }) {
      const steps = workflows[workflow];
      if (steps === undefined) throw new UserError('engine.unknown-workflow', { workflow, known: [] });
      return steps.map(({ name, kind }) => ({
        path: name,
        title: name,
        type: kind,
        depth: 0,
        gate: { kind: kind === 'gate' ? 'asks' : 'none' },
      }));
    },
    async start(to) {
      observer = to;
      for (const snapshot of runs.all()) track(tell(snapshot));
    },
    async stop() {
      observer = undefined;
      while (tellings.size > 0) await Promise.all(tellings);
    },
    async check() {
      return [{ level: 'ok', subject: 'hostile engine', detail: `${runs.all().length} runs` }];
    },
  };

  return {
    engine,
    inject: (method, fault) => void injected.push({ method, fault }),
    truth,
    settleElsewhere: (ref, verdict) => runs.settleOpen(ref, verdict, SOMEBODY),
    release: runs.release.bind(runs),
    startElsewhere(workflow, by) {
      const key = `elsewhere-${runs.all().length + 1}`;
      const initiator = { name: by };
      return runs.run({ workflow, app: 'shop', environment: 'prod', parameters: [], initiator }, key).ref;
    },
    state: (ref) => runs.look(ref),
  };
}
