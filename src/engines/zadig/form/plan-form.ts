/** A release plan → a run that is shown and linked. It is decided in Zadig: its jobs are people's work, and there is no public call for its approval. */
import type { Phase, RunSnapshot } from '../../../domain/run.ts';
import { oneLine } from '../../common/one-line.ts';
import type { Plan } from '../document/plan.ts';
import { planLink } from './links.ts';
import type { Place } from './place.ts';
import { timeOf } from './time.ts';

/** In a place of rooms it stands for a project. */
const PLANS = 'release_plan';

function planRef(id: string): string {
  return `${PLANS}/${id.toLowerCase()}`;
}

/** Undefined for what names no plan. */
export function planIn(ref: string): string | undefined {
  return /^release_plan\/([0-9a-f]{24})$/.exec(ref)?.[1];
}

/** `order`: undefined for a webhook's body, which is older news than anything that was read. */
export function snapshotOfPlan(place: Place, plan: Plan, order?: number): RunSnapshot {
  const phase = planPhase(plan.status);
  const name = oneLine(plan.name);
  const wished = place.roomOf(PLANS, plan.id);
  const startedAt = timeOf(plan.executing_time) ?? timeOf(plan.create_time);
  const endedAt = timeOf(plan.success_time) ?? timeOf(plan.update_time);
  const manager = oneLine(plan.manager);
  const remark = oneLine(plan.description);
  return {
    engine: place.engine,
    ref: planRef(plan.id),
    order: order ?? Math.max(plan.create_time, plan.update_time, plan.success_time) * 20 + RANKS[phase],
    ...(order === undefined ? { hearsay: true as const } : {}),
    ...(plan.index === null || plan.index === undefined ? {} : { number: plan.index }),
    workflow: `${PLANS}/${name || plan.id}`,
    ...(name === '' ? {} : { workflowTitle: name }),
    phase,
    ...(manager === '' ? {} : { initiator: { name: manager } }),
    ...(remark === '' ? {} : { remark }),
    links: [planLink(place, plan)],
    steps: plan.jobs.map((job, index) => ({
      path: `${index + 1} ${oneLine(job.name)}`,
      name: oneLine(job.name),
      title: oneLine(job.name),
      type: job.type,
      phase: jobPhase(job.status),
      ...(job.executed_by === '' ? {} : { message: oneLine(job.executed_by) }),
      children: [],
    })),
    gates: [],
    ...(plan.status === 'wait_for_approval'
      ? { elsewhere: [{ path: '', title: name, where: 'zadig' }] }
      : {}),
    ...(wished === undefined ? {} : { asks: { room: wished } }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(endedAt === undefined || !FINAL.has(phase) ? {} : { endedAt }),
  };
}

const FINAL: ReadonlySet<Phase> = new Set<Phase>(['succeeded', 'failed', 'terminated']);

const RANKS: Readonly<Record<Phase, number>> = {
  pending: 1,
  suspended: 2,
  running: 3,
  skipped: 4,
  succeeded: 5,
  failed: 6,
  terminated: 7,
};

function planPhase(status: string): Phase {
  switch (status) {
    case 'planning':
    case 'finish_planning':
      return 'pending';
    case 'executing':
      return 'running';
    case 'success':
      return 'succeeded';
    case 'timeout':
      return 'failed';
    case 'denied':
    case 'cancel':
      return 'terminated';
    default:
      // Checks of others, and what newer versions wait for.
      return 'suspended';
  }
}

function jobPhase(status: string): Phase {
  switch (status) {
    case 'done':
      return 'succeeded';
    case 'skipped':
    case 'failed':
    case 'running':
      return status;
    default:
      return 'pending';
  }
}
