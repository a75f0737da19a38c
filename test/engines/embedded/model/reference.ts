/**
 * The rules of a run a second time, naive and apart from `src/`: a flat list of steps, one rule each, applied again and again until nothing
 * changes; then time goes on to the next thing that is due.
 */
import { allOf, type Condition, type History, type Spec, type StepSpec } from './spec.ts';

type Known = {
  spec: StepSpec;
  parent?: Known;
  /** Those before it in its place. */
  earlier: Known[];
  ordered: boolean;
  phase: string;
  reason: string;
  begunAt: number;
  /** When it does something by itself, and what. */
  due?: { at: number; what: 'lands' | 'tries' | 'answer' | 'opens' };
  dying?: 'timeout' | 'cancel';
  timeUp: boolean;
  failures: number;
  /** Of a group: it was under way at a cancel. */
  cut: boolean;
  /** Only a cancel kept it from running. */
  barred: boolean;
  /** Why it failed, as its group sees it, where that is not its own reason. */
  seenAs: string | undefined;
};

/** As a step is before it begins. */
const FRESH = { phase: 'pending', reason: '', timeUp: false, cut: false, barred: false, seenAs: undefined };

const OVER = ['succeeded', 'failed', 'skipped'];
const isOver = (one: Known): boolean => OVER.includes(one.phase);

export function simulate(spec: Spec): History {
  const all = listOf(spec);
  const byName = new Map(all.map((one) => [one.spec.name, one]));
  const used = new Map<string, number>();
  const history: History = { changes: [], begun: {} };
  let now = 0;
  let cancelled = false;
  let heldByHand = false;
  let holdAt = spec.hold?.from;
  let resumeAt = spec.hold?.to;
  let retries = spec.retries;
  let cancelAt = spec.cancelAt;
  let retryAt: number | undefined;

  const next = <T>(name: string, list: T[]): T => {
    const n = used.get(name) ?? 0;
    used.set(name, n + 1);
    const item = list[n % list.length];
    if (item === undefined) throw new Error(`${name} has none`);
    return item;
  };
  const end = (one: Known, phase: string, reason = ''): true => {
    Object.assign(one, { phase, reason, due: undefined, dying: undefined });
    return true;
  };
  const deadline = (one: Known): number =>
    one.spec.timeout === undefined ? Number.POSITIVE_INFINITY : one.begunAt + one.spec.timeout;
  const tryNow = (one: Known): true => {
    history.begun[one.spec.name] = (history.begun[one.spec.name] ?? 0) + 1;
    one.due = { at: now + next(one.spec.name, one.spec.tries).takes, what: 'lands' };
    return true;
  };

  function waitsFor(one: Known): Known[] {
    const names = [...one.spec.dependsOn, ...(one.spec.input === undefined ? [] : [one.spec.input])];
    return names.map((name) => get(name));
  }
  function get(name: string): Known {
    const one = byName.get(name);
    if (one === undefined) throw new Error(name);
    return one;
  }
  function dependenciesSucceeded(one: Known): boolean {
    return one.spec.dependsOn.every(
      (name) => get(name).phase === 'succeeded' && dependenciesSucceeded(get(name)),
    );
  }
  function runs(one: Known): boolean {
    const condition: Condition | undefined = one.spec.if;
    if (condition === undefined) {
      const follows =
        one.ordered && one.spec.dependsOn.length === 0
          ? one.earlier.every(({ phase }) => phase === 'succeeded' || phase === 'skipped')
          : dependenciesSucceeded(one);
      one.barred = follows && (one.parent === undefined ? cancelled : one.parent.cut);
      return follows && !one.barred;
    }
    if (condition.kind !== 'status') return condition.kind === 'always';
    const of = get(condition.of);
    if (of.phase === 'pending') return false;
    if (condition.is === 'timeout') return of.reason === 'Timeout';
    return condition.is === 'terminate' ? of.reason === 'Terminate' : of.phase === condition.is;
  }

  /** Whether it changed anything. */
  function rule(one: Known): boolean {
    if (isOver(one)) return false;
    return one.phase === 'pending' ? begin(one) : goOn(one);
  }
  function begin(one: Known): boolean {
    const { parent } = one;
    if (parent?.phase === 'skipped') return end(one, 'skipped', 'Skip');
    if (parent !== undefined && (parent.phase === 'pending' || isOver(parent))) return false;
    const late = parent?.timeUp === true;
    const held =
      waitsFor(one).some((other) => !isOver(other)) || (one.ordered && one.earlier.some((o) => !isOver(o)));
    if ((held || heldByHand) && !late) return false;
    one.begunAt = now;
    if (!runs(one)) return end(one, 'skipped', 'Skip');
    if (late) return end(one, 'failed', 'Timeout');
    one.phase = 'running';
    one.failures = 0;
    const { name, kind, answers, wait } = one.spec;
    if (kind === 'print') return end(one, 'succeeded');
    if (kind === 'gate' && cancelled) return end(one, 'failed', 'Terminate');
    if (kind === 'gate') {
      const answer = next(name, answers);
      one.phase = 'suspended';
      if (answer.verdict !== 'none') one.due = { at: now + answer.after, what: 'answer' };
    }
    if (kind === 'timed') Object.assign(one, { phase: 'suspended', due: { at: now + wait, what: 'opens' } });
    return kind === 'command' || kind === 'http' ? tryNow(one) : true;
  }
  function goOn(one: Known): boolean {
    if (one.spec.kind === 'group') return goOnAsGroup(one);
    const until = Math.min(
      deadline(one),
      one.parent === undefined ? Number.POSITIVE_INFINITY : deadline(one.parent),
    );
    if (until > now) return false;
    if (one.due?.what !== 'lands') return end(one, 'failed', 'Timeout');
    if (one.dying !== undefined) return false;
    Object.assign(one, { dying: 'timeout', due: { at: now + one.spec.dies, what: 'lands' } });
    return true;
  }
  function goOnAsGroup(one: Known): boolean {
    const subs = all.filter((sub) => sub.parent === one);
    if (!subs.every(isOver)) {
      const phase = subs.some((sub) => sub.phase === 'suspended') ? 'suspended' : 'running';
      const changed = phase !== one.phase || (deadline(one) <= now && !one.timeUp);
      Object.assign(one, { phase, timeUp: one.timeUp || deadline(one) <= now });
      if (one.timeUp) one.reason = 'Timeout';
      return changed;
    }
    if (one.timeUp) return end(one, 'failed', 'Timeout');
    const reasons = subs.filter((sub) => sub.phase === 'failed').map((sub) => sub.seenAs ?? sub.reason);
    if (one.cut && subs.some((sub) => sub.barred)) reasons.push('Terminate');
    for (const reason of ['FailedAfterRetries', 'Timeout', 'Action', 'Terminate'])
      if (reasons.includes(reason)) return end(one, 'failed', reason);
    return subs.every((sub) => sub.phase === 'skipped') ? end(one, 'skipped', 'Skip') : end(one, 'succeeded');
  }

  function happen(one: Known): void {
    const what = one.due?.what;
    delete one.due;
    if (what === 'opens') end(one, 'succeeded');
    if (what === 'tries') tryNow(one);
    if (what === 'answer') {
      const before = (used.get(one.spec.name) ?? 1) - 1;
      const approved = one.spec.answers[before % one.spec.answers.length]?.verdict === 'approve';
      if (approved) end(one, 'succeeded');
      else end(one, 'failed', 'Terminate');
    }
    if (what === 'lands') lands(one);
  }
  function lands(one: Known): void {
    if (one.dying !== undefined) {
      end(one, 'failed', one.dying === 'cancel' ? 'Terminate' : 'Timeout');
      return;
    }
    const before = (used.get(one.spec.name) ?? 1) - 1;
    const result = one.spec.tries[before % one.spec.tries.length]?.result;
    if (result === 'done') end(one, 'succeeded');
    if (result === 'failed') end(one, 'failed', 'Action');
    if (result !== 'again') return;
    one.failures += 1;
    if (one.failures === 11) end(one, 'failed', 'FailedAfterRetries');
    else
      one.due = { at: now + 1000 * ([1, 1, 1, 1, 1, 1, 3, 6, 12, 25][one.failures - 1] ?? 0), what: 'tries' };
  }

  function cancel(): void {
    for (const one of all) {
      if (one.phase === 'pending') continue;
      if (one.phase === 'failed') {
        if (one.reason === 'Action') one.reason = 'Terminate';
        if (one.parent !== undefined && !isOver(one.parent)) one.seenAs = 'Terminate';
      }
      if (isOver(one)) continue;
      if (one.spec.kind === 'group') {
        one.cut = true;
        continue;
      }
      if (one.due?.what !== 'lands') end(one, 'failed', 'Terminate');
      else {
        one.due = { at: one.dying === undefined ? now + one.spec.dies : one.due.at, what: 'lands' };
        one.dying = 'cancel';
      }
    }
    cancelled = true;
    heldByHand = false;
  }
  function retry(): void {
    const again = new Set<Known>();
    for (const one of all) {
      const subs = all.filter((sub) => sub.parent === one);
      if (one.barred || (one.phase === 'failed' && one.spec.kind !== 'group')) again.add(one);
      if (one.phase === 'failed' && one.timeUp)
        for (const sub of subs) if (sub.phase !== 'succeeded') again.add(sub);
    }
    const touched = (one: Known): boolean =>
      again.has(one) || all.some((sub) => sub.parent === one && again.has(sub));
    for (let before = -1; before !== again.size; ) {
      before = again.size;
      for (const one of all) {
        const follows = [...waitsFor(one), ...(one.ordered ? one.earlier : [])];
        if (follows.some(touched) || (one.parent !== undefined && again.has(one.parent))) again.add(one);
      }
    }
    for (const one of all) {
      if (again.has(one)) Object.assign(one, FRESH);
      else if (touched(one)) Object.assign(one, { ...FRESH, phase: 'running', begunAt: now });
    }
    cancelled = false;
    heldByHand = false;
  }

  function runPhase(): string {
    if (all.some(({ phase }) => phase === 'suspended')) return 'suspended';
    const top = all.filter(({ parent }) => parent === undefined);
    if (!top.every(isOver)) return heldByHand ? 'suspended' : 'running';
    const failed = top.filter(({ phase }) => phase === 'failed');
    if (failed.length === 0) return cancelled ? 'terminated' : 'succeeded';
    return failed.every(({ reason }) => reason === 'Terminate') ? 'terminated' : 'failed';
  }

  for (;;) {
    while (all.map(rule).some(Boolean));
    const run = runPhase();
    const phases = Object.fromEntries(all.map((one) => [one.spec.name, one.phase]));
    note(history, { at: now, phases, run });
    const over = OVER.includes(run) || run === 'terminated';
    if (over && (run === 'failed' || run === 'terminated') && retries > 0 && retryAt === undefined) {
      retries -= 1;
      retryAt = now + spec.retryAfter;
    }
    const times = all.flatMap((one) => [
      ...(one.due === undefined ? [] : [one.due.at]),
      ...(one.phase === 'pending' || isOver(one) || deadline(one) <= now ? [] : [deadline(one)]),
    ]);
    if (retryAt !== undefined) times.push(retryAt);
    for (const at of [cancelAt, holdAt, resumeAt]) if (at !== undefined) times.push(at);
    now = Math.min(...times);
    if (now === Number.POSITIVE_INFINITY) return history;
    for (const one of all) if (one.due?.at === now) happen(one);
    if (cancelAt === now) {
      cancelAt = undefined;
      if (!over) cancel();
    }
    if (holdAt === now) {
      holdAt = undefined;
      if (!over) heldByHand = true;
    }
    if (resumeAt === now) {
      resumeAt = undefined;
      heldByHand = false;
    }
    if (retryAt === now) {
      retryAt = undefined;
      retry();
    }
  }
}

export function note(history: History, change: History['changes'][number]): void {
  const last = history.changes.at(-1);
  if (JSON.stringify([last?.phases, last?.run]) !== JSON.stringify([change.phases, change.run]))
    history.changes.push(change);
}

function listOf(spec: Spec): Known[] {
  const known = (step: StepSpec, earlier: Known[], ordered: boolean, parent?: Known): Known => ({
    spec: step,
    earlier,
    ordered,
    ...FRESH,
    begunAt: 0,
    failures: 0,
    ...(parent === undefined ? {} : { parent }),
  });
  const top: Known[] = [];
  const subs: Known[] = [];
  for (const step of spec.list) {
    const one = known(step, [...top], spec.steps === 'StepByStep');
    top.push(one);
    const inside: Known[] = [];
    for (const sub of step.subs)
      inside.push(known(sub, [...inside], (step.mode ?? spec.subSteps) === 'StepByStep', one));
    subs.push(...inside);
  }
  const byName = new Map([...top, ...subs].map((one) => [one.spec.name, one]));
  return allOf(spec).flatMap(({ name }) => byName.get(name) ?? []);
}
