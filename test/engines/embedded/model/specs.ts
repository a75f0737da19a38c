/** Random workflows. Every kind of time has a class of its own, so that no two things ever happen in the same millisecond. */
import fc from 'fast-check';
import { type Answer, allOf, type Condition, type Spec, type StepSpec, type Try } from './spec.ts';

const UNIT = 1_000_000;
const TIMEOUT = 500_000;
const GROUP_TIMEOUT = 250_000;
const CANCEL = 125_000;
const DIES = 60_000;
const HOLD = 31_000;
const RESUME = 33_000;

/** What is drawn for one step; names, places and times come of its number. */
type Draw = {
  kind: StepSpec['kind'];
  deps: number[];
  input: number;
  condition: number;
  conditionOf: number;
  is: 'failed' | 'succeeded' | 'skipped' | 'timeout' | 'terminate';
  timeout: number;
  tries: { units: number; result: Try['result'] }[];
  answers: { units: number; verdict: Answer['verdict'] }[];
  wait: number;
  mode: number;
  subs: number;
};

const draw: fc.Arbitrary<Draw> = fc.record({
  kind: fc.constantFrom('print', 'command', 'command', 'http', 'gate', 'timed', 'group', 'group'),
  deps: fc.array(fc.nat(30), { maxLength: 2 }),
  input: fc.nat(60),
  condition: fc.nat(9),
  conditionOf: fc.nat(30),
  is: fc.constantFrom('failed', 'succeeded', 'skipped', 'timeout', 'terminate'),
  timeout: fc.nat(7),
  tries: fc.array(
    fc.record({ units: fc.nat(3), result: fc.constantFrom('done', 'done', 'failed', 'again') }),
    { minLength: 1, maxLength: 3 },
  ),
  answers: fc.array(
    fc.record({ units: fc.nat(3), verdict: fc.constantFrom('approve', 'approve', 'reject', 'none') }),
    { minLength: 1, maxLength: 2 },
  ),
  wait: fc.nat(3),
  mode: fc.nat(3),
  subs: fc.nat(4),
});

const NODES = 12;

export const specs: fc.Arbitrary<Spec> = fc
  .record({
    draws: fc.array(draw, { minLength: 1, maxLength: NODES }),
    steps: fc.constantFrom('StepByStep' as const, 'DAG' as const, 'DAG' as const),
    subSteps: fc.constantFrom('StepByStep' as const, 'DAG' as const),
    cancel: fc.nat(20),
    retries: fc.nat(2),
    turn: fc.boolean(),
  })
  .map(({ draws, steps, subSteps, cancel, retries, turn }) => {
    const list = build(draws, steps, subSteps);
    const spec: Spec = { steps, subSteps, list, retries, retryAfter: UNIT + CANCEL };
    if (cancel < 5) spec.cancelAt = cancel * UNIT + CANCEL + 1;
    // In a DAG it does not matter where a step stands.
    if (turn && steps === 'DAG') spec.list.reverse();
    return spec;
  });

/** The same, with somebody who holds the run by hand for a while. */
export const heldSpecs: fc.Arbitrary<Spec> = fc
  .tuple(specs, fc.nat(4), fc.nat(4))
  .map(([spec, from, length]) => ({
    ...spec,
    hold: { from: from * UNIT + HOLD, to: (from + length) * UNIT + RESUME },
  }));

function build(draws: readonly Draw[], steps: Spec['steps'], subSteps: Spec['steps']): StepSpec[] {
  const list: StepSpec[] = [];
  /** Steps that come before whatever is built next, wherever they stand. */
  const before: StepSpec[] = [];
  let i = 0;
  while (i < draws.length) {
    const one = draws[i];
    if (one === undefined) break;
    const ordered = steps === 'StepByStep';
    const step = stepOf(one, i, before, ordered ? list : []);
    i += 1;
    const inside: StepSpec[] = [];
    if (step.kind === 'group') {
      const mode = one.mode === 0 ? 'StepByStep' : one.mode === 1 ? 'DAG' : undefined;
      if (mode !== undefined) step.mode = mode;
      for (const inner of draws.slice(i, i + 1 + one.subs)) {
        const kind = inner.kind === 'group' ? 'print' : inner.kind;
        const isOrdered = (mode ?? subSteps) === 'StepByStep';
        inside.push(stepOf({ ...inner, kind }, i, [...before, ...inside], isOrdered ? inside : []));
        i += 1;
      }
      step.subs = inside;
      // Nothing in it: a group is refused when it is loaded.
      if (inside.length === 0) step.kind = 'print';
    }
    list.push(step);
    before.push(step, ...inside);
  }
  return list;
}

function stepOf(one: Draw, i: number, before: readonly StepSpec[], earlier: readonly StepSpec[]): StepSpec {
  // Twelve of them never add up to the same sum.
  const own = 2 ** i;
  const dependsOn = [...new Set(one.deps.flatMap((n) => before[n]?.name ?? []))];
  const input = before[one.input]?.name;
  const condition = conditionOf(one, [...dependsOn, ...earlier.map(({ name }) => name)]);
  const step: StepSpec = {
    name: `s${i}`,
    kind: one.kind,
    dependsOn,
    tries: one.tries.map(({ units, result }) => ({ takes: units * UNIT + own, result })),
    answers: one.answers.map(({ units, verdict }) => ({ after: units * UNIT + own, verdict })),
    wait: one.wait * UNIT + own,
    dies: one.kind === 'command' ? DIES + own : own,
    subs: [],
  };
  if (input !== undefined) step.input = input;
  if (condition !== undefined) step.if = condition;
  if (one.timeout < 2) step.timeout = one.timeout * UNIT + (one.kind === 'group' ? GROUP_TIMEOUT : TIMEOUT);
  // Somebody or something ends every wait.
  if (one.kind === 'gate' && step.answers.some(({ verdict }) => verdict === 'none'))
    step.timeout ??= 2 * UNIT + TIMEOUT;
  return step;
}

/** On steps that are over by then: of others it depends on the moment what is known. */
function conditionOf(one: Draw, over: readonly string[]): Condition | undefined {
  if (one.condition === 0) return { kind: 'broken' };
  if (one.condition === 1 || one.condition === 2) return { kind: 'always' };
  const of = over[one.conditionOf % Math.max(over.length, 1)];
  return one.condition < 5 && of !== undefined ? { kind: 'status', of, is: one.is } : undefined;
}

/** As it would stand in a report. */
export function describe(spec: Spec): string {
  const line = ({
    name,
    kind,
    dependsOn,
    input,
    if: condition,
    timeout,
    tries,
    answers,
    mode,
  }: StepSpec): string =>
    [
      `${name} ${kind}${mode === undefined ? '' : ` ${mode}`}`,
      dependsOn.length > 0 ? `after ${dependsOn.join(',')}` : '',
      input === undefined ? '' : `takes ${input}`,
      condition === undefined ? '' : `if ${JSON.stringify(condition)}`,
      timeout === undefined ? '' : `timeout ${timeout}`,
      kind === 'command' || kind === 'http' ? JSON.stringify(tries) : '',
      kind === 'gate' ? JSON.stringify(answers) : '',
    ]
      .filter((part) => part !== '')
      .join(' ');
  const inner = new Set(spec.list.flatMap(({ subs }) => subs));
  const lines = allOf(spec).map((step) => `${inner.has(step) ? '    ' : '  '}${line(step)}`);
  return [
    `${spec.steps}-${spec.subSteps} cancel ${spec.cancelAt ?? 'never'} retries ${spec.retries} hold ${JSON.stringify(spec.hold ?? 'never')}`,
    ...lines,
  ].join('\n');
}
