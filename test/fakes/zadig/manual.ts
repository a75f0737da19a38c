import { isObject, textOf } from '../../../src/simulator/common/json.ts';
import type { Book } from './book.ts';
import { type Account, mayExecute, type People } from './people.ts';
import { forbidden, NO_DOCUMENT, numbered, plain } from './refusal.ts';
import type { Runner } from './runner.ts';
import { jobsOf, type StageTask, type Task } from './task.ts';

/** What people do to a task by hand, beside approvals: let a stage begin, and say what a failure is taken for. */
export type Manual = {
  /** Which stage waits, and for whom. */
  context(by: Account, workflow: string, id: number, project: string): object;
  /** `only`: the jobs that the caller sends are all that runs of it. */
  begin(
    by: Account,
    at: { workflow: string; id: number; project: string },
    stage: string,
    only?: unknown,
  ): Promise<void>;
  handleError(by: Account, asked: Readonly<Record<string, unknown>>): void;
};

export function createManual(book: Book, people: People, runner: Runner): Manual {
  function taskOf(by: Account, workflow: string, id: number, project: string): Task {
    if (!mayExecute(by, project)) throw forbidden();
    const task = book.task(workflow, id);
    if (task === undefined) throw numbered(6161, NO_DOCUMENT);
    if (task.workflow.project !== project)
      throw plain(`workflow task project ${task.workflow.project} does not match projectKey ${project}`);
    return task;
  }

  function pausedAt(task: Task): StageTask {
    if (task.status !== 'pause') throw plain('工作流任务状态无法手动执行');
    const stage = task.stages.find(({ status }) => status === 'pause');
    if (stage === undefined) throw plain('workflow task has no stage waiting for manual execution');
    return stage;
  }

  function may(by: Account, task: Task, { script }: StageTask): boolean {
    const users = people.flatten(script.manual ?? [], task.creator.uid);
    return by.admin === true || users.some(({ user_id }) => user_id === by.uid);
  }

  return {
    context(by, workflow, id, project) {
      const task = taskOf(by, workflow, id, project);
      const stage = pausedAt(task);
      return {
        project_key: project,
        workflow_key: workflow,
        task_id: id,
        status: task.status,
        stage_name: stage.name,
        can_execute: may(by, task, stage),
        executors: (stage.script.manual ?? []).map((user) =>
          Object.fromEntries(Object.entries(user).filter(([, value]) => value !== '')),
        ),
      };
    },
    async begin(by, { workflow, id, project }, name, only) {
      const task = taskOf(by, workflow, id, project);
      const stage = pausedAt(task);
      if (stage.name !== name) throw plain(`stage ${name} is not waiting for manual execution`);
      if (!may(by, task, stage))
        throw plain(`user ${by.uid} is not allowed to manually execute stage ${name}`);
      await book.resume(task, (next) => {
        const begun = next.stages.find((one) => one.name === name);
        if (begun === undefined) return;
        const kept = only === undefined ? undefined : namesOf(only);
        begun.jobs = begun.jobs.filter(({ originName }) => kept?.includes(originName) ?? true);
        begun.executor = { uid: by.uid, name: by.name };
        begun.status = '';
      });
    },
    handleError(by, asked) {
      const { workflow_name, task_id, job_name, decision } = asked;
      const [workflow, id, name] = [textOf(workflow_name), Number(task_id ?? 0), textOf(job_name)];
      if (workflow === '' || id === 0 || name === '')
        throw numbered(6169, `can not find approved workflow: ${workflow}, taskID: ${id},jobName: ${name}`);
      const task = book.task(workflow, id);
      if (task === undefined)
        throw numbered(
          6169,
          `can not find workflow task: ${workflow}, taskID: ${id} to handle its error, err: ${NO_DOCUMENT}`,
        );
      const job = jobsOf(task).find((one) => one.name === name);
      if (job === undefined)
        throw numbered(
          6169,
          `can not find job ${name} in workflow task: ${workflow}, taskID: ${id} to handle its error, err: %!s(<nil>)`,
        );
      const policy = job.script.errorPolicy;
      if (policy?.policy !== 'manual_check')
        throw numbered(6169, `error policy for job: ${name} is ${policy?.policy ?? ''}`);
      const users = people.flatten(policy.users, task.creator.uid);
      if (by.admin !== true && !users.some(({ user_id }) => user_id === by.uid))
        throw numbered(6169, `user ${by.name} is not authorized to perform error handling`);
      // Whatever else is said is written down, and never acted upon.
      if (decision === 'ignore' || decision === 'reject')
        runner.handle(task, job, decision, { uid: by.uid, name: by.name });
    },
  };
}

function namesOf(jobs: unknown): string[] {
  if (!Array.isArray(jobs)) return [];
  return jobs.flatMap((job) =>
    isObject(job) && typeof job.name === 'string' && job.skipped !== true ? [job.name] : [],
  );
}
