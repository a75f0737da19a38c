/** Zadig's statuses (pkg/microservice/aslan/config/consts.go of koderover/zadig) as phases. */
import type { Phase } from '../../../domain/run.ts';

/** Nothing more happens to a task in these unless somebody retries it; `reject` and `pause` have no end time. */
const ENDS: ReadonlySet<string> = new Set(['passed', 'failed', 'timeout', 'cancelled', 'reject']);
const WAITS: ReadonlySet<string> = new Set(['pause', 'wait_for_approval', 'wait_for_manual_error_handling']);
const BEFORE: ReadonlySet<string> = new Set([
  '',
  'created',
  'waiting',
  'queued',
  'blocked',
  'pending',
  'notRun',
]);

export function isEnd(status: string): boolean {
  return ENDS.has(status);
}

/** Of stages and jobs. `over`: the task has ended, so what was not reached never will be. */
export function stepPhase(status: string, over: boolean): Phase {
  if (BEFORE.has(status)) return over ? 'skipped' : 'pending';
  if (WAITS.has(status)) return over ? 'failed' : 'suspended';
  switch (status) {
    case 'passed':
    case 'unstable':
      return 'succeeded';
    case 'failed':
    case 'timeout':
    case 'reject':
    case 'cancelled':
      return 'failed';
    case 'skipped':
    case 'disabled':
      return 'skipped';
    default:
      return over ? 'failed' : 'running';
  }
}

/** Of a task by its own word alone. */
export function taskPhase(status: string): Phase {
  if (BEFORE.has(status)) return 'pending';
  switch (status) {
    case 'passed':
    case 'unstable':
      return 'succeeded';
    case 'failed':
    case 'timeout':
      return 'failed';
    case 'cancelled':
    case 'reject':
      return 'terminated';
    case 'skipped':
      return 'skipped';
    default:
      return WAITS.has(status) ? 'suspended' : 'running';
  }
}
