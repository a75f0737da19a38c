import type { Clock } from '../../../src/time.ts';
import { resultOf, vote } from './approval.ts';
import type { Notifier } from './notifier.ts';
import { type Account, mayExecute, type People } from './people.ts';
import { forbidden, NO_DOCUMENT, NO_LICENCE, numbered, plain } from './refusal.ts';
import type { Runner } from './runner.ts';
import type { WorkflowScript } from './script.ts';
import { checkForced, chosenJobs, paramsOf } from './starting.ts';
import { type Chosen, type JobTask, jobsOf, type PlanRef, stageTasks, type Task, undecided } from './task.ts';
import type { Profile } from './version.ts';
import { isKept, type Status } from './words.ts';

export type Licence = 'none' | 'professional' | 'enterprise';

/** Workflows and their tasks, and what people may do with them. */
export type Book = {
  workflows: Map<string, WorkflowScript>;
  /** Of one workflow, oldest first. */
  tasksOf: (workflow: string) => readonly Task[];
  task(workflow: string, id: number): Task | undefined;
  run(by: Account, asked: Readonly<Record<string, unknown>>): Promise<Task>;
  /** As Zadig's own page does it: all jobs run but those that are left out. */
  start(by: Account, workflow: string, how: ByHand): Promise<Task>;
  /** What was decided is in the task when it resolves, or a little later: `noticeMs`. */
  approve(by: Account, workflow: string, job: string, id: number, yes: boolean, comment: string): void;
  cancel(by: Account, workflow: string, id: number): void;
  retry(workflow: string, id: number): Promise<void>;
  /** Changes a task to where its next round begins, tells of it, and lets it run. */
  resume(task: Task, change: (next: Task) => void): Promise<void>;
  /** Tasks stay in the queue until they are let go. */
  queue: { hold(status?: 'waiting' | 'queued' | 'blocked'): void; release(): void };
};

/** What somebody chooses on Zadig's page. */
export type ByHand = { without?: readonly string[]; remark?: string; releasePlan?: PlanRef };

/** What a task is made of, whoever started it. */
type Plan = Pick<Task, 'params' | 'remark' | 'asked' | 'releasePlan'> & { chosen: Chosen };

export type BookParts = {
  clock: Clock;
  profile: Profile;
  people: People;
  notifier: Notifier;
  runner: Runner;
  licence: () => Licence;
  noticeMs: number;
  numbers: Readonly<Record<string, number>>;
};

export function createBook({
  clock,
  profile,
  people,
  notifier,
  runner,
  licence,
  noticeMs,
  numbers,
}: BookParts): Book {
  const workflows = new Map<string, WorkflowScript>();
  const books = new Map<string, { next: number; tasks: Map<number, Task> }>();
  const queued = new Map<Task, number>();
  let queue: Status | undefined;

  const now = (): number => Math.floor(clock.now() / 1000);

  function bookOf(workflow: string) {
    const found = books.get(workflow) ?? { next: numbers[workflow] ?? 1, tasks: new Map<number, Task>() };
    books.set(workflow, found);
    return found;
  }

  /** It goes into the queue, and from there to work. */
  function push(task: Task): void {
    task.status = queue ?? 'waiting';
    const { round } = task;
    queued.set(task, round);
    if (queue === undefined) setImmediate(() => pull(task, round));
  }

  function pull(task: Task, round: number): void {
    queued.delete(task);
    if (task.round === round && ['waiting', 'queued', 'blocked'].includes(task.status)) runner.run(task);
  }

  function found(workflow: string, id: number): Task {
    const task = books.get(workflow)?.tasks.get(id);
    if (task === undefined) throw numbered(6161, NO_DOCUMENT);
    return task;
  }

  const book: Book = {
    workflows,
    tasksOf: (workflow) => [...(books.get(workflow)?.tasks.values() ?? [])],
    task: (workflow, id) => books.get(workflow)?.tasks.get(id),
    async run(by, asked) {
      const { project_key, workflow_key } = asked;
      // Zadig asks for the right in the project that the caller names.
      if (!mayExecute(by, String(project_key))) throw forbidden();
      const workflow = workflows.get(String(workflow_key));
      if (workflow === undefined) throw numbered(6542, NO_DOCUMENT);
      if (workflow.ticket === true)
        throw numbered(
          6160,
          'workflow need approval ticket to run, which is not supported by openAPI right now.',
        );
      const params = paramsOf(workflow, asked.parameters);
      const chosen = chosenJobs(workflow, asked.inputs, profile);
      const remark = typeof asked.remark === 'string' ? asked.remark : '';
      return await create(by, workflow, { params, chosen, remark, asked });
    },
    async start(by, key, { without = [], remark = '', ...plan }) {
      const workflow = workflows.get(key);
      if (workflow === undefined) throw new Error(`there is no workflow ${key}`);
      const jobs = workflow.stages
        .flatMap((stage) => stage.jobs)
        .filter(({ name }) => !without.includes(name));
      const chosen = new Map(jobs.map(({ name, tasks = [{}] }) => [name, { works: tasks }]));
      const params = paramsOf(workflow, []);
      return await create(by, workflow, { params, chosen, remark, asked: undefined, ...plan });
    },
    approve(by, workflow, name, id, yes, comment) {
      const task = book.task(workflow, id);
      const job = task === undefined ? undefined : jobsOf(task).find((one) => one.name === name);
      if (task === undefined || job === undefined) throw numbered(6169, 'not found approval');
      const notice = (): void => {
        const result = resultOf(job);
        if (result !== undefined && job.status === 'wait_for_approval') runner.settle(task, job, result);
      };
      vote(job, { by, yes, comment, at: now(), task });
      if (noticeMs === 0) notice();
      else clock.after(noticeMs, notice);
    },
    cancel(by, workflow, id) {
      const task = book.task(workflow, id);
      if (task === undefined) throw numbered(6163, NO_DOCUMENT);
      if (task.status === 'passed') throw numbered(6163, `task: ${workflow}:${id} is passed, cannot cancel`);
      runner.cancel(task, by.name);
    },
    async retry(workflow, id) {
      const task = found(workflow, id);
      if (!['failed', 'timeout', 'cancelled', 'reject'].includes(task.status))
        throw plain('工作流任务状态无法重试');
      const next = structuredClone(task);
      for (const stage of next.stages.filter(({ status }) => !isKept(status))) {
        for (const job of stage.jobs) if (!isKept(job.status)) reset(job);
        Object.assign(stage, { status: '', startTime: 0, endTime: 0, error: '' });
      }
      next.startTime = now();
      await replace(task, next, 'run');
    },
    async resume(task, change) {
      const next = structuredClone(task);
      change(next);
      checkStages(next);
      await replace(task, next, 'resumed');
    },
    queue: {
      hold(status = 'waiting') {
        queue = status;
      },
      release() {
        queue = undefined;
        for (const [task, round] of queued) pull(task, round);
      },
    },
  };

  async function create(by: Account, workflow: WorkflowScript, { chosen, ...plan }: Plan): Promise<Task> {
    const approves = workflow.stages.some(({ jobs }) => jobs.some(({ type }) => type === 'approval'));
    if (approves && licence() === 'none') throw numbered(6160, NO_LICENCE);
    const kept = bookOf(workflow.key);
    // The number is spent, whatever comes of it.
    const id = kept.next;
    kept.next += 1;
    checkForced(workflow, chosen);
    const task: Task = {
      id,
      workflow,
      notify: workflow.notify ?? [],
      ...plan,
      status: 'created',
      error: '',
      creator: { uid: by.uid, name: by.name, email: by.email, phone: by.phone ?? '' },
      revoker: by.name,
      createTime: now(),
      startTime: now(),
      endTime: 0,
      stages: stageTasks(workflow, chosen, by.uid, people, profile),
      round: 1,
    };
    checkStages(task);
    await notifier.created(task, 'run');
    kept.tasks.set(id, task);
    push(task);
    return task;
  }

  /** Whoever is told of the next round sees it before the database does. */
  async function replace(task: Task, next: Task, how: 'run' | 'resumed'): Promise<void> {
    Object.assign(next, { status: 'created', endTime: 0, error: '' });
    await notifier.created(next, how);
    task.round += 1;
    Object.assign(task, { ...next, round: task.round });
    push(task);
  }

  return book;
}

/** Throws where nothing would run. */
function checkStages({ workflow, id, stages }: Task): void {
  const what = `workflow task: ${workflow.key},taskID: ${id}`;
  if (stages.length === 0) throw numbered(6160, `no stage found in ${what}`);
  const empty = stages.find(({ jobs }) => jobs.length === 0);
  if (empty !== undefined) throw numbered(6160, `no job found in ${what},stage: ${empty.name}`);
}

/** Its approval is asked anew. */
function reset(job: JobTask): void {
  Object.assign(job, { status: '', startTime: 0, endTime: 0, error: '', instance: '' });
  job.approvers = job.approvers.map(undecided);
}
