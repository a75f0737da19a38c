import type { RepositoryScript } from './script.ts';
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
    spec: specOf(job, profile),
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

function specOf({ type, work, script, ...job }: JobTask, profile: Profile): unknown {
  const [service = '', module = ''] = work.parts ?? [];
  const repos = (work.repositories ?? []).map(repositoryOf);
  switch (type) {
    case 'zadig-build':
    case 'freestyle': {
      const image = job.status === 'passed' ? (work.image ?? '') : '';
      return { repos, image, package: '', service_name: service, service_module: module, envs: [] };
    }
    case 'zadig-deploy':
    case 'zadig-helm-deploy': {
      const { environment = '', modules = [] } = work.deploys ?? {};
      const name = work.deploys?.service ?? service;
      return {
        env: environment,
        env_alias: '',
        production: false,
        service_type: type === 'zadig-deploy' ? 'k8s' : 'helm',
        deploy_contents: ['image'],
        skip_check_run_status: false,
        service_and_images: modules.map(({ module: service_module, image }) => ({
          service_name: name,
          service_module,
          image,
        })),
        yaml_content: '',
        user_supplied_value: '',
        variable_kvs: [],
      };
    }
    case 'zadig-test':
      return {
        repos,
        junit_report: true,
        archive: false,
        html_report: false,
        project_name: '',
        test_name: service,
        test_type: '',
        service_name: '',
        service_module: '',
        envs: [],
      };
    case 'zadig-scanning':
      return {
        scanning_type: '',
        service_name: '',
        service_module: '',
        repos,
        sonar_metrics: null,
        is_has_artifact: false,
        link_url: '',
        scanning_name: service,
        envs: [],
      };
    case 'approval':
      return approvalSpec({ script, ...job }, profile);
    default:
      return script.spec ?? null;
  }
}

function approvalSpec(
  { script, approvers, instance, status }: Pick<JobTask, 'script' | 'approvers' | 'instance' | 'status'>,
  { newest, planHooks }: Profile,
) {
  const {
    kind = 'native',
    needed = 1,
    timeoutMinutes = 0,
    description = '',
  } = script.approval ?? { users: [] };
  const decision = status === 'passed' ? 'approve' : status === 'reject' ? 'reject' : '';
  const users = approvers.map(({ user_id, user_name, reject_or_approve, comment, operation_time }) => ({
    id: user_id,
    name: user_name,
    avatar: '',
    reject_or_approve,
    comment,
    operation_time,
  }));
  const nodes = [{ type: 'OR', approve_users: users, reject_or_approve: decision }];
  return {
    timeout: timeoutMinutes,
    type: kind,
    description,
    native_approval:
      kind !== 'native'
        ? null
        : {
            timeout: timeoutMinutes,
            approve_users: approvers,
            flat_approve_users: [],
            needed_approvers: needed,
            reject_or_approve: decision,
            instance_code: '',
          },
    lark_approval:
      kind === 'lark' || kind === 'lark_intl'
        ? {
            approval_id: 'im-app',
            default_approval_initiator: null,
            approval_nodes: nodes,
            instance_code: instance,
          }
        : null,
    dingtalk_approval:
      kind === 'dingtalk'
        ? {
            approval_id: 'im-app',
            default_approval_initiator: null,
            approval_nodes: nodes,
            instance_code: instance,
          }
        : null,
    workwx_approval:
      kind === 'workwx'
        ? {
            approval_id: 'im-app',
            creator_user: null,
            approval_nodes: [{ type: 1, apv_rel: 2, users }],
            instance_code: instance,
          }
        : null,
    ...(planHooks && { approval_message: '' }),
    ...(newest && { approval_title: '' }),
  };
}

function repositoryOf(repository: RepositoryScript, i: number) {
  const {
    source = 'gitlab',
    address = 'https://gitlab.com',
    owner,
    name,
    branch = '',
    tag = '',
  } = repository;
  return {
    source,
    repo_owner: owner,
    repo_namespace: owner,
    repo_name: name,
    remote_name: 'origin',
    branch,
    pr: 0,
    prs: repository.prs ?? [],
    tag,
    commit_id: repository.commit ?? '',
    commit_message: repository.message ?? '',
    author_name: repository.author ?? '',
    address,
    codehost_id: 1,
    is_primary: i === 0,
  };
}

function filled(values: Readonly<Record<string, string | number>>) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '' && value !== 0));
}
