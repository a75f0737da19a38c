import { type Answer, say, sayQuietly } from '../domain/answer.ts';
import type { Verdict } from '../domain/card.ts';
import { USAGE } from '../domain/command.ts';
import type { Person } from '../domain/directory.ts';
import { mayDecide } from '../domain/permission.ts';
import { REASON_MAX } from '../domain/verb.ts';
import {
  type ApprovalRow,
  decisionsOfRun,
  insertDecision,
  type Surface,
  settleApproval,
} from '../store/approvals.ts';
import { insertCall } from '../store/engine-calls.ts';
import { lock } from '../store/lock.ts';
import { wantPosts } from '../store/posts.ts';
import { type RunRow, runById } from '../store/runs.ts';
import type { FlowContext } from './context.ts';
import { peopleNames } from './people-names.ts';

export type Ballot = {
  approval: number;
  attempt: string;
  verdict: Verdict;
  /** Undefined when the surface has not asked for it yet. */
  reason: string | undefined;
  surface: Surface;
  /** Config key of the chat on which it was given. */
  platform: string;
  /** The inbox row that carried it. */
  inbox: number;
};

/** One person's verdict on one attempt of one gate: decision, audit, question to the engine and changed cards in one unit. */
export async function decide(context: FlowContext, person: Person, ballot: Ballot): Promise<Answer> {
  const { tx } = context;
  const approval = await lock(tx, tx.schema.approvals, ballot.approval);
  const run = approval && (await runById(tx, approval.run));
  if (approval === undefined || run === undefined) return say('approval.gone', 'bad', { usage: USAGE.list });
  const refusal = await refusalOf(context, person, approval, run, ballot);
  if (refusal !== undefined) return refusal;
  const reason = ballot.reason?.trim();
  if (ballot.verdict === 'reject' && (reason === undefined || reason === ''))
    return askReason(approval, run, ballot);
  if (reason !== undefined && reason.length > REASON_MAX) {
    const error = {
      code: 'approval.reason-too-long',
      data: { length: reason.length, max: REASON_MAX },
    } as const;
    return ballot.surface === 'form' || ballot.surface === 'link'
      ? { kind: 'field-errors', errors: { reason: error } }
      : say(error.code, 'bad', error.data);
  }
  await take(context, person, approval, run, ballot, reason === undefined || reason === '' ? null : reason);
  const code = ballot.verdict === 'approve' ? 'approval.approved' : 'approval.rejected';
  return sayQuietly(code, { title: approval.title, run: run.id });
}

/** Why this ballot does not count; undefined when it does. A vote without the right to it is in the audit. */
async function refusalOf(
  context: FlowContext,
  person: Person,
  approval: ApprovalRow,
  run: RunRow,
  ballot: Ballot,
): Promise<Answer | undefined> {
  const data = { title: approval.title, run: run.id };
  if (approval.gateAttempt !== ballot.attempt) return say('approval.old', 'bad', data);
  // Rights before state: whoever may not decide learns nothing more than that.
  if (!mayDecide(person, approval.approvers)) {
    context.audit.push({
      at: context.now,
      actor: person.id,
      action: 'approval.refused-vote',
      run: run.id,
      detail: {
        approval: approval.id,
        verdict: ballot.verdict,
        surface: ballot.surface,
        platform: ballot.platform,
      },
    });
    if (approval.approvers.length > 0)
      return say('approval.not-yours', 'bad', {
        ...data,
        who: peopleNames(context.directory, approval.approvers),
      });
    return say('approval.nobody', 'bad', {
      ...data,
      app: run.app ?? run.workflow,
      environment: run.environment ?? '–',
    });
  }
  if (approval.state === 'open') return undefined;
  if (approval.state === 'withdrawn')
    return say(
      approval.withdrawnBecause === 'run-ended' ? 'approval.withdrawn-ended' : 'approval.withdrawn',
      'bad',
      data,
    );
  const decisions = await decisionsOfRun(context.tx, run.id);
  const by = decisions.find((one) => one.approval === approval.id)?.person;
  const who = by === undefined ? '' : peopleNames(context.directory, [by]);
  return say(
    approval.state === 'approved' ? 'approval.settled-approved' : 'approval.settled-rejected',
    'bad',
    { ...data, who },
  );
}

/** A rejection carries its reason: a click is asked for it, a form is shown what is missing, a reply is told how to write it. */
function askReason(approval: ApprovalRow, run: RunRow, ballot: Ballot): Answer {
  switch (ballot.surface) {
    case 'button':
      return {
        kind: 'ask',
        subject: { approval: approval.id, attempt: approval.gateAttempt, verdict: 'reject' },
        data: {
          run: run.id,
          title: approval.title,
          app: run.app ?? run.workflow,
          environment: run.environment ?? '–',
        },
      };
    case 'form':
    case 'link':
      return { kind: 'field-errors', errors: { reason: { code: 'approval.reason-empty', data: {} } } };
    case 'reply':
      return say('approval.reason-needed', 'bad');
  }
}

async function take(
  context: FlowContext,
  person: Person,
  approval: ApprovalRow,
  run: RunRow,
  ballot: Ballot,
  reason: string | null,
): Promise<void> {
  const { tx, now } = context;
  const { verdict, surface, platform, inbox } = ballot;
  const state = verdict === 'approve' ? 'approved' : 'rejected';
  await settleApproval(tx, approval.id, state, now);
  await insertDecision(tx, {
    approval: approval.id,
    person: person.id,
    verdict,
    reason,
    surface,
    platform,
    inbox,
    at: now,
  });
  await insertCall(tx, {
    engine: run.engine,
    run: run.id,
    approval: approval.id,
    key: `decide-${run.key}-${approval.id}`,
    payload: {
      kind: 'decide',
      path: approval.gatePath,
      attempt: approval.gateAttempt,
      verdict,
      by: person.name,
      reason,
    },
    createdAt: now,
  });
  await wantPosts(tx, run.id, true);
  context.audit.push({
    at: now,
    actor: person.id,
    action: verdict === 'approve' ? 'approval.approved' : 'approval.rejected',
    run: run.id,
    detail: {
      approval: approval.id,
      gate: approval.gatePath,
      attempt: approval.gateAttempt,
      surface,
      platform,
      reason,
    },
  });
}
