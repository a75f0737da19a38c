import { manualExec } from './preview.ts';
import type { JobScript, NotifyScript, ParamScript, WorkflowScript } from './script.ts';

/** What the OpenAPI tells of a workflow as it is defined: the addresses and tokens of its webhooks too. */
export function workflowDetail(script: WorkflowScript, now: number) {
  const { key, name = key, project, params = [], stages, notify = [] } = script;
  return {
    workflow_key: key,
    workflow_name: name,
    project_key: project,
    description: '',
    created_by: 'admin',
    create_time: now,
    updated_by: 'admin',
    update_time: now,
    params: params.map(paramOf),
    stages: stages.map(({ name: stage, parallel = false, manual, jobs }) => ({
      name: stage,
      parallel,
      manual_exec: manual === undefined ? null : manualExec(manual),
      jobs: jobs.map(({ name: job, type = 'freestyle', runPolicy = '', ...rest }) => ({
        name: job,
        type,
        spec: specOf({ name: job, type, ...rest }),
        run_policy: runPolicy,
      })),
    })),
    notify_ctls: notify.map(notifyOf),
    share_storages: [],
    concurrency_limit: 1,
  };
}

/** The same as Zadig's own pages get it. */
export function internalWorkflow(script: WorkflowScript) {
  const { key, name = key, project, params = [], stages } = script;
  return {
    name: key,
    display_name: name,
    project,
    params: params.map(paramOf),
    stages: stages.map(({ name: stage, parallel = false, manual, jobs }) => ({
      name: stage,
      parallel,
      manual_exec: manual === undefined ? null : manualExec(manual),
      jobs: jobs.map((job) => ({
        name: job.name,
        type: job.type ?? 'freestyle',
        skipped: false,
        spec: specOf(job),
        run_policy: job.runPolicy ?? '',
        error_policy: null,
        service_modules: [],
      })),
    })),
  };
}

export function workflowBrief({ key, name = key, type = 'custom' }: WorkflowScript, now: number) {
  return { workflow_key: key, workflow_name: name, update_by: 'admin', update_time: now, type };
}

function paramOf({ name, type, value = '', choices = [] }: ParamScript) {
  return {
    name,
    description: '',
    type,
    value,
    choice_option: choices,
    default: value,
    is_credential: false,
  };
}

function notifyOf({ address, token = '', on, enabled = true }: NotifyScript) {
  return {
    enabled,
    webhook_type: 'webhook',
    webhook_notification_config: { address, token },
    notify_type: on,
  };
}

function specOf({ type = 'freestyle', approval, tasks = [], spec }: JobScript): unknown {
  if (spec !== undefined) return spec;
  switch (type) {
    case 'approval': {
      const {
        kind = 'native',
        users = [],
        needed = 1,
        timeoutMinutes = 0,
        description = '',
      } = approval ?? {};
      const native = {
        timeout: timeoutMinutes,
        approve_users: users.map((user) => ({
          ...user,
          reject_or_approve: '',
          comment: '',
          operation_time: 0,
        })),
        needed_approvers: needed,
      };
      return {
        timeout: timeoutMinutes,
        type: kind,
        source: 'fixed',
        description,
        native_approval: kind === 'native' ? native : null,
        lark_approval: kind === 'lark' || kind === 'lark_intl' ? { approval_nodes: [] } : null,
        dingtalk_approval: kind === 'dingtalk' ? { approval_nodes: [] } : null,
        workwx_approval: kind === 'workwx' ? { approval_nodes: [] } : null,
      };
    }
    case 'zadig-build':
      return {
        docker_registry_id: '',
        service_and_builds: tasks.map(
          ({ parts: [service_name, service_module = service_name] = [], image }) => ({
            service_name,
            service_module,
            image,
          }),
        ),
      };
    case 'zadig-deploy':
      return {
        env: tasks[0]?.deploys?.environment ?? '',
        source: 'runtime',
        services: tasks.map(({ deploys }) => ({
          service_name: deploys?.service,
          modules: deploys?.modules.map(({ module, image }) => ({ service_module: module, image })),
        })),
      };
    default:
      return {};
  }
}
