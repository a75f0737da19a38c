/**
 * Lets the engine's own transitions run a workflow on a real database, with time, people, commands and two servers played by hand. A server may
 * lose its memory at any moment: it goes on from the row.
 */
import assert from 'node:assert/strict';
import type { ActVerb } from '../../../../src/domain/engine-call.ts';
import { isFinal } from '../../../../src/domain/run.ts';
import type { Changed, World } from '../../../../src/engines/embedded/run/lease.ts';
import { toSnapshot } from '../../../../src/engines/embedded/run/snapshot.ts';
import type { State, StepState } from '../../../../src/engines/embedded/run/state.ts';
import { hasEffectAt, holderOf, readState } from '../../../../src/engines/embedded/run/stored.ts';
import { toRow } from '../../../../src/engines/embedded/run/transitions.ts';
import type { Database } from '../../../../src/store/database.ts';
import { executionById, freeExecution, heldExecutions } from '../../../../src/store/executions.ts';
import type { Random } from '../../../fakes/random.ts';
import type { Machine } from './machine.ts';
import { documentOf, OPTIONS } from './plan-of.ts';
import { note } from './reference.ts';
import { allOf, type History, type Spec, type StepSpec } from './spec.ts';

/** What goes on in the world, whoever looks at it. */
type Work = {
  name: string;
  attempt: string;
  endsAt: number;
  dying: boolean;
  timedOut: boolean;
  result: string;
};

type Server = World & { memory: Set<string> };

export type Drive = { machine: Machine; db: Database; key: string; random: Random; crashes: boolean };

export async function drive(spec: Spec, { machine, db, key, random, crashes }: Drive): Promise<History> {
  let now = 0;
  let attempts = 0;
  const used = new Map<string, number>();
  const history: History = { changes: [], begun: {} };
  const works = new Map<string, Work>();
  const answers = new Map<string, { at: number; verdict: 'approve' | 'reject' }>();
  const specs = new Map(allOf(spec).map((step) => [step.name, step]));
  const servers = ['one', 'two'].map(
    (place): Server => ({
      options: OPTIONS,
      place,
      alone: false,
      now: () => now,
      attempt: () => `${key}-${++attempts}`,
      memory: new Set(),
    }),
  );
  const some = (): Server => servers[random.below(2)] ?? serverAt('one');
  const document = documentOf(spec);
  let cancelAt = spec.cancelAt;
  let retryAt: number | undefined;
  let { retries } = spec;
  let [holdAt, resumeAt] = [spec.hold?.from, spec.hold?.to];

  const started = await db.tx((tx) => machine.startRun(tx, serverAt('one'), key, document));
  assert.ok(started);
  const { id } = started.row;
  heard(serverAt('one'), started);

  for (let rounds = 0; ; rounds += 1) {
    assert.ok(rounds < 2000, 'it never ends');
    await wakeAll();
    if (crashes && random.below(4) === 0) await crash(some());
    const { state, row } = await look();
    assertFlown(state);
    const snapshot = toSnapshot(toRow(row));
    const phases = Object.fromEntries(
      [...specs.keys()].map((name) => [name, state.get(name)?.phase ?? 'pending']),
    );
    note(history, { at: now, phases, run: snapshot.phase });
    assert.equal(row.phase, snapshot.phase);
    const over = isFinal(snapshot.phase);
    if (over && snapshot.phase !== 'succeeded' && retries > 0 && retryAt === undefined) {
      retries -= 1;
      retryAt = now + spec.retryAfter;
    }
    people(state);
    clocks(state);
    const next = nextTime(readState(row.state, document).held, state, retryAt);
    if (next === Number.POSITIVE_INFINITY) {
      assert.ok(over, 'nothing will ever happen, and it is not over');
      assert.equal(row.wakeAt, null);
      return history;
    }
    await renew(next - 1);
    now = next;
    await happen();
  }

  function serverAt(place: string): Server {
    const server = servers.find((one) => one.place === place);
    if (server === undefined) throw new Error(place);
    return server;
  }

  async function look(): Promise<{
    row: NonNullable<Awaited<ReturnType<typeof executionById>>>;
    state: Map<string, StepState>;
  }> {
    const row = await executionById(db.read, OPTIONS.id, id);
    assert.ok(row);
    return { row, state: readState(row.state, document).steps };
  }

  /** What a server does with a change, as the engine does it. */
  function heard(server: Server, changed: Changed | undefined): void {
    if (changed === undefined) return;
    for (const name of changed.launches) {
      const step: StepState | undefined = changed.row.state.steps.get(name);
      const effect: StepState['effect'] = step?.effect;
      assert.ok(step && effect, `${name} is launched and has nothing to do`);
      assert.equal(effect.place, server.place);
      const known = `${name} ${step.attempt} ${step.failures ?? 0}`;
      if (server.memory.has(known)) continue;
      server.memory.add(known);
      if (!works.has(known)) works.set(known, begin(name, step.attempt));
    }
  }

  function begin(name: string, attempt: string): Work {
    history.begun[name] = (history.begun[name] ?? 0) + 1;
    const { takes, result } = next(name, specOf(name).tries);
    return { name, attempt, endsAt: now + takes, dying: false, timedOut: false, result };
  }

  function specOf(name: string): StepSpec {
    const found = specs.get(name);
    if (found === undefined) throw new Error(name);
    return found;
  }

  function next<T>(name: string, list: T[]): T {
    const n = used.get(name) ?? 0;
    used.set(name, n + 1);
    const item = list[n % list.length];
    if (item === undefined) throw new Error(`${name} has none`);
    return item;
  }

  /** All that is under way is known where it is under way, and nothing else is. */
  function assertFlown(state: Map<string, StepState>): void {
    const wanted = [...state].flatMap(([name, { attempt, failures = 0, effect }]) =>
      effect === undefined ? [] : [`${effect.place} ${name} ${attempt} ${failures}`],
    );
    const flown = servers.flatMap(({ place, memory }) => [...memory].map((known) => `${place} ${known}`));
    assert.deepEqual(flown.sort(), wanted.sort());
  }

  function people(state: Map<string, StepState>): void {
    for (const [name, { phase, attempt, opensAt }] of state) {
      if (
        phase !== 'suspended' ||
        opensAt !== undefined ||
        specOf(name).kind !== 'gate' ||
        answers.has(attempt)
      )
        continue;
      const { after, verdict } = next(name, specOf(name).answers);
      if (verdict === 'none') answers.set(attempt, { at: Number.POSITIVE_INFINITY, verdict: 'approve' });
      else answers.set(attempt, { at: now + after, verdict });
    }
  }

  /** What its server's clock and a cancel do to a command under way. */
  function clocks(state: Map<string, StepState>): void {
    for (const work of flown()) {
      const until = deadlineOf(state, work.name);
      const cancelled = state.get(work.name)?.cancelledBy !== undefined;
      if (work.dying || (until > now && !cancelled)) continue;
      Object.assign(work, { dying: true, timedOut: !cancelled, endsAt: now + specOf(work.name).dies });
    }
  }

  function flown(): Work[] {
    const known = new Set(servers.flatMap(({ memory }) => [...memory]));
    return [...works].flatMap(([name, work]) => (known.has(name) ? [work] : []));
  }

  function deadlineOf(state: Map<string, StepState>, name: string): number {
    const around = spec.list.find(({ subs }) => subs.some((sub) => sub.name === name));
    const times = [specOf(name), ...(around === undefined ? [] : [around])].map(({ timeout, name: of }) =>
      timeout === undefined ? Number.POSITIVE_INFINITY : (state.get(of)?.startedAt ?? now) + timeout,
    );
    return Math.min(...times);
  }

  function nextTime(
    byHand: State['held'],
    state: Map<string, StepState>,
    retrying: number | undefined,
  ): number {
    const held = {
      steps: new Map([...state].map(([name, step]) => [name, { ...step }])),
      ...(byHand && { held: byHand }),
    };
    const { wakeAt } = machine.advance(document, held, { now, attempt: () => 'none' });
    const times = [wakeAt, cancelAt, holdAt, resumeAt, retrying, ...flown().map(({ endsAt }) => endsAt)];
    for (const work of flown()) if (!work.dying) times.push(deadlineOf(state, work.name));
    for (const { at } of answers.values()) if (at > now) times.push(at);
    return Math.min(...times.filter((time) => time !== undefined && time > now).map(Number));
  }

  /** The holder kept its lease all the while. */
  async function renew(at: number): Promise<void> {
    now = Math.max(now, at);
    const { row } = await look();
    const place = holderOf(row.state);
    if (place === undefined) return;
    const held = await db.tx((tx) => machine.holdRun(tx, serverAt(place), id, row.leaseEpoch));
    assert.equal(held?.lost, false);
    if (held?.lost === false) heard(serverAt(place), held.changed);
  }

  async function happen(): Promise<void> {
    for (const [known, work] of works) {
      const server = servers.find(({ memory }) => memory.has(known));
      if (work.endsAt !== now || server === undefined) continue;
      await land(server, known, work);
    }
    const { row, state } = await look();
    for (const [name, { attempt, phase }] of state) {
      const answer = answers.get(attempt);
      if (answer?.at === now) await decide(name, attempt, answer.verdict, phase === 'suspended');
    }
    if (cancelAt === now) {
      cancelAt = undefined;
      if (!isFinal(toSnapshot(toRow(row)).phase)) await act('cancel');
    }
    if (holdAt === now) {
      holdAt = undefined;
      if (!isFinal(toSnapshot(toRow(row)).phase)) await act('suspend');
    }
    if (resumeAt === now) {
      resumeAt = undefined;
      if (readState(row.state, document).held !== undefined) await act('resume');
    }
    if (retryAt === now) {
      retryAt = undefined;
      await act('retry');
    }
  }

  async function land(server: Server, known: string, work: Work): Promise<void> {
    const { name, attempt, dying, timedOut } = work;
    const result = dying
      ? { kind: 'aborted' as const }
      : work.result === 'done'
        ? { kind: 'done' as const, value: null }
        : { kind: work.result === 'again' ? ('try-again' as const) : ('failed' as const), message: 'no' };
    const what = { step: name, attempt, place: server.place, deploys: false, result, timedOut };
    server.memory.delete(known);
    const changed = await db.tx((tx) => machine.landEffect(tx, server, id, what));
    assert.ok(changed, `nobody waited for ${name}`);
    heard(server, changed);
    // A late one decides nothing.
    assert.equal(
      await db.tx((tx) => machine.landEffect(tx, server, id, { ...what, attempt: 'old' })),
      undefined,
    );
  }

  async function decide(
    name: string,
    attempt: string,
    verdict: 'approve' | 'reject',
    isOpen: boolean,
  ): Promise<void> {
    const around = spec.list.find(({ subs }) => subs.some((sub) => sub.name === name));
    const gate = { path: around === undefined ? name : `${around.name}/${name}`, attempt };
    const server = some();
    for (const [by, expected] of [
      ['d', 'accepted'],
      ['d', 'accepted'],
      ['other', 'settled-elsewhere'],
    ] as const) {
      const decision = { gate, verdict, by: { name: 'Ben' }, key: `${by}-${attempt}` };
      const decided = await db.tx((tx) =>
        machine.changeRun(tx, server, id, ({ document: of, state }, at) => {
          const { outcome, changed } = machine.decideGate(of, state, decision, at);
          return { result: outcome, changed };
        }),
      );
      assert.equal(decided?.result.kind, isOpen ? expected : 'settled-elsewhere');
      heard(server, decided?.changed);
    }
  }

  async function act(verb: ActVerb): Promise<void> {
    const server = some();
    const acted = await db.tx((tx) =>
      machine.changeRun(tx, server, id, ({ document: of, state }, at) => {
        const result = machine.act(of, state, { verb, by: { name: 'Ada' }, key: `${verb}-${at}` }, at);
        return { result, changed: result.changed };
      }),
    );
    assert.equal(acted?.result.outcome.kind, 'accepted');
    heard(server, acted?.changed);
  }

  /** Every server looks until there is nothing to see. */
  async function wakeAll(): Promise<void> {
    for (let more = true, rounds = 0; more; rounds += 1) {
      assert.ok(rounds < 100, 'it is woken again and again');
      more = false;
      for (const server of servers) {
        const changed = await db.tx((tx) => machine.wakeRun(tx, server, id));
        heard(server, changed);
        more ||= changed !== undefined;
      }
    }
  }

  /** Its memory is gone; it is started again at once, as the engine starts. */
  async function crash(server: Server): Promise<void> {
    server.memory.clear();
    for (const held of await heldExecutions(db, OPTIONS.id, now)) {
      if (held.id !== id) continue;
      if (holderOf(held.state) === server.place) {
        await db.tx((tx) => freeExecution(tx, held, now));
        heard(server, await db.tx((tx) => machine.wakeRun(tx, server, id)));
      } else if (hasEffectAt(held.state, server.place)) {
        heard(server, await db.tx((tx) => machine.joinRun(tx, server, id)));
      }
    }
    await wakeAll();
  }
}
