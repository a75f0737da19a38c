/** Statuses of tasks, stages and jobs: https://github.com/koderover/zadig/blob/main/pkg/microservice/aslan/config/consts.go */
export type Status =
  | ''
  | 'created'
  | 'waiting'
  | 'queued'
  | 'blocked'
  | 'running'
  | 'prepare'
  | 'passed'
  | 'skipped'
  | 'unstable'
  | 'failed'
  | 'timeout'
  | 'cancelled'
  | 'reject'
  | 'pause'
  | 'wait_for_approval'
  | 'wait_for_manual_error_handling';

/** Lightest first. */
const OF_JOBS: readonly Status[] = [
  'skipped',
  'unstable',
  'passed',
  'reject',
  'pause',
  'failed',
  'timeout',
  'cancelled',
];
const OF_STAGES: readonly Status[] = [
  'skipped',
  'unstable',
  'passed',
  'failed',
  'timeout',
  'cancelled',
  'reject',
  'pause',
];

/** What a stage comes to by its jobs. One without jobs was skipped. */
export function stageStatus(jobs: readonly Status[]): Status {
  return heaviest(jobs, OF_JOBS);
}

/** What a task comes to by its stages; those that were not begun do not count. */
export function taskStatus(stages: readonly Status[]): Status {
  const status = heaviest(stages, OF_STAGES);
  return status === 'unstable' ? 'passed' : status;
}

function heaviest(statuses: readonly Status[], order: readonly Status[]): Status {
  if (statuses.length === 0) return 'skipped';
  return order[Math.max(...statuses.map((one) => order.indexOf(one)))] ?? 'running';
}

/** Nothing runs after it in its stage, or after its stage. */
export function stops(status: Status): boolean {
  return ['failed', 'timeout', 'cancelled', 'reject', 'pause'].includes(status);
}

/** A retry leaves these as they are. */
export function isKept(status: Status): boolean {
  return status === 'passed' || status === 'skipped' || status === 'unstable';
}

export function isOver(status: Status): boolean {
  return isKept(status) || (stops(status) && status !== 'pause');
}
