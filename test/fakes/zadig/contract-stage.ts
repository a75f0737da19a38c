import type { EngineBench } from '../../contracts/engine.ts';
import { userEntry } from './people.ts';
import type { JobScript, NotifyScript, WorkflowScript } from './script.ts';
import { ADMIN, startZadig, type Zadig, type ZadigOptions } from './zadig.ts';

/**
 * A Zadig with the workflows of the engines' contract in one project: all of an `EngineBench` but the engine and what it told. Each step is
 * a stage with one job of the same name.
 */
export type ContractStage = AsyncDisposable &
  Pick<EngineBench, 'workflows'> & {
    zadig: Zadig;
    project: string;
    /** The service account, whom the gate asks. */
    token: string;
    /** Lets the job `hold` of this task come to its end. */
    release(workflow: string, taskId: number): Promise<void>;
  };

export async function openContractStage(
  /** `hook`: what each workflow notifies of everything. */
  { hook, ...options }: ZadigOptions & { hook?: { address: string; token: string } } = {},
): Promise<ContractStage> {
  const project = 'shop';
  const notify: NotifyScript[] = hook === undefined ? [] : [{ ...hook, on: EVERYTHING }];
  const workflow = (key: string, jobs: readonly JobScript[]): WorkflowScript => ({
    key,
    project,
    notify,
    stages: jobs.map((job) => ({ name: job.name, jobs: [job] })),
  });
  const after: JobScript = { name: 'after' };
  const ask: JobScript = {
    name: 'ask',
    type: 'approval',
    approval: { users: [userEntry(ADMIN)], description: 'Shall it go on?' },
  };
  const zadig = await startZadig({
    ...options,
    workflows: [
      workflow('gated', [{ name: 'before' }, ask, after]),
      workflow('fails-once', [{ name: 'once', does: { kind: 'fails', times: 1 } }, after]),
      workflow('holds', [{ name: 'hold', does: { kind: 'holds' } }, after]),
      ...(options.workflows ?? []),
    ],
  });
  return {
    zadig,
    project,
    token: zadig.token(),
    workflows: { gated: 'gated', failsOnce: 'fails-once', holds: 'holds' },
    release(key, taskId) {
      zadig.tasks.release(key, taskId, 'hold');
      return Promise.resolve();
    },
    [Symbol.asyncDispose]: () => zadig[Symbol.asyncDispose](),
  };
}

const EVERYTHING = [
  'created',
  'passed',
  'failed',
  'timeout',
  'cancelled',
  'reject',
  'pause',
  'changed',
  'wait_for_approval',
];
