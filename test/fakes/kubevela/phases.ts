import { rfc3339, type StepWorld } from './run-step.ts';
import { isStepOver, type Mode, type RunStatus, type SpecStep, type StepStatus } from './types.ts';

/** What follows from a status alone: phases of runs and groups, and how long to rest. */

/** Fills in what a run has when it begins. */
export function initialise(status: RunStatus | undefined, mode: Mode | undefined, now: number): RunStatus {
  if (status !== undefined && ((status.startTime ?? '') !== '' || (status.steps ?? []).length > 0))
    return status;
  return {
    mode: { steps: mode?.steps || 'StepByStep', subSteps: mode?.subSteps || 'DAG' },
    status: '',
    suspend: false,
    terminated: false,
    finished: false,
    startTime: rfc3339(now),
  };
}

/** int(0.05 · 2^n) seconds, at least 1 and at most 60, or 300 when a step has failed. */
export function backoffSeconds(status: RunStatus, { memory }: StepWorld): number {
  const all = (status.steps ?? []).flatMap((step) => [step, ...(step.subSteps ?? [])]);
  const times = all.map(({ id }) => memory.backoff.get(id) ?? 0).filter((count) => count > 0);
  if (times.length === 0) return 1;
  const most = (status.steps ?? []).some((step) => step.phase === 'failed') ? 300 : 60;
  return Math.min(most, Math.max(1, Math.floor(0.05 * 2 ** Math.min(15, ...times))));
}

export function groupPhase(
  shown: readonly StepStatus[],
  expected: number,
): Pick<StepStatus, 'phase' | 'reason'> {
  const has = (phase: string): boolean => shown.some((one) => one.phase === phase);
  if (has('suspending')) return { phase: 'suspending' };
  if (shown.length < expected || has('running')) return { phase: 'running' };
  if (has('pending')) return { phase: 'pending' };
  if (has('failed')) {
    const reason = ['FailedAfterRetries', 'Timeout', 'Action', 'Terminate'].find((one) =>
      shown.some((sub) => sub.reason === one),
    );
    return { phase: 'failed', ...(reason === undefined ? {} : { reason }) };
  }
  if (shown.length > 0 && shown.every((one) => one.phase === 'skipped'))
    return { phase: 'skipped', reason: 'Skip' };
  return { phase: 'succeeded' };
}

export function runnersOver(
  steps: readonly SpecStep[],
  status: RunStatus,
): { done: boolean; succeeded: boolean } {
  const found = steps.map((step) => (status.steps ?? []).find((one) => one.name === step.name));
  const done = found.every(isStepOver);
  return {
    done,
    succeeded: done && found.every((one) => one?.phase === 'succeeded' || one?.phase === 'skipped'),
  };
}

export function terminatedByHand(status: RunStatus): boolean {
  const failed = (status.steps ?? []).filter((step) => step.phase === 'failed');
  return failed.length > 0 && failed.every((step) => step.reason === 'Terminate');
}

/** Suspended, and no step that it waits for wants to be looked at. */
export function suspendedAsAWhole(status: RunStatus, { profile }: StepWorld): boolean {
  if (!status.suspend) return false;
  const waits = (step: StepStatus): boolean => {
    switch (profile) {
      case 'suspending':
        return step.phase === 'suspending' && step.reason === 'Suspend';
      case 'running':
        return step.phase === 'running' && step.type === 'suspend';
      case 'succeeded':
        return false;
    }
  };
  return !(status.steps ?? []).some((step) => waits(step) || (step.subSteps ?? []).some(waits));
}
