import type { Clock } from '../../../src/time.ts';
import type { Notifier } from './notifier.ts';
import { type JobTask, jobsOf, type StageTask, type Task } from './task.ts';
import { isKept, isOver, type Status, stageStatus, stops, taskStatus } from './words.ts';

/** Runs tasks: stages one after the other, their jobs in turn or together. */
export type Runner = {
  /** Begins, or goes on where the last round stopped. */
  run(task: Task): void;
  /** Ends a job that holds. */
  settle(task: Task, job: JobTask, status: Status, error?: string): void;
  /** Everything of the task that runs is given up. */
  cancel(task: Task, by: string): void;
  /** What somebody said about a job that failed, now or later. */
  handle(task: Task, job: JobTask, decision: 'ignore' | 'reject', by: { uid: string; name: string }): void;
};

const APPROVAL_MINUTES = 60;

/** How long Zadig waits before it runs a failed job again by its policy. */
const RETRY_AFTER_MS = 10_000;

export function createRunner(clock: Clock, notifier: Notifier): Runner {
  const decisions = new WeakMap<JobTask, { decision: 'ignore' | 'reject'; uid: string; name: string }>();
  /** What a job came to that waits for people to say what that means. */
  const pending = new WeakMap<JobTask, Status>();
  /** They failed, and are about to run again by their policy. */
  const returning = new WeakSet<JobTask>();

  const now = (): number => Math.floor(clock.now() / 1000);

  /** Calls it after so long, if the task is still in the same round and the job still at it. */
  function later(task: Task, job: JobTask, ms: number, work: () => void): void {
    const { round } = task;
    const { status, attempts } = job;
    clock.after(ms, () => {
      if (task.round === round && job.status === status && job.attempts === attempts) work();
    });
  }

  /** Does all that can be done now. */
  function advance(task: Task): void {
    if (task.status !== 'running') return;
    for (const stage of task.stages) {
      if (stage.status === 'passed') continue;
      if (!pass(task, stage)) return;
      if (stops(stage.status)) break;
    }
    end(task, taskStatus(task.stages.map(({ status }) => status)));
  }

  /** Whether nothing of this stage runs any more. */
  function pass(task: Task, stage: StageTask): boolean {
    if (stage.status !== 'running') {
      const { manual, jobs } = stage.script;
      if (manual !== undefined && jobs.length > 0 && stage.executor === undefined) {
        stage.status = 'pause';
        return true;
      }
      stage.status = 'running';
      stage.startTime = now();
    }
    if (!(stage.script.parallel === true ? together(task, stage) : inTurn(task, stage))) return false;
    stage.status = stageStatus(stage.jobs.map(({ status }) => status));
    stage.endTime = now();
    return true;
  }

  function inTurn(task: Task, stage: StageTask): boolean {
    for (const job of stage.jobs) {
      if (isKept(job.status)) continue;
      if (job.status === '') begin(task, job);
      if (!isDone(job)) return false;
      if (stops(job.status)) return true;
    }
    return true;
  }

  function together(task: Task, stage: StageTask): boolean {
    for (const job of stage.jobs) if (job.status === '') begin(task, job);
    return stage.jobs.every(isDone);
  }

  function isDone(job: JobTask): boolean {
    return isOver(job.status) && !returning.has(job);
  }

  function begin(task: Task, job: JobTask): void {
    job.status = 'prepare';
    job.startTime = now();
    notifier.job(task, job, 'prepare');
    act(task, job);
  }

  function act(task: Task, job: JobTask): void {
    job.attempts += 1;
    const { type, script } = job;
    if (type === 'approval') {
      ask(task, job);
      return;
    }
    job.status = 'running';
    const { does = { kind: 'passes' } } = script;
    switch (does.kind) {
      case 'passes':
        if (does.afterMs === undefined) come(task, job, 'passed');
        else later(task, job, does.afterMs, () => settle(task, job, 'passed'));
        break;
      case 'holds':
        job.status = does.as ?? 'running';
        break;
      case 'fails': {
        const fails = job.attempts <= (does.times ?? Number.POSITIVE_INFINITY);
        come(task, job, fails ? 'failed' : 'passed', fails ? (does.error ?? 'job failed') : '');
        break;
      }
      case 'times-out':
        if (does.afterMs === undefined) come(task, job, 'timeout');
        else later(task, job, does.afterMs, () => settle(task, job, 'timeout'));
    }
  }

  function ask(task: Task, job: JobTask): void {
    job.status = 'wait_for_approval';
    const { kind = 'native', timeoutMinutes = 0 } = job.script.approval ?? { users: [] };
    if (kind !== 'native') job.instance = `${kind}-${task.id}-${job.attempts}`;
    later(task, job, (timeoutMinutes || APPROVAL_MINUTES) * 60_000, () =>
      settle(task, job, 'timeout', 'workflow timeout'),
    );
    notifier.waiting(task);
  }

  /** The job came to this; its policy says what that is taken for. */
  function come(task: Task, job: JobTask, status: Status, error = ''): void {
    job.error = error;
    const { errorPolicy } = job.script;
    if ((status !== 'failed' && status !== 'timeout') || errorPolicy === undefined) {
      finish(task, job, status);
      return;
    }
    switch (errorPolicy.policy) {
      case 'stop':
        finish(task, job, status);
        break;
      case 'ignore_error':
        finish(task, job, 'unstable');
        break;
      case 'retry':
        if (job.retryCount >= errorPolicy.maximumRetry) finish(task, job, status);
        else {
          // Meanwhile it is shown as what it came to.
          job.status = status;
          returning.add(job);
          later(task, job, RETRY_AFTER_MS, () => again(task, job));
        }
        break;
      case 'manual_check':
        pending.set(job, status);
        job.status = 'wait_for_manual_error_handling';
        notifier.job(task, job, 'wait_for_approval');
        decided(task, job);
    }
  }

  function again(task: Task, job: JobTask): void {
    returning.delete(job);
    job.retryCount += 1;
    job.status = 'prepare';
    job.startTime = now();
    act(task, job);
    advance(task);
  }

  function decided(task: Task, job: JobTask): void {
    const said = decisions.get(job);
    if (said === undefined || job.status !== 'wait_for_manual_error_handling') return;
    decisions.delete(job);
    job.errorHandler = { uid: said.uid, name: said.name };
    finish(task, job, said.decision === 'ignore' ? 'unstable' : (pending.get(job) ?? 'failed'));
  }

  function finish(task: Task, job: JobTask, status: Status): void {
    job.status = status;
    job.endTime = now();
    notifier.job(task, job, status);
  }

  function settle(task: Task, job: JobTask, status: Status, error = ''): void {
    if (isDone(job) || job.status === '' || task.status !== 'running') return;
    come(task, job, status, error);
    advance(task);
  }

  function end(task: Task, status: Status): void {
    task.status = status;
    task.endTime = now();
    task.round += 1;
    notifier.ended(task);
  }

  return {
    run(task) {
      task.status = 'running';
      task.startTime = now();
      advance(task);
    },
    settle,
    cancel(task, by) {
      const runs = task.status === 'running';
      task.revoker = by;
      if (!runs) {
        // Nobody is at work who could tell of it.
        task.status = 'cancelled';
        task.round += 1;
        return;
      }
      for (const job of jobsOf(task)) {
        if (job.status === '' || isDone(job)) continue;
        job.error = job.type === 'approval' ? 'workflow was canceled' : '';
        finish(task, job, 'cancelled');
      }
      for (const stage of task.stages)
        if (stage.status === 'running') {
          stage.status = 'cancelled';
          stage.endTime = now();
        }
      end(task, 'cancelled');
    },
    handle(task, job, decision, by) {
      decisions.set(job, { decision, ...by });
      decided(task, job);
      advance(task);
    },
  };
}
