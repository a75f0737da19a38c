/** Zadig's words for what we know: https://github.com/koderover/zadig/blob/main/pkg/microservice/aslan/config/consts.go */
import type { Phase, StepSnapshot } from '../../domain/run.ts';
import type { Outcome, RunEvent } from '../../domain/run-event.ts';
import type { RunFact } from '../../domain/run-fact.ts';

/** An empty one: not begun. */
export type ZadigStatus =
  | ''
  | 'created'
  | 'prepare'
  | 'running'
  | 'passed'
  | 'skipped'
  | 'failed'
  | 'timeout'
  | 'cancelled'
  | 'reject'
  | 'pause'
  | 'wait_for_approval';

const OUTCOMES: Readonly<Record<Outcome, ZadigStatus>> = {
  succeeded: 'passed',
  failed: 'failed',
  'timed-out': 'timeout',
  cancelled: 'cancelled',
  rejected: 'reject',
};

const PHASES: Readonly<Record<Phase, ZadigStatus>> = {
  pending: '',
  running: 'running',
  suspended: 'pause',
  succeeded: 'passed',
  failed: 'failed',
  skipped: 'skipped',
  terminated: 'cancelled',
};

/** Of the task. What happened says it: the run may have gone on since. */
export function taskStatus(event: RunEvent | undefined, run: RunFact): ZadigStatus {
  if (event === undefined) return currentStatus(run);
  switch (event.type) {
    case 'created':
      return 'created';
    case 'started':
      // Of a job, Zadig says that it is being prepared.
      return event.step === undefined ? 'running' : 'prepare';
    case 'waiting':
      return 'running';
    case 'paused':
      return 'pause';
    case 'changed':
      return event.to === undefined ? currentStatus(run) : OUTCOMES[event.to];
    case 'succeeded':
    case 'failed':
    case 'timed-out':
    case 'cancelled':
    case 'rejected':
      return OUTCOMES[event.type];
  }
}

function currentStatus({ outcome, phase, snapshot }: RunFact): ZadigStatus {
  if (outcome !== undefined) return OUTCOMES[outcome];
  if (phase === 'pending') return 'created';
  return phase === 'suspended' && !asksPeople(snapshot.gates) ? 'pause' : 'running';
}

/** Of a job. */
export function jobStatus(step: StepSnapshot, { snapshot, approvals }: RunFact): ZadigStatus {
  if (step.phase === 'suspended')
    return asksPeople(snapshot.gates.filter(({ path }) => path === step.path))
      ? 'wait_for_approval'
      : 'pause';
  if (step.phase === 'failed' || step.phase === 'terminated') {
    const asked = approvals.findLast((approval) => approval.step === step.path);
    if (asked?.state === 'rejected') return 'reject';
    if (asked?.state === 'expired' || step.timedOut === true) return 'timeout';
  }
  return PHASES[step.phase];
}

/** While a job waits for people, its stage and task are running. Which of several failures is the stage's: Zadig's order. */
export function stageStatus({ phase }: StepSnapshot, jobs: readonly ZadigStatus[]): ZadigStatus {
  if (phase === 'suspended') return jobs.includes('wait_for_approval') ? 'running' : 'pause';
  if (phase !== 'failed' && phase !== 'terminated') return PHASES[phase];
  const worst = (['cancelled', 'timeout', 'failed', 'reject'] as const).find((one) => jobs.includes(one));
  return worst ?? PHASES[phase];
}

function asksPeople(gates: readonly { opensAt?: number }[]): boolean {
  return gates.some(({ opensAt }) => opensAt === undefined);
}

const TYPES = new Map([
  ['suspend', 'approval'],
  ['webhook-notification', 'notification'],
]);

const ZADIG_TYPES = new Set([
  'freestyle',
  'plugin',
  'approval',
  'notification',
  'custom-deploy',
  'jira',
  'jenkins',
  'nacos',
  'apollo',
  'sql',
  'grafana',
  'guanceyun-check',
  'meego-transition',
  'workflow-trigger',
  'offline-service',
  'ai-task',
  'ai-release-specialist',
]);

/** What Zadig would call such a job. An engine's own type counts where it is one of Zadig's; else what the step works on. */
export function jobType({ type, path, details = {} }: StepSnapshot, { approvals }: RunFact): string {
  if (ZADIG_TYPES.has(type) || /^(zadig|k8s|istio|mse)-/.test(type)) return type;
  if (details.deploys !== undefined) return 'zadig-deploy';
  if (details.tests !== undefined) return 'zadig-test';
  if (details.image !== undefined || details.repositories !== undefined) return 'zadig-build';
  const asks = approvals.some(({ step }) => step === path);
  return TYPES.get(type) ?? (asks ? 'approval' : 'freestyle');
}
