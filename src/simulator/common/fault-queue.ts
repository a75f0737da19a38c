import { createRandom } from './random.ts';

/**
 * What can go wrong once, whoever is simulated. Each is named after what the caller would see on a bad day:
 * `drop` loses the request before anything happened; `apply_then_fail` does the work and loses the answer (of something that is pushed
 * to the app: the acknowledgement); `duplicate` pushes twice and means nothing for a call.
 */
export type CommonFault =
  | { kind: 'drop' }
  | { kind: 'apply_then_fail'; answer?: 'destroy' | 'hang' | 500 | 503 }
  | { kind: 'delay'; ms: number; when?: 'before' | 'after' }
  | { kind: 'duplicate' }
  | { kind: 'status'; status: number };

const COMMON: readonly string[] = ['drop', 'apply_then_fail', 'delay', 'duplicate', 'status'];

/** The fault, unless it is a vendor's own. */
export function commonOf(fault: { kind: string } | undefined): CommonFault | undefined {
  return fault && isCommon(fault) ? fault : undefined;
}

function isCommon(fault: { kind: string }): fault is CommonFault {
  return COMMON.includes(fault.kind);
}

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
  /** Which targets are drawn for; when absent, everything but what a client needs to connect at all. */
  only?: (target: string) => boolean;
};

export type FaultQueue<Fault> = {
  /** The next `times` uses of `target` go wrong. */
  next(target: string, fault: Fault, times?: number): void;
  /** From now on things go wrong at random; the same seed draws the same numbers. */
  rate(seed: number, rates: FaultRates): void;
  clear(): void;
  /** For the simulator's own parts: the fault that befalls this use, if any. */
  take(...targets: string[]): Fault | undefined;
};

type FaultQueueOptions<Fault> = {
  /** How the vendor refuses a caller that is too fast. */
  ratelimited: Fault;
  /** Whether nothing is drawn for this target unless it is asked for. */
  spared: (target: string) => boolean;
};

export function createFaultQueue<Fault>({
  ratelimited,
  spared,
}: FaultQueueOptions<Fault>): FaultQueue<Fault | CommonFault> {
  let queue: { target: string; fault: Fault | CommonFault }[] = [];
  let draw: ((target: string) => Fault | CommonFault | undefined) | undefined;

  function createDraw(seed: number, rates: FaultRates): (target: string) => Fault | CommonFault | undefined {
    const random = createRandom(seed);
    const only = rates.only ?? ((target) => !spared(target));
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
      if (hit(rates.ratelimited)) return ratelimited;
      return undefined;
    };
  }

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
