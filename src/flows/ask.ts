import { digestOf } from '../domain/digest.ts';
import type { Directory } from '../domain/directory.ts';
import { namedBy, uncounted } from '../domain/policy.ts';
import { policyForWish } from '../domain/policy-rules.ts';
import { fixPolicy } from '../domain/question.ts';
import { nextWake } from '../domain/question-clock.ts';
import type { Question } from '../domain/question-rights.ts';
import type { GateSnapshot, RunSnapshot } from '../domain/run.ts';
import type { World } from '../domain/seats.ts';
import { openApproval } from '../store/approvals.ts';
import type { RunRow } from '../store/runs.ts';
import { authorsOf } from './authors.ts';
import { callPeople, GATE } from './call-people.ts';
import type { FlowContext } from './context.ts';
import { waitedFor } from './waited-for.ts';
import { worldSince } from './world.ts';

/** Puts a question to those whom the policy of this moment names. `round` counts from 0: how often this gate was asked before. */
export async function ask(
  context: FlowContext,
  run: RunRow,
  snapshot: RunSnapshot,
  gate: GateSnapshot,
  round: number,
): Promise<void> {
  const { tx, now, directory } = context;
  const world = await worldSince(context, now);
  const authors = await authorsOf(context, snapshot, run.author);
  const asked = { ...run, wish: snapshot.asks?.policy };
  const question = questionFor(directory, asked, gate, authors, now, world);
  const { policy } = question;
  const approval = await openApproval(tx, {
    run: run.id,
    gatePath: gate.path,
    gateAttempt: gate.attempt,
    round,
    title: gate.title,
    message: gate.message ?? null,
    approvers: namedBy(policy),
    policy,
    authors,
    digest: digestOf(run, snapshot),
    openedAt: now,
    wakeAt: nextWake(question, { reminders: 0, escalated: false }) ?? null,
  });
  if (approval === undefined) return;
  const seen = { ...run, snapshot };
  const call = {
    run: seen,
    approval: { id: approval, gatePath: gate.path },
    kind: 'gate-opened',
    name: GATE,
  } as const;
  const people = waitedFor(question, now, world);
  // Of whom the gate waits for is not known yet they are called when it is.
  if (people.length > 0 || uncounted(policy.levels).length === 0) await callPeople(context, call, people);
  context.audit.push({
    at: now,
    actor: 'greenlight',
    action: 'gate.opened',
    run: run.id,
    detail: {
      approval,
      gate: gate.path,
      attempt: gate.attempt,
      round,
      policy: policy.id,
      approvers: [...namedBy(policy)],
      authors: [...authors],
    },
  });
}

/** The question as it would be put at this moment. */
export function questionFor(
  directory: Directory,
  /** `wish`: the policy that the run names itself. */
  run: Pick<RunRow, 'app' | 'environment' | 'workflow' | 'initiator' | 'engine'> & {
    wish?: string | undefined;
  },
  gate: Pick<GateSnapshot, 'path'>,
  authors: readonly string[],
  now: number,
  world: World,
): Question {
  const { app, environment, workflow, engine, wish } = run;
  const who = { initiator: run.initiator ?? undefined, authors };
  const place = { app, environment, workflow, path: gate.path };
  const { policies, choosable } = directory;
  const policy = policyForWish(policies, place, { engine, wish, choosable });
  return { policy: fixPolicy(policy, who, world), ...who, openedAt: now, state: 'open', votes: [] };
}
