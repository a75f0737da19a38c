/**
 * Settles one gate of a task. Guarantees: it is looked at right before, so that an old button decides nothing; a decision of ours is known again by the
 * mark in its comment, so that a repeated call is not another one. All decide as one account; who it was stands in the comment.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Verdict } from '../../domain/card.ts';
import type { RefusalCode } from '../../domain/refusal.ts';
import { UpstreamError } from '../../errors.ts';
import { refused } from '../common/refused.ts';
import type { By, DecideOutcome, GateRef, Said } from '../engine.ts';
import type { ZadigClient } from './client/zadig-client.ts';
import { isNoSuchPath } from './client/zadig-error.ts';
import type { Job, Task } from './document/task.ts';
import { approvalOf, approversOf, commentOf, ofAccount, unmarked } from './form/approval.ts';
import { type Attempt, parseAttempt, waitsOf } from './form/gates.ts';
import { parseRef, type TaskRef } from './form/ref.ts';
import type { Accounts } from './observe/accounts.ts';
import type { Reader } from './observe/reader.ts';
import type { Limits } from './options.ts';

export type Deciding = {
  client: ZadigClient;
  reader: Reader;
  accounts: Accounts;
  limits: Pick<Limits, 'startMs'>;
  /** Calls that this process made and that may have arrived: their keys, with when the task had ended by then (0: it had not). */
  made: Map<string, number>;
  /** Decisions that Zadig has taken, by their keys. */
  done: Set<string>;
};

type Asked = { ref: TaskRef; attempt: Attempt; verdict: Verdict; by: By & Said; key: string };

export async function decide(
  deps: Deciding,
  ref: string,
  gate: GateRef,
  verdict: Verdict,
  by: By & Said,
  key: string,
): Promise<DecideOutcome> {
  const parsed = parseRef(ref);
  if (parsed === undefined) return refused('unknown-run', `there is no run ${ref}`);
  const attempt = parseAttempt(gate.attempt);
  if (attempt === undefined) return unknownGate(gate.path);
  const asked = { ref: parsed, attempt, verdict, by, key };
  const before = await standing(deps, asked);
  if (before !== 'open') return before;
  try {
    deps.made.set(key, 0);
    await settle(deps, asked);
    deps.done.add(key);
    return { kind: 'accepted' };
  } catch (error) {
    const outcome = error instanceof UpstreamError ? error.outcome : 'unknown';
    if (outcome !== 'unknown') deps.made.delete(key);
    if (!(error instanceof UpstreamError) || outcome !== 'rejected') throw error;
    // Somebody may have been faster; else Zadig has a reason of its own.
    const after = await standing(deps, asked);
    return after === 'open' ? refusal(error) : after;
  }
}

/** `open`: it waits, and we may decide it. */
async function standing(
  { reader, accounts, made, done }: Deciding,
  asked: Asked,
): Promise<DecideOutcome | 'open'> {
  const read = await reader.read(asked.ref);
  if (read === undefined) return refused('unknown-run', 'Zadig has no such task');
  const { task } = read;
  const account = await accounts.own();
  const { kind, name, since } = asked.attempt;
  const open = waitsOf(task, account).gates.find(
    (one) => one.kind === kind && one.name === name && one.since === since,
  );
  if (open !== undefined) return 'open';
  if (done.has(asked.key)) return { kind: 'accepted' };
  const job = jobNamed(task, name);
  const approval = kind === 'approval' && job !== undefined ? approvalOf(job) : undefined;
  const mine = approval && ofAccount(approval, account);
  if (mine !== undefined && unmarked(mine.comment).hash === hashOf(asked.key)) return { kind: 'accepted' };
  const stage = task.stages.find((one) => one.name === name);
  // Of these Zadig keeps only who it was: enough where we had asked, and did not hear the answer.
  const hand = kind === 'stage' ? stage?.manual_exec?.manual_exector_id : job?.error_handler_user_id;
  if (kind !== 'approval' && made.has(asked.key) && hand === account?.uid) return { kind: 'accepted' };
  // To refuse a stage was to cancel its task.
  const ended = task.status === 'cancelled' && task.task_revoker === account?.name;
  if (kind === 'stage' && asked.verdict === 'reject' && made.has(asked.key) && ended)
    return { kind: 'accepted' };
  if (job === undefined && stage === undefined) return unknownGate(name);
  if (approval !== undefined && mine === undefined && job?.status === 'wait_for_approval')
    return refused('zadig-no-authority', 'the service account is not among the approvers');
  const by = job && deciderOf(job);
  return { kind: 'settled-elsewhere', ...(by === undefined ? {} : { by }) };
}

function jobNamed({ stages }: Task, name: string): Job | undefined {
  return stages.flatMap(({ jobs }) => jobs).find((job) => job.name === name);
}

/** Whoever decided last. */
function deciderOf(job: Job): string | undefined {
  const approval = approvalOf(job);
  const decided = (approval === undefined ? [] : approversOf(approval)).filter(
    ({ reject_or_approve }) => reject_or_approve !== '',
  );
  const last = decided.sort((a, b) => a.operation_time - b.operation_time).at(-1);
  if (last === undefined) return undefined;
  const said = unmarked(last.comment);
  return said.ours ? said.text.split(':', 1)[0] : last.user_name || undefined;
}

async function settle({ client }: Deciding, { ref, attempt, verdict, by, key }: Asked): Promise<void> {
  const { workflow, task } = ref;
  switch (attempt.kind) {
    case 'approval':
      // What is called the stage's name is compared with the job's: WF/handler/openapi.go of koderover/zadig.
      await client.post('/openapi/workflows/custom/task/approve', {
        workflow_key: workflow,
        task_id: task,
        stage_name: attempt.name,
        approve: verdict === 'approve',
        comment: commentOf(by.name, by.reason, hashOf(key)),
      });
      return;
    case 'error':
      await client.post('/api/aslan/workflow/v4/workflowtask/handle/error', {
        workflow_name: workflow,
        task_id: task,
        job_name: attempt.name,
        decision: verdict === 'approve' ? 'ignore' : 'reject',
      });
      return;
    case 'stage': {
      // A stage that waits for a hand knows no refusal: the task ends.
      if (verdict === 'reject') {
        await client.remove('/openapi/workflows/custom/task', { workflowKey: workflow, taskId: task });
        return;
      }
      await beginStage(client, ref, attempt.name);
    }
  }
}

async function beginStage(
  client: ZadigClient,
  { project, workflow, task }: TaskRef,
  stage: string,
): Promise<void> {
  try {
    const path = `/openapi/workflows/custom/${workflow}/task/${task}/manual-exec`;
    await client.post(path, { stage_name: stage }, { projectKey: project });
  } catch (error) {
    if (!isNoSuchPath(error)) throw error;
    // Before v5.0. The jobs that are sent are all that runs: those of the definition, as Zadig's own page sends them.
    const path = `/api/aslan/workflow/v4/workflowtask/manualexec/workflow/${workflow}/task/${task}`;
    const query = { projectName: project };
    const read = Stages.safeParse(await client.get(path, query));
    const jobs = read.success ? read.data.stages.find(({ name }) => name === stage)?.jobs : undefined;
    if (jobs === undefined || jobs.length === 0)
      throw new UpstreamError('rejected', 'zadig-no-jobs', `Zadig does not tell the jobs of stage ${stage}`);
    await client.post(path, { jobs }, { ...query, stageName: stage });
  }
}

const Stages = z.object({
  stages: z.array(
    z.object({
      name: z.string(),
      jobs: z
        .array(z.json())
        .nullish()
        .transform((jobs) => jobs ?? []),
    }),
  ),
});

/** Zadig says the same with one code, 6169, and different words (WFC/stage.go and common/service/approval of koderover/zadig). */
const REFUSALS: readonly (readonly [RegExp, RefusalCode])[] = [
  [/no authority/i, 'zadig-no-authority'],
  [/have (approve|reject)\w* already/i, 'zadig-decided-already'],
  [/not found approval/i, 'zadig-not-waiting'],
];

function refusal({ code, message }: UpstreamError): DecideOutcome {
  const known = REFUSALS.find(([words]) => words.test(message))?.[1];
  return known === undefined ? { kind: 'refused', code, message } : refused(known, message);
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 12);
}

function unknownGate(path: string): DecideOutcome {
  return refused('unknown-gate', `the run has no gate "${path}" with this attempt`);
}
