/**
 * The body that Zadig posts about a task of a workflow: https://docs.koderover.com/zadig/workflow/im/#webhook-通知. It has the keys of that example, all of them and no
 * others: whoever wrote a receiver by it finds what they look for, and a strict one finds nothing that it does not know.
 */
import { type Repository, type StepSnapshot, stepAt } from '../../domain/run.ts';
import type { RunEvent } from '../../domain/run-event.ts';
import type { RunFact } from '../../domain/run-fact.ts';
import { leavesOf, type Pen } from './fitting.ts';
import { jobStatus, jobType, stageStatus, taskStatus, type ZadigStatus } from './zadig-words.ts';

/** Times are in seconds since the epoch, 0 for what has not come. */
export type ZadigBody = {
  object_kind: 'workflow';
  event: 'workflow';
  workflow: {
    task_creator: string;
    project_name: string;
    task_creator_id: string;
    task_creator_email: string;
    /** Null: people are asked. */
    stages: ZadigStage[] | null;
    error: string;
    start_time: number;
    workflow_name: string;
    detail_url: string;
    task_id: number;
    remark: string;
    workflow_display_name: string;
    end_time: number;
    task_creator_phone: string;
    create_time: number;
    status: ZadigStatus;
  };
};

type Timed = { name: string; status: ZadigStatus; start_time: number; end_time: number; error: string };

type ZadigStage = Timed & { jobs: ZadigJob[] };

type ZadigJob = Timed & { type: string; spec: BuildSpec | DeploySpec | null };

type BuildSpec = { repositories: ZadigRepository[]; image: string };

type DeploySpec = {
  env: string;
  service_name: string;
  service_modules: { service_module: string; image: string }[];
};

type ZadigRepository = {
  source: string;
  repo_owner: string;
  repo_namespace: string;
  repo_name: string;
  branch: string;
  tag: string;
  /** Zadig never fills it in. */
  prs: null;
  commit_id: string;
  commit_url: string;
  commit_message: string;
};

export function zadigBody(run: RunFact, event: RunEvent | undefined, pen: Pen): ZadigBody {
  const { snapshot, initiator, app } = run;
  // What happens to one step is told as Zadig tells of one job: its stage is all there is.
  const alone = event?.step !== undefined && event.type !== 'waiting' && event.type !== 'paused';
  const one = alone ? stepAt(snapshot.steps, event.step ?? '') : undefined;
  const steps = alone ? (one === undefined ? [] : [one]) : snapshot.steps;
  const page = [...snapshot.links.map(({ url }) => url), run.url ?? ''].map(pen.address);
  return {
    object_kind: 'workflow',
    event: 'workflow',
    workflow: {
      task_creator: pen.name(initiator.name ?? ''),
      project_name: pen.id(snapshot.project ?? app?.id ?? ''),
      task_creator_id: pen.id(initiator.ids?.zadig ?? initiator.id ?? ''),
      task_creator_email: pen.id(initiator.email ?? ''),
      stages: event?.type === 'waiting' ? null : pen.steps(steps).map((step) => stageOf(step, run, pen)),
      error: errorOf(run, pen),
      start_time: seconds(snapshot.startedAt),
      workflow_name: pen.id(run.workflow),
      detail_url: page.find((address) => address !== '') ?? '',
      task_id: snapshot.number ?? run.number,
      remark: pen.text(snapshot.remark ?? ''),
      workflow_display_name: pen.name(snapshot.workflowTitle ?? run.workflow),
      end_time: seconds(run.endedAt),
      task_creator_phone: pen.id(initiator.phone ?? ''),
      create_time: seconds(run.createdAt),
      status: taskStatus(event, run),
    },
  };
}

function errorOf({ outcome, snapshot, trouble }: RunFact, pen: Pen): string {
  if (outcome === undefined || outcome === 'succeeded') return '';
  return pen.text(snapshot.message ?? trouble ?? '');
}

/** A step without steps of its own is a stage with one job. */
function stageOf(step: StepSnapshot, run: RunFact, pen: Pen): ZadigStage {
  const jobs = leavesOf([step]).map((leaf) => jobOf(leaf, run, pen));
  const status = stageStatus(
    step,
    jobs.map((job) => job.status),
  );
  return { ...timed(step, status, pen), jobs };
}

function jobOf(step: StepSnapshot, run: RunFact, pen: Pen): ZadigJob {
  const type = jobType(step, run);
  return { ...timed(step, jobStatus(step, run), pen), type: pen.id(type), spec: specOf(type, step, pen) };
}

function timed(step: StepSnapshot, status: ZadigStatus, pen: Pen): Timed {
  const failed = step.phase === 'failed' || step.phase === 'terminated';
  return {
    name: pen.name(step.title),
    status,
    start_time: seconds(step.startedAt),
    end_time: seconds(step.endedAt),
    error: failed ? pen.text(step.message ?? '') : '',
  };
}

function specOf(type: string, { details = {} }: StepSnapshot, pen: Pen): ZadigJob['spec'] {
  switch (type) {
    case 'zadig-build':
    case 'freestyle':
      return {
        repositories: pen.some(details.repositories ?? []).map((one) => repositoryOf(one, pen)),
        image: pen.reference(details.image ?? ''),
      };
    case 'zadig-deploy':
    case 'zadig-helm-deploy':
      return {
        env: pen.id(details.deploys?.environment ?? ''),
        service_name: pen.id(details.deploys?.service ?? ''),
        service_modules: pen.some(details.deploys?.modules ?? []).map(({ name, image }) => ({
          service_module: pen.id(name),
          image: pen.reference(image),
        })),
      };
    default:
      return null;
  }
}

function repositoryOf(repository: Repository, pen: Pen): ZadigRepository {
  const { source = '', owner = '', namespace = owner, name, branch = '', tag = '', commit } = repository;
  return {
    source: pen.id(source),
    repo_owner: pen.id(owner),
    repo_namespace: pen.id(namespace),
    repo_name: pen.id(name),
    branch: pen.reference(branch),
    tag: pen.reference(tag),
    prs: null,
    commit_id: pen.reference(commit?.id ?? ''),
    commit_url: pen.address(commit?.url ?? ''),
    commit_message: pen.text(commit?.message ?? ''),
  };
}

function seconds(ms: number | undefined): number {
  return Math.floor((ms ?? 0) / 1000);
}
