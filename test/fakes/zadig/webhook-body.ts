import type { RepositoryScript } from './script.ts';
import type { JobTask, StageTask, Task } from './task.ts';
import type { Profile } from './version.ts';
import type { Status } from './words.ts';

/** The base of Zadig's own links, and what the pages call the project. */
export type Site = { address: string; projectName(key: string): string };

/** What Zadig posts about a task: https://docs.koderover.com/zadig/workflow/im/#webhook-通知. */
export type WebhookBody = Readonly<Record<string, unknown>>;

/** A task as it is now. `remark` is empty at the end of a task, whatever was noted. */
export function taskBody(
  task: Task,
  site: Site,
  profile: Profile,
  { event = 'workflow', remark = task.remark }: { event?: string; remark?: string } = {},
): WebhookBody {
  const stages = task.stages.map((stage) => stageBody(stage, profile));
  return enveloped(event, profile, {
    ...common(task, site, profile),
    status: task.status,
    remark,
    stages,
    ...(profile.indexedNames && { task_type: 'workflow' }),
  });
}

/** An approval waits somewhere: neither the job nor who is asked is told. */
export function waitingBody(task: Task, site: Site, profile: Profile): WebhookBody {
  return enveloped('workflow', profile, {
    ...common(task, site, profile),
    status: task.status,
    remark: task.remark,
    stages: null,
    ...(profile.indexedNames && { task_type: '' }),
  });
}

/** One job, in a stage that exists nowhere else. */
export function jobBody(task: Task, job: JobTask, status: Status, site: Site, profile: Profile): WebhookBody {
  const { startTime, endTime, error } = job;
  const split = jobsNamed(task, job.originName).length > 1;
  const name = split ? job.originName : job.displayName;
  const stage = {
    name,
    status,
    start_time: startTime,
    end_time: endTime,
    error,
    jobs: [jobOf(job, profile)],
  };
  return enveloped('workflow', profile, {
    ...common(task, site, profile),
    status,
    remark: task.remark,
    stages: [stage],
    task_type: 'workflow',
  });
}

function jobsNamed(task: Task, origin: string): JobTask[] {
  return task.stages.flatMap(({ jobs }) => jobs).filter(({ originName }) => originName === origin);
}

function enveloped(event: string, { planHooks }: Profile, workflow: object): WebhookBody {
  return { object_kind: 'workflow', event, workflow, ...(planHooks && { release_plan: null }) };
}

function common({ workflow, creator, ...task }: Task, site: Site, profile: Profile) {
  const { key, name = key, project } = workflow;
  const page = `${site.address}/v1/projects/detail/${project}/pipelines/custom/${key}`;
  return {
    task_id: task.id,
    project_name: project,
    ...(profile.indexedNames && { project_display_name: site.projectName(project) }),
    workflow_name: key,
    workflow_display_name: name,
    ...(profile.newest && task.releasePlan !== undefined && { release_plan: task.releasePlan }),
    // The task is not in it.
    detail_url: `${page}?display_name=${encodeURIComponent(name)}`,
    error: task.error,
    create_time: task.createTime,
    start_time: task.startTime,
    end_time: task.endTime,
    task_creator: creator.name,
    task_creator_id: creator.uid,
    task_creator_email: creator.email,
    ...(!profile.newest && { task_creator_phone: creator.phone }),
  };
}

function stageBody({ name, status, startTime, endTime, error, jobs }: StageTask, profile: Profile) {
  return {
    name,
    status,
    start_time: startTime,
    end_time: endTime,
    jobs: jobs.map((job) => jobOf(job, profile)),
    error,
  };
}

function jobOf(job: JobTask, profile: Profile) {
  return {
    name: job.name,
    ...(profile.indexedNames && { display_name: job.displayName }),
    type: job.type,
    status: job.status,
    start_time: job.startTime,
    end_time: job.endTime,
    error: job.error,
    spec: specOf(job, profile),
  };
}

function specOf({ type, status, work }: JobTask, profile: Profile) {
  switch (type) {
    case 'zadig-build':
    case 'freestyle':
      return {
        repositories: (work.repositories ?? []).map((one, i) => repositoryOf(one, i === 0, profile)),
        image: status === 'passed' ? (work.image ?? '') : '',
      };
    case 'zadig-deploy':
    case 'zadig-helm-deploy':
      return {
        env: work.deploys?.environment ?? '',
        service_name: work.deploys?.service ?? '',
        service_modules: (work.deploys?.modules ?? []).map(({ module, image }) => ({
          service_module: module,
          image,
        })),
      };
    default:
      return null;
  }
}

function repositoryOf(repository: RepositoryScript, first: boolean, { planHooks }: Profile) {
  const {
    source = 'gitlab',
    address = 'https://gitlab.com',
    owner,
    name,
    branch = '',
    tag = '',
  } = repository;
  const { commit = '', message = '', author = '' } = repository;
  return {
    source,
    repo_owner: owner,
    repo_namespace: owner,
    repo_name: name,
    branch,
    // Never filled in.
    prs: null,
    tag,
    ...(planHooks && { author_name: author }),
    commit_id: commit,
    commit_url: first && commit.length > 8 ? `${address}/${owner}/${name}/commit/${commit.slice(0, 8)}` : '',
    commit_message: message,
  };
}
