/**
 * Whether every step can begin at all: who waits for whom, together with what stands after what and in what, must not go in a circle.
 * Each step is two events, its start and its end. A group starts before its sub-steps and ends after them.
 */
import type { Mode } from '../plan.ts';
import type { Spot } from './spot.ts';
import type { NamedStep } from './step-context.ts';

/** `step` begins when `on` is over; `what` says it in words. */
export type Wait = { step: string; on: string; spot: Spot; what: string };

/** The condition of `step` asks for the status of `on`. */
export type Look = Wait;

type Modes = { steps: Mode; subSteps: Mode };

/** From an event to those that come after it. */
type Events = Map<string, string[]>;

const start = (name: string): string => `${name}/start`;
const end = (name: string): string => `${name}/end`;

/** Complains of each wait that would never end, and of each condition that asks for what begins later, where it is written. */
export function checkOrder(
  steps: readonly NamedStep[],
  modes: Modes,
  { waits, looks }: { waits: readonly Wait[]; looks: readonly Look[] },
): void {
  const fixed: Events = new Map();
  addSteps(fixed, steps, modes.steps, modes.subSteps);
  const events: Events = new Map([...fixed].map(([event, after]) => [event, [...after]]));
  for (const { step, on, spot, what } of waits) {
    const circle = pathBetween(events, start(step), end(on));
    if (circle === undefined) {
      add(events, end(on), start(step));
      continue;
    }
    const inPlace = pathBetween(fixed, start(step), end(on)) !== undefined;
    spot.complain(`${what}, ${inPlace ? whyInPlace(steps, step, on) : whyInCircle(step, circle)}`);
  }
  for (const { step, on, spot, what } of looks) {
    if (step === on) spot.complain(`${what}, which is the step itself: nothing became of it yet`);
    else if (pathBetween(events, start(step), start(on)) !== undefined)
      spot.complain(`${what}, which begins only after this is asked`);
  }
}

function addSteps(events: Events, steps: readonly NamedStep[], mode: Mode, subMode: Mode): void {
  for (const [i, { name, spot, subs }] of steps.entries()) {
    add(events, start(name), end(name));
    const { value: own } = spot.at('mode');
    const within = own === 'DAG' || own === 'StepByStep' ? own : subMode;
    addSteps(events, subs, within, within);
    for (const sub of subs) {
      add(events, start(name), start(sub.name));
      add(events, end(sub.name), end(name));
    }
    const before = steps[i - 1];
    if (mode === 'StepByStep' && before !== undefined) add(events, end(before.name), start(name));
  }
}

function add(events: Events, from: string, to: string): void {
  const known = events.get(from);
  if (known === undefined) events.set(from, [to]);
  else known.push(to);
}

/** The events on the shortest way; undefined where there is none. */
function pathBetween(events: Events, from: string, to: string): string[] | undefined {
  const cameFrom = new Map<string, string | undefined>([[from, undefined]]);
  for (const event of cameFrom.keys()) {
    if (event === to) {
      const path: string[] = [];
      for (let at: string | undefined = to; at !== undefined; at = cameFrom.get(at)) path.unshift(at);
      return path;
    }
    for (const next of events.get(event) ?? []) if (!cameFrom.has(next)) cameFrom.set(next, event);
  }
  return undefined;
}

function whyInPlace(steps: readonly NamedStep[], step: string, on: string): string {
  if (step === on) return 'which is the step itself';
  const isIn = (inner: string, outer: string): boolean =>
    steps.some(({ name, subs }) => name === outer && subs.some((sub) => sub.name === inner));
  if (isIn(step, on)) return 'in which it stands: a group is over when all of its sub-steps are';
  if (isIn(on, step)) return 'which stands in it and begins only with it';
  return 'which comes later: one step runs after the other there (mode StepByStep)';
}

/** The way goes from a step to those that wait for it; people read it the other way round. */
function whyInCircle(step: string, path: readonly string[]): string {
  const names = path.map((event) => event.slice(0, event.lastIndexOf('/')));
  const circle = [step, ...names.reverse()].filter((name, i, all) => name !== all[i - 1]);
  return `so that each would wait for the other: ${circle.join(' → ')}`;
}
