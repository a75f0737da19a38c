import { createRandom } from '../common/random.ts';

/**
 * What can go wrong once. Each is named after what the caller would see on a bad day:
 * `drop` loses the request before anything happened; `apply_then_fail` does the work and loses the answer (of a push: the
 * acknowledgement); `duplicate` delivers a push twice and means nothing for a call.
 */
export type Fault =
  | { kind: 'drop' }
  | { kind: 'apply_then_fail'; answer?: 'destroy' | 'hang' | 500 | 503 }
  | { kind: 'delay'; ms: number; when?: 'before' | 'after' }
  | { kind: 'duplicate' }
  | { kind: 'status'; status: number }
  /** HTTP 429 with code 99991400. */
  | { kind: 'ratelimited'; resetSeconds: number }
  /** A body with this code; HTTP 400 unless `status` says otherwise. */
  | { kind: 'error'; code: number; msg?: string; status?: number };

/** Probabilities between 0 and 1, drawn once for each request, answer or push. */
type FaultRates = {
  drop?: number;
  applyThenFail?: number;
  /** Each delayed one waits up to `delayMs`. */
  delay?: number;
  delayMs?: number;
  duplicate?: number;
  status500?: number;
  ratelimited?: number;
  /** Which targets are drawn for; everything but `auth.token` and `ws.endpoint` when absent. */
  only?: (target: string) => boolean;
};

export type Faults = {
  /** The next `times` uses of `target` go wrong: a method (`im.message.patch`), `push`, or one kind of push (`push:message`, `push:card`). */
  next(target: string, fault: Fault, times?: number): void;
  /** From now on things go wrong at random; the same seed draws the same numbers. */
  rate(seed: number, rates: FaultRates): void;
  clear(): void;
  /** For the simulator's own parts: the fault that befalls this use, if any. */
  take(...targets: string[]): Fault | undefined;
};

export function createFaults(): Faults {
  let queue: { target: string; fault: Fault }[] = [];
  let draw: ((target: string) => Fault | undefined) | undefined;
  return {
    next(target, fault, times = 1) {
      for (let i = 0; i < times; i++) queue.push({ target, fault });
    },
    rate(seed, rates) {
      draw = createDraw(seed, rates);
    },
    clear() {
      queue = [];
      draw = undefined;
    },
    take(...targets) {
      const at = queue.findIndex((one) => targets.includes(one.target));
      if (at >= 0) return queue.splice(at, 1)[0]?.fault;
      const [target] = targets;
      return target === undefined ? undefined : draw?.(target);
    },
  };
}

function createDraw(seed: number, rates: FaultRates): (target: string) => Fault | undefined {
  const random = createRandom(seed);
  const only = rates.only ?? ((target) => target !== 'auth.token' && target !== 'ws.endpoint');
  return (target) => {
    if (!only(target)) return undefined;
    let dice = random();
    const hit = (share = 0): boolean => {
      dice -= share;
      return dice < 0;
    };
    if (hit(rates.drop)) return { kind: 'drop' };
    if (hit(rates.applyThenFail)) return { kind: 'apply_then_fail' };
    if (hit(rates.delay)) return { kind: 'delay', ms: Math.ceil(random() * (rates.delayMs ?? 100)) };
    if (hit(rates.duplicate)) return { kind: 'duplicate' };
    if (hit(rates.status500)) return { kind: 'status', status: 500 };
    if (hit(rates.ratelimited)) return { kind: 'ratelimited', resetSeconds: 1 };
    return undefined;
  };
}
