import type { Directory } from '../../domain/directory.ts';
import { nextSteps } from '../../domain/question-next.ts';
import type { ApprovalView, RunView } from '../../domain/run-view.ts';
import type { World } from '../../domain/seats.ts';
import { mayReadView } from '../../flows/may-read.ts';
import type { Database } from '../../store/database.ts';
import { runView } from '../../store/run-view.ts';
import type { Clock } from '../../time.ts';
import { type ApiAnswer, refusal } from './answer.ts';
import type { Program } from './programs.ts';

/** Tells a run that the program's person may read, by its number. */
export function createRuns(deps: {
  db: Database;
  directory: Directory;
  clock: Clock;
}): (program: Program, number: string) => Promise<ApiAnswer> {
  const { db, directory, clock } = deps;
  return async ({ person }, number) => {
    const view = /^\d{1,15}$/.test(number) ? await runView(db.read, Number(number)) : undefined;
    if (view === undefined) return refusal(404, 'no-run', 'There is no such run.');
    const now = clock.now();
    if (!mayReadView({ directory }, person.id, view, now).allowed)
      return refusal(403, 'forbidden', 'You may not read this run.');
    return { status: 200, body: runBody(view, directory.world(view.delegations), now) };
  };
}

/** Times are milliseconds since the epoch; `snapshot` is the normal form that every engine is read into. */
function runBody(view: RunView, world: World, now: number): Readonly<Record<string, unknown>> {
  const { id, engine, app, environment, workflow, parameters, initiator, phase, createdAt, endedAt } = view;
  return {
    run: id,
    engine,
    app,
    environment,
    workflow,
    parameters,
    initiator,
    phase,
    createdAt,
    endedAt,
    trouble: view.trouble,
    revision: view.revision,
    rollbackTo: view.rollbackTo,
    approvals: view.approvals.map((approval) => approvalBody(approval, world, now)),
    snapshot: view.snapshot,
  };
}

/** `nextSteps` says who can still move an open question and what happens to it by itself. */
function approvalBody(approval: ApprovalView, world: World, now: number): Readonly<Record<string, unknown>> {
  const { id, gatePath, title, message, state, withdrawnBecause, withdrawnBy, openedAt, settledAt } =
    approval;
  return {
    id,
    gate: gatePath,
    title,
    message,
    state,
    withdrawnBecause,
    withdrawnBy,
    openedAt,
    settledAt,
    policy: approval.question.policy.id,
    votes: approval.votes,
    engine: approval.call ?? null,
    nextSteps: nextSteps(approval.question, now, world),
  };
}
