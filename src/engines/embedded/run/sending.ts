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
import { type Told, tell } from '../../common/told.ts';
import type { EmbeddedOptions } from '../options.ts';
import { type Send, sendsOf } from '../sends/send.ts';
import { leftOver, type Standing, standingOf } from '../sends/standing.ts';
import { failGiven, finish, speakMore } from './finish.ts';
import type { Node } from './graph.ts';
import { propertiesOf } from './scope.ts';
import type { Row } from './snapshot.ts';
import { type StepState, stateOf } from './state.ts';

/** Messages of a step whose rows are to be written with its state. */
export type Owed = { run: number; attempt: string; sends: readonly Send[] };

/** Begins a step's messages, or sees how they stand. `over`: the step came to its end by this. */
export async function lookAtSends(
  tx: Tx,
  { options }: { options: EmbeddedOptions },
  row: Row,
  node: Node,
  now: number,
): Promise<{ kind: 'over' } | { kind: 'waits'; owed: Owed | undefined }> {
  const { document, state } = row;
  const current = stateOf(state, node);
  if (current === undefined) return { kind: 'over' };
  const resolved = propertiesOf(document, state, node, current.attempt);
  if ('problem' in resolved) return fail(row, node, now, resolved.problem);
  const { properties } = resolved;
  if (current.sends === undefined) {
    const sends = sendsOf(options, node.plan, properties);
    if ('problem' in sends) return fail(row, node, now, sends.problem);
    const run = await runByKey(tx, row.key);
    if (run?.engine !== row.engine) return fail(row, node, now, tell('nobody-asked-here'));
    current.sends = sends.map(({ name }) => name);
    return { kind: 'waits', owed: { run: run.id, attempt: current.attempt, sends } };
  }
  const standing = await standingOfSends(tx, row, current);
  if (standing.kind === 'waits') return { kind: 'waits', owed: undefined };
  delete current.sends;
  const ending = { ...standing.told, properties };
  if (standing.kind === 'sent') finish(document, node, current, 'succeeded', now, ending);
  else finish(document, node, current, 'failed', now, { ...ending, reason: 'Action' });
  return { kind: 'over' };
}

function fail({ document, state }: Row, node: Node, now: number, problem: Told): { kind: 'over' } {
  failGiven(document, state, node, now, problem);
  return { kind: 'over' };
}

async function standingOfSends(tx: Tx, row: Row, { attempt, sends = [] }: StepState): Promise<Standing> {
  return standingOf(
    await noticesByKeys(
      tx,
      sends.map((name) => keyOf(row, attempt, name)),
    ),
  );
}

/** Writes the rows; `row` has its number by now. */
export async function oweSends(tx: Tx, row: Row, { run, attempt, sends }: Owed, now: number): Promise<void> {
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

/** Steps that were ended while they still waited send nothing any more, and say what was sent by then. */
export async function dropAbandoned(tx: Tx, row: Row, now: number): Promise<void> {
  for (const step of row.state.steps.values()) {
    if (step.sends === undefined || !isFinal(step.phase)) continue;
    const keys = step.sends.map((name) => keyOf(row, step.attempt, name));
    delete step.sends;
    const told = leftOver(await noticesByKeys(tx, keys));
    if (told !== undefined) speakMore(step, told);
    await dropUnbegunNotices(tx, keys, 'step-over', now);
  }
}

function keyOf({ key }: Row, attempt: string, name: string): string {
  return `${key}-${attempt}-${name}`;
}
