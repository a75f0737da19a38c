import type { Entry, People } from './people.ts';
import type { JobScript, NotifyScript, StageScript, Work, WorkflowScript } from './script.ts';
import type { Profile } from './version.ts';
import type { Status } from './words.ts';

/** A task as Zadig's database keeps it. Times are in seconds since the epoch, 0 for what has not come. */
export type Task = {
  id: number;
  workflow: WorkflowScript;
  /** Those of the definition when the task was created. */
  notify: readonly NotifyScript[];
  params: readonly TaskParam[];
  status: Status;
  remark: string;
  error: string;
  creator: Creator;
  revoker: string;
  createTime: number;
  startTime: number;
  endTime: number;
  stages: StageTask[];
  releasePlan?: PlanRef;
  /** What the caller sent, for tests to look at. */
  asked: unknown;
  /** A retry or a resumption begins another one; whatever an earlier one still wanted to do is void. */
  round: number;
};

export type PlanRef = { id: string; name: string; index: number };

export type Creator = { uid: string; name: string; email: string; phone: string };

export type TaskParam = { name: string; type: string; value: string; choices: readonly string[] };

export type StageTask = {
  name: string;
  status: Status;
  startTime: number;
  endTime: number;
  error: string;
  script: StageScript;
  /** Who let it go on. */
  executor?: { uid: string; name: string };
  jobs: JobTask[];
};

export type JobTask = {
  name: string;
  key: string;
  displayName: string;
  originName: string;
  type: string;
  script: JobScript;
  work: Work;
  status: Status;
  startTime: number;
  endTime: number;
  error: string;
  /** How often it ran, over all retries. */
  attempts: number;
  retryCount: number;
  approvers: Approver[];
  /** Of the approval in another system. */
  instance: string;
  errorHandler?: { uid: string; name: string };
};

export type Approver = Entry & {
  reject_or_approve: '' | 'approve' | 'reject';
  comment: string;
  operation_time: number;
};

/** Which jobs run, and on what. Jobs that are not named are not part of the task at all. */
export type Chosen = ReadonlyMap<string, { works: readonly Work[] }>;

/** A stage none of whose jobs runs is left out. */
export function stageTasks(
  script: WorkflowScript,
  chosen: Chosen,
  creator: string,
  people: People,
  profile: Profile,
): StageTask[] {
  return script.stages.flatMap((stage, s) => {
    const jobs = stage.jobs.flatMap((job, j) =>
      (chosen.get(job.name)?.works ?? []).map((work, w) => ({
        ...names(job, work, `job-${s}-${j}-${w}`, profile),
        ...unbegun(job, work, people.flatten(job.approval?.users ?? [], creator)),
      })),
    );
    if (jobs.length === 0) return [];
    return [{ name: stage.name, status: '', startTime: 0, endTime: 0, error: '', script: stage, jobs }];
  });
}

function unbegun(script: JobScript, work: Work, approvers: readonly Entry[]) {
  return {
    type: script.type ?? 'freestyle',
    script,
    work,
    status: '' as const,
    startTime: 0,
    endTime: 0,
    error: '',
    attempts: 0,
    retryCount: 0,
    approvers: approvers.map(undecided),
    instance: '',
  };
}

export function undecided(entry: Entry): Approver {
  const { type, user_id, user_name, group_id, group_name } = entry;
  return {
    type,
    user_id,
    user_name,
    group_id,
    group_name,
    reject_or_approve: '',
    comment: '',
    operation_time: 0,
  };
}

function names({ name }: JobScript, { parts = [] }: Work, index: string, { indexedNames }: Profile) {
  return {
    name: indexedNames ? `${index}-${name}` : [...parts, name].join('-'),
    key: [name, ...parts].join('.'),
    displayName: [name, ...parts].join('-'),
    originName: name,
  };
}

export function jobsOf(task: Task): JobTask[] {
  return task.stages.flatMap(({ jobs }) => jobs);
}
