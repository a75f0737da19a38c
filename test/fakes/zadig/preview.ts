import { jobSpec } from './job-spec.ts';
import type { JobTask, StageTask, Task } from './task.ts';
import type { Profile } from './version.ts';

/** A task as its detail tells it; `now` in seconds. Empty values that Go leaves out are left out. */
export function taskPreview(task: Task, profile: Profile, now: number) {
  const { key, name = key, project } = task.workflow;
  return {
    task_id: task.id,
    workflow_key: key,
    workflow_name: name,
    params: task.params.map(({ name: param, type, value, choices }) => ({
      name: param,
      description: '',
      type,
      value,
      choice_option: choices,
      default: '',
      is_credential: false,
    })),
    ...filled({ status: task.status }),
    reverted: false,
    remark: task.remark,
    ...filled({
      task_creator: task.creator.name,
      task_revoker: task.revoker,
      create_time: task.createTime,
      start_time: task.startTime,
      end_time: task.endTime,
    }),
    stages: task.stages.map((stage) => stagePreview(stage, profile, now)),
    project_key: project,
    ...filled({ error: task.error }),
    is_restart: false,
    debug: false,
    approval_ticket_id: '',
    approval_id: '',
    ...(profile.newest && task.releasePlan !== undefined && { release_plan: task.releasePlan }),
  };
}

function stagePreview(
  { name, status, script, executor, ...stage }: StageTask,
  profile: Profile,
  now: number,
) {
  return {
    name,
    status,
    ...filled({ start_time: stage.startTime, end_time: stage.endTime }),
    parallel: script.parallel === true,
    manual_exec: script.manual === undefined ? null : manualExec(script.manual, executor),
    jobs: stage.jobs.map((job) => jobPreview(job, profile, now)),
    error: stage.error,
  };
}

export function manualExec(users: readonly object[], executor?: { uid: string; name: string }) {
  return {
    enabled: true,
    modify_params: false,
    ...(executor !== undefined && { excuted: true }),
    manual_exec_users: users,
    ...(executor !== undefined && { manual_exector_id: executor.uid, manual_exector_name: executor.name }),
  };
}

function jobPreview(job: JobTask, profile: Profile, now: number) {
  const { startTime, endTime, script } = job;
  const { errorPolicy } = script;
  return {
    name: job.name,
    key: job.key,
    display_name: profile.indexedNames ? job.displayName : '',
    origin_name: job.originName,
    // Deploys with Helm are shown as the others.
    type: job.type === 'zadig-helm-deploy' ? 'zadig-deploy' : job.type,
    status: job.status,
    reverted: false,
    ...filled({ start_time: startTime, end_time: endTime }),
    cost_seconds: startTime === 0 ? 0 : (endTime || now) - startTime,
    error: job.error,
    breakpoint_before: false,
    breakpoint_after: false,
    spec: jobSpec(job, profile),
    error_policy:
      errorPolicy === undefined
        ? null
        : {
            policy: errorPolicy.policy,
            maximum_retry: errorPolicy.policy === 'retry' ? errorPolicy.maximumRetry : 0,
            approval_users: errorPolicy.policy === 'manual_check' ? errorPolicy.users : [],
          },
    error_handler_user_id: job.errorHandler?.uid ?? '',
    error_handler_username: job.errorHandler?.name ?? '',
    retry_count: job.retryCount,
    job_info: { job_name: job.originName },
  };
}

function filled(values: Readonly<Record<string, string | number>>) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '' && value !== 0));
}
