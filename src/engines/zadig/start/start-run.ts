/** Starts a task. Zadig keeps no keys: a call whose outcome is unknown is looked up, and never made again by a machine. */
import { z } from 'zod';
import { UpstreamError } from '../../../errors.ts';
import type { Clock } from '../../../time.ts';
import type { RunRequest } from '../../engine.ts';
import type { ZadigClient } from '../client/zadig-client.ts';
import { isOwnAnswer } from '../client/zadig-error.ts';
import { parseWorkflow, refOf, type TaskRef } from '../form/ref.ts';
import type { Accounts } from '../observe/accounts.ts';
import { tasksOfWorkflow } from '../observe/lister.ts';
import type { Limits, Memory, StartOptions } from '../options.ts';
import { bodyOf } from './inputs.ts';
import type { Library } from './library.ts';

export type Starting = {
  client: ZadigClient;
  library: Library;
  accounts: Accounts;
  memory: Memory;
  starts: ReadonlyMap<string, StartOptions>;
  clock: Clock;
  limits: Pick<Limits, 'appearMs' | 'startMs'>;
};

export const NO_START: StartOptions = { inputs: {}, skips: [] };

const Started = z.object({ task_id: z.int().positive() });

/** In milliseconds. */
const LOOK_AGAIN_MS = 5000;
/** Zadig tells whole seconds, and its clock is known to one. */
const MARGIN_MS = 2000;

export async function startRun(deps: Starting, request: RunRequest): Promise<TaskRef> {
  const { client, library, starts } = deps;
  const named = parseWorkflow(request.workflow);
  const definition = await library.read(request.workflow);
  if (named === undefined) return library.unknown(request.workflow);
  const own = starts.get(request.workflow) ?? NO_START;
  const body = bodyOf(request.workflow, definition, own, request.parameters);
  const askedAt = deps.clock.now();
  try {
    const asked = { project_key: named.project, workflow_key: named.workflow, ...body };
    const answer = await client.post('/openapi/workflows/custom/task', asked, {}, deps.limits.startMs);
    const read = Started.safeParse(answer);
    if (read.success) return { ...named, task: read.data.task_id };
    throw new UpstreamError('unknown', 'no-task', 'Zadig did not say which task it started');
  } catch (error) {
    if (!isOwnAnswer(error) || error.outcome !== 'unknown') throw error;
    // A plain error of Zadig's: it has said what it has to say, so by now the task is there or never will be.
    const [found, ...others] = await candidates(deps, named, askedAt);
    if (found !== undefined && others.length === 0) return found;
    if (others.length > 0) throw error;
    throw new UpstreamError('rejected', error.code, error.message, { cause: error });
  }
}

/**
 * The task that a call with this key started: the only one of ours that came after it and that nobody has. Throws `UpstreamError` while it may still
 * appear; undefined when there is none, or when it cannot be told which it is.
 */
export async function findStarted(deps: Starting, key: string): Promise<TaskRef | undefined> {
  const start = await deps.memory.startOf(key);
  const named = start && parseWorkflow(start.workflow);
  if (start === undefined || named === undefined) return undefined;
  const [found, ...others] = await candidates(deps, named, start.askedAt);
  if (others.length > 0) return undefined;
  if (found === undefined && deps.clock.now() - start.askedAt < deps.limits.appearMs)
    throw new UpstreamError('unknown', 'not-there-yet', 'the task may still appear', {
      retryAfterMs: Math.min(LOOK_AGAIN_MS, deps.limits.appearMs),
    });
  return found;
}

async function candidates(
  { client, accounts, memory }: Starting,
  { project, workflow }: { project: string; workflow: string },
  askedAt: number,
): Promise<TaskRef[]> {
  const own = await accounts.own();
  if (own === undefined) return [];
  const from = askedAt + client.ahead() - MARGIN_MS;
  const found: TaskRef[] = [];
  for (const { task_id: task, task_creator, create_time } of await tasksOfWorkflow(
    client,
    { project, workflow },
    1,
  )) {
    if (task_creator !== own.name || create_time * 1000 < from) continue;
    const ref = { project, workflow, task };
    if (!(await memory.isBound(refOf(ref)))) found.push(ref);
  }
  return found;
}
