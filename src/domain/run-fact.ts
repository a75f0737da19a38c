/** A run as programs are told of it: everything that a webhook says of a run is in it. */
import type { ApprovalState } from './approval-state.ts';
import type { Verdict } from './card.ts';
import type { Directory } from './directory.ts';
import { type Initiator, isFinal, type Phase, type RunSnapshot } from './run.ts';
import { type Outcome, outcomeOf } from './run-event.ts';
import type { ApprovalView, RunView } from './run-view.ts';

export type RunFact = {
  /** Ours, as in `/flow status 42`. */
  number: number;
  engine: string;
  workflow: string;
  app?: { id: string; title: string };
  environment?: string;
  parameters: Readonly<Record<string, string>>;
  phase: Phase;
  /** Absent while it goes on. */
  outcome?: Outcome;
  /** Code of a trouble of the whole run, such as that the engine refused it. */
  trouble?: string;
  /** The number that it made of its environment by succeeding. */
  revision?: number;
  /** The revision whose parameters it runs with again. */
  rollbackTo?: number;
  /** Milliseconds since the epoch. */
  createdAt: number;
  endedAt?: number;
  initiator: Initiator & {
    /** Of the person in the configuration. */
    id?: string;
  };
  /** Our page of the run; whoever has the address may read it. */
  url?: string;
  /** In the order in which the gates opened. */
  approvals: readonly ApprovalFact[];
  /** Without steps while the engine has told nothing yet. */
  snapshot: RunSnapshot;
};

export type ApprovalFact = {
  number: number;
  /** Path of the step that waits. */
  step: string;
  title: string;
  /** The question to the approvers. */
  message?: string;
  state: ApprovalState;
  openedAt: number;
  settledAt?: number;
  /** Votes that count, by name. */
  decisions: readonly { by: string; verdict: Verdict; reason?: string; at: number }[];
};

/** The newest that is known of the run. `url`: our page of it, where there is one. */
export function runFact(view: RunView, directory: Directory, url?: string): RunFact {
  const snapshot = view.snapshot ?? untold(view);
  const outcome = outcomeOf({ ...snapshot, phase: view.phase }, view.approvals);
  const app = view.app === null ? undefined : directory.app(view.app);
  return {
    number: view.id,
    engine: view.engine,
    workflow: view.workflow,
    ...(view.app === null ? {} : { app: { id: view.app, title: app?.title ?? view.app } }),
    ...(view.environment === null ? {} : { environment: view.environment }),
    parameters: view.parameters,
    phase: view.phase,
    ...(outcome === undefined ? {} : { outcome }),
    ...(view.trouble === null ? {} : { trouble: view.trouble.code }),
    ...(view.revision === null ? {} : { revision: view.revision }),
    ...(view.rollbackTo === null ? {} : { rollbackTo: view.rollbackTo }),
    createdAt: view.createdAt,
    ...(view.endedAt !== null && isFinal(view.phase) ? { endedAt: view.endedAt } : {}),
    initiator: initiatorOf(view, snapshot, directory),
    ...(url === undefined ? {} : { url }),
    approvals: view.approvals.map((approval) => approvalFact(approval, directory)),
    snapshot,
  };
}

function untold({ engine, workflow, phase }: RunView): RunSnapshot {
  return { engine, ref: '', order: 0, workflow, phase, links: [], steps: [], gates: [] };
}

/** The person's own data go before what the engine knows of them. */
function initiatorOf(
  { initiator, initiatorName }: RunView,
  snapshot: RunSnapshot,
  directory: Directory,
): RunFact['initiator'] {
  const known = { ...(initiatorName === null ? {} : { name: initiatorName }), ...snapshot.initiator };
  const person = initiator === null ? undefined : directory.person(initiator);
  if (person === undefined) return known;
  const { id, name, email, mobile, accounts } = person;
  return {
    ...known,
    id,
    name,
    ...(email === undefined ? {} : { email }),
    ...(mobile === undefined ? {} : { phone: mobile }),
    ids: { ...known.ids, ...accounts },
  };
}

function approvalFact(approval: ApprovalView, directory: Directory): ApprovalFact {
  const { id, gatePath, title, message, state, openedAt, settledAt, votes } = approval;
  return {
    number: id,
    step: gatePath,
    title,
    ...(message === null ? {} : { message }),
    state,
    openedAt,
    ...(settledAt === null ? {} : { settledAt }),
    decisions: votes.map(({ person, verdict, reason, at }) => ({
      by: directory.person(person)?.name ?? person,
      verdict,
      ...(reason === null ? {} : { reason }),
      at,
    })),
  };
}
