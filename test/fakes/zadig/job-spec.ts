import type { RepositoryScript } from './script.ts';
import type { JobTask } from './task.ts';
import type { Profile } from './version.ts';

/** What the detail of a task tells of a job, by its type. */
export function jobSpec({ type, work, script, ...job }: JobTask, profile: Profile): unknown {
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
