/**
 * What a notification step sends: one row for each message, written in the unit that begins the step. Somebody else sends them; the step ends
 * when all of them have come to their end. What was sent is never sent again, because a row of the same attempt is never written again.
 */
import { stepOutlet } from '../../../domain/notice.ts';
import { isFinal } from '../../../domain/run.ts';
import type { Tx } from '../../../store/database.ts';
import { insertNotice } from '../../../store/notices.ts';
import { runByKey } from '../../../store/runs.ts';
import { dropUnbegunNotices, noticesByKeys } from '../../../store/step-notices.ts';
import { errorLine } from '../message.ts';
import type { EmbeddedOptions } from '../options.ts';
import { type Send, sendsOf } from '../sends/send.ts';
import { type Standing, standingOf } from '../sends/standing.ts';
import { failCurrent, finish } from './advance.ts';
import { propertiesOf } from './scope.ts';
import type { Row } from './snapshot.ts';
import { currentStep, type StepState } from './state.ts';

/** Messages of the current step whose rows are to be written with its state. */
export type Owed = { run: number; attempt: string; sends: readonly Send[] };

/** Begins the current step's messages, or sees how they stand. `over`: the step came to its end by this. */
export async function lookAtSends(
  tx: Tx,
  { options }: { options: EmbeddedOptions },
  row: Row,
  now: number,
): Promise<{ kind: 'over' } | { kind: 'waits'; owed: Owed | undefined }> {
  const { document, state } = row;
  const current = currentStep(state);
  const plan = document.plan.steps[state.steps.length - 1];
  if (current === undefined || plan === undefined) return { kind: 'over' };
  const before = { ...state, steps: state.steps.slice(0, -1) };
  const resolved = propertiesOf(document, before, plan, current.attempt);
  if ('problem' in resolved) return fail(row, now, resolved.problem);
  const { properties } = resolved;
  if (current.sends === undefined) {
    const sends = sendsOf(options, plan, properties);
    if ('problem' in sends) return fail(row, now, sends.problem);
    const run = await runByKey(tx, row.key);
    if (run?.engine !== row.engine)
      return fail(row, now, 'nothing is sent for a run that nobody asked for here');
    current.sends = sends.map(({ name }) => name);
    return { kind: 'waits', owed: { run: run.id, attempt: current.attempt, sends } };
  }
  const standing = await standingOfSends(tx, row, current);
  if (standing.kind === 'waits') return { kind: 'waits', owed: undefined };
  delete current.sends;
  const ending = { message: standing.message, properties };
  if (standing.kind === 'sent') finish(document, plan, current, 'succeeded', now, ending);
  else finish(document, plan, current, 'failed', now, { ...ending, reason: 'Action' });
  return { kind: 'over' };
}

function fail({ document, state }: Row, now: number, problem: string): { kind: 'over' } {
  failCurrent(document, state, now, errorLine(problem));
  return { kind: 'over' };
}

export async function standingOfSends(
  tx: Tx,
  row: Row,
  { attempt, sends = [] }: StepState,
): Promise<Standing> {
  return standingOf(
    await noticesByKeys(
      tx,
      sends.map((name) => keyOf(row, attempt, name)),
    ),
  );
}

/** Writes the rows; `row` has its number by now. */
export async function oweSends(tx: Tx, row: Row, owed: Owed | undefined, now: number): Promise<void> {
  if (owed === undefined) return;
  const { run, attempt, sends } = owed;
  for (const { name, room, what } of sends) {
    await insertNotice(tx, {
      run,
      post: null,
      platform: stepOutlet(what.outlet),
      room,
      key: keyOf(row, attempt, name),
      subject: { kind: 'step', engine: row.engine, ref: String(row.id), attempt, ...what },
      // Of one that may have arrived no second one is sent.
      urgent: false,
      createdAt: now,
    });
  }
}

/** Steps that were ended while they still waited send nothing any more. */
export async function dropAbandoned(tx: Tx, row: Row, now: number): Promise<void> {
  for (const step of row.state.steps) {
    if (step.sends === undefined || !isFinal(step.phase)) continue;
    const keys = step.sends.map((name) => keyOf(row, step.attempt, name));
    delete step.sends;
    await dropUnbegunNotices(tx, keys, 'step-over', now);
  }
}

function keyOf({ key }: Row, attempt: string, name: string): string {
  return `${key}-${attempt}-${name}`;
}
