/** What people do to a task as a whole. Zadig asks nobody's rights for it: they are checked before this. */
import type { ActVerb } from '../../domain/engine-call.ts';
import { UpstreamError } from '../../errors.ts';
import { refused } from '../common/refused.ts';
import type { ActOutcome } from '../engine.ts';
import type { Deciding } from './decide.ts';
import type { Task } from './document/task.ts';
import { parseRef, type TaskRef } from './form/ref.ts';
import { isEnd } from './form/status.ts';

/** From `passed` nothing goes on (WF/service/workflow/workflow_task_v4.go of koderover/zadig). */
const RETRIED: ReadonlySet<string> = new Set(['failed', 'timeout', 'cancelled', 'reject']);

export async function act(
  deps: Deciding,
  ref: string,
  verb: ActVerb,
  key: string,
  step: string | undefined,
): Promise<ActOutcome> {
  const parsed = parseRef(ref);
  if (parsed === undefined) return refused('unknown-run', `there is no run ${ref}`);
  if (verb === 'suspend' || verb === 'resume' || step !== undefined)
    return refused('zadig-no-hold', 'Zadig holds no run by hand');
  const read = await deps.reader.read(parsed);
  if (read === undefined) return refused('unknown-run', 'Zadig has no such task');
  const { task } = read;
  const outcome = standing(task, verb, deps.made.get(key));
  if (outcome !== 'open') return outcome;
  deps.made.set(key, task.end_time);
  try {
    await ask(deps, parsed, verb);
  } catch (error) {
    if (!(error instanceof UpstreamError) || error.outcome !== 'unknown') deps.made.delete(key);
    throw error;
  }
  return { kind: 'accepted' };
}

/** `asked`: the end of the task when this call was made before. */
function standing(
  { status, end_time }: Task,
  verb: 'cancel' | 'retry',
  asked: number | undefined,
): ActOutcome | 'open' {
  if (verb === 'cancel') {
    if (!isEnd(status)) return 'open';
    return asked === undefined ? refused('run-over', `the task is ${status}`) : { kind: 'accepted' };
  }
  const mayBe = RETRIED.has(status);
  // It goes on, or has ended once more.
  if (asked !== undefined && (!mayBe || end_time !== asked)) return { kind: 'accepted' };
  return mayBe ? 'open' : refused('run-not-failed', `the task is ${status}`);
}

async function ask(
  { client, limits }: Deciding,
  { project, workflow, task }: TaskRef,
  verb: 'cancel' | 'retry',
): Promise<void> {
  if (verb === 'cancel')
    await client.remove('/openapi/workflows/custom/task', { workflowKey: workflow, taskId: task });
  else
    await client.post(
      `/openapi/workflows/custom/${workflow}/task/${task}`,
      {},
      { projectKey: project },
      limits.startMs,
    );
}
