/** Runs as a busy shop has them: ten steps, one gate in the middle, starts that know nothing of each other. The same seed plans the same runs. */
import { createRandom } from '../../src/simulator/common/random.ts';

export type Load = {
  /** Runs that are open at the beginning, and on average. */
  open: number;
  /** Runs that start, and end, in a minute on average. */
  perMinute: number;
};

export type Plan = {
  name: string;
  /** Number of its room. */
  room: number;
  /** Milliseconds from the beginning; negative: it was under way before. */
  startsAt: number;
  /** Of each step, in milliseconds. */
  steps: readonly number[];
  /** From the moment that people see the buttons until somebody clicks, in milliseconds. */
  thinkMs: number;
};

export const STEPS = 10;
/** The gate opens when so many steps are done. */
export const GATE_AFTER = 5;
export const ROOMS = 10;

const MINUTE_MS = 60_000;
const THINK_MEAN_MS = 45_000;
const THINK_LEAST_MS = 5_000;

/** All runs that are open at the beginning or start within `ms` after it, by their start. */
export function planTraffic({ open, perMinute }: Load, ms: number, seed: number): Plan[] {
  const random = createRandom(seed);
  const lifeMs = (open / perMinute) * MINUTE_MS;
  const stepMs = (lifeMs - THINK_MEAN_MS - THINK_LEAST_MS) / STEPS;
  const plans: Plan[] = [];
  const add = (startsAt: number): void => {
    const name = `run-${plans.length}`;
    const steps = Array.from({ length: STEPS }, () => Math.round(stepMs * (0.2 + 1.6 * random())));
    const thinkMs = Math.round(THINK_LEAST_MS + exponential(random, THINK_MEAN_MS));
    plans.push({ name, room: plans.length % ROOMS, startsAt: Math.round(startsAt), steps, thinkMs });
  };
  for (let i = 0; i < open; i += 1) add(-random() * lifeMs);
  for (let at = 0; at < ms; at += exponential(random, MINUTE_MS / perMinute)) add(at);
  return plans.toSorted((a, b) => a.startsAt - b.startsAt);
}

function exponential(random: () => number, mean: number): number {
  return -mean * Math.log(1 - random());
}
