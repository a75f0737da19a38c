/** Bodies of webhooks as Zadig sends them, of our own making: https://docs.koderover.com/zadig/Zadig%20v3.3/workflow/im/ */

export type Body = Record<string, unknown> & { workflow: Record<string, unknown> & { stages: unknown } };

export const SHA = 'c0ffee1234567890abcdef1234567890abcdef12';
export const IMAGE = 'registry.example.com/team/api:20260701101500-12-main';
const BEGUN = 1_782_900_900;

/** A task with a build, a deploy and a test that went well, as v3.2 tells it at its end. */
export function passedBody(change: Record<string, unknown> = {}): Body {
  return {
    object_kind: 'workflow',
    event: 'workflow',
    workflow: {
      task_creator: 'ada',
      project_name: 'team',
      task_creator_id: '0b1f2c3d-0000-11ee-8000-00000000ada0',
      task_creator_email: 'ada@example.com',
      stages: [
        stage('build', 0, 30, 'api-api-build', 'zadig-build', {
          repositories: [
            {
              source: 'gitlab',
              repo_namespace: 'team',
              branch: 'main',
              commit_id: SHA,
              commit_url: `https://gitlab.example.com/team/api/commit/${SHA.slice(0, 8)}`,
              repo_name: 'api',
              prs: null,
              tag: '',
              repo_owner: 'team',
              commit_message: 'Orders are paid once\n\nA second click is refused.',
            },
          ],
          image: IMAGE,
        }),
        stage('deploy-dev', 30, 40, 'api-deploy', 'zadig-deploy', {
          env: 'dev',
          service_name: 'api',
          service_modules: [{ service_module: 'api', image: IMAGE }],
        }),
        stage('smoke', 40, 55, 'smoke-test', 'zadig-test', null),
      ],
      error: '',
      start_time: BEGUN,
      workflow_name: 'release-dev',
      detail_url:
        'https://zadig.example.com/v1/projects/detail/team/pipelines/custom/release-dev?display_name=Release',
      task_id: 12,
      remark: '',
      workflow_display_name: 'Release',
      end_time: BEGUN + 55,
      task_creator_phone: '1380000xxxx',
      create_time: BEGUN - 5,
      status: 'passed',
      ...change,
    },
  };
}

function stage(name: string, from: number, to: number, job: string, type: string, spec: unknown) {
  const times = { start_time: BEGUN + from, end_time: BEGUN + to };
  const jobs = [{ status: 'passed', ...times, spec, type, error: '', name: job }];
  return { status: 'passed', ...times, name, jobs, error: '' };
}

/** As it was before it was taken in: `created`. */
export function createdBody(): Body {
  const { workflow, ...rest } = passedBody();
  const stages = (workflow.stages as { jobs: object[] }[]).map((one) => ({
    ...one,
    status: '',
    start_time: 0,
    end_time: 0,
    jobs: one.jobs.map((job) => ({ ...job, status: '', start_time: 0, end_time: 0 })),
  }));
  return { ...rest, workflow: { ...workflow, status: 'created', start_time: 0, end_time: 0, stages } };
}

/** Something waits for an approval somewhere: neither stages nor a job. */
export function waitingBody(): Body {
  return passedBody({ status: 'running', stages: null, end_time: 0, task_type: '' });
}

/** Of one job, since v5.0: in a stage that exists nowhere else. */
export function jobBody(status: string): Body {
  const made = stage('api-api-build', 0, 30, 'job-0-0-0-build', 'zadig-build', null);
  const stages = [
    { ...made, status, jobs: made.jobs.map((job) => ({ ...job, display_name: 'api-api-build', status })) },
  ];
  return passedBody({ status, stages, end_time: 0, task_type: 'workflow' });
}

type Change = Record<string, unknown>;

/** The same task as `GET /openapi/workflows/custom/task` tells it since v3.3, with an approval before the deploy. */
export function taskDocument(change: Change = {}, approval: Change = {}): Change {
  return {
    task_id: 12,
    workflow_key: 'release-dev',
    workflow_name: 'Release',
    project_key: 'team',
    params: [],
    status: 'running',
    reverted: false,
    remark: '',
    task_creator: 'ada',
    create_time: BEGUN - 5,
    start_time: BEGUN,
    stages: [
      {
        name: 'build',
        status: 'passed',
        start_time: BEGUN,
        end_time: BEGUN + 30,
        parallel: false,
        manual_exec: null,
        error: '',
        jobs: [
          job('job-0-0-0-build', 'build', 'zadig-build', 'passed', 0, 30, {
            repos: [
              {
                source: 'gitlab',
                repo_owner: 'team',
                repo_namespace: 'team',
                repo_name: 'api',
                branch: 'main',
                prs: [7],
                tag: '',
                author_name: 'Ada',
                commit_id: SHA,
                commit_message: 'Orders are paid once\n\nA second click is refused.',
                address: 'https://gitlab.example.com/',
              },
            ],
            image: IMAGE,
            service_name: 'api',
            service_module: 'api',
          }),
        ],
      },
      {
        name: 'ask',
        status: 'running',
        start_time: BEGUN + 30,
        jobs: [
          job('job-1-0-0-go', 'go', 'approval', 'wait_for_approval', 30, 0, {
            timeout: 60,
            type: 'native',
            description: 'To dev now?',
            native_approval: {
              timeout: 60,
              needed_approvers: 1,
              approve_users: [user(BOT), user({ uid: 'u-li', name: '李雷' })],
            },
            ...approval,
          }),
        ],
      },
      {
        name: 'deploy-dev',
        status: '',
        jobs: [
          job('job-2-0-0-deploy', 'deploy', 'zadig-deploy', '', 0, 0, {
            env: 'dev',
            service_and_images: [
              { service_name: 'api', service_module: 'api', image: '{{.job.build.api.api.output.IMAGE}}' },
            ],
          }),
        ],
      },
    ],
    ...change,
  };
}

export const BOT = { uid: 'u-bot', name: 'greenlight' };

export function user({ uid, name }: { uid: string; name: string }, decided: Change = {}): Change {
  return {
    type: 'user',
    user_id: uid,
    user_name: name,
    reject_or_approve: '',
    comment: '',
    operation_time: 0,
    ...decided,
  };
}

export function job(
  name: string,
  origin: string,
  type: string,
  status: string,
  from: number,
  to: number,
  spec: unknown,
): Change {
  return {
    name,
    key: origin,
    display_name: origin,
    origin_name: origin,
    type,
    status,
    ...(from > 0 || status !== '' ? { start_time: BEGUN + from } : {}),
    ...(to > 0 ? { end_time: BEGUN + to } : {}),
    error: '',
    spec,
    error_policy: null,
  };
}

export const BEGUN_MS = BEGUN * 1000;
