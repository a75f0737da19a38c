import { isObject } from '../common/json.ts';

/** What a place holds: a type, null or something, a list of something, an object of exactly these keys, or one of several. */
type Shape =
  | 'string'
  | 'seconds'
  | 'number'
  | 'null'
  | readonly ['list', Shape]
  | readonly ['either', ...Shape[]]
  | { readonly [key: string]: Shape };

const repository: Shape = {
  source: 'string',
  repo_owner: 'string',
  repo_namespace: 'string',
  repo_name: 'string',
  branch: 'string',
  prs: 'null',
  tag: 'string',
  commit_id: 'string',
  commit_url: 'string',
  commit_message: 'string',
};

const built: Shape = { repositories: ['list', repository], image: 'string' };
const deployed: Shape = {
  env: 'string',
  service_name: 'string',
  service_modules: ['list', { service_module: 'string', image: 'string' }],
};

const timed = {
  name: 'string',
  status: 'string',
  start_time: 'seconds',
  end_time: 'seconds',
  error: 'string',
} as const;

const job: Shape = { ...timed, type: 'string', spec: ['either', built, deployed, 'null'] };
const stage: Shape = { ...timed, jobs: ['list', job] };

/** The documented request of Zadig 3.2: https://docs.koderover.com/zadig/workflow/im/#webhook-通知 */
const request: Shape = {
  object_kind: 'string',
  event: 'string',
  workflow: {
    task_id: 'number',
    task_creator: 'string',
    task_creator_id: 'string',
    task_creator_email: 'string',
    task_creator_phone: 'string',
    project_name: 'string',
    workflow_name: 'string',
    workflow_display_name: 'string',
    status: 'string',
    remark: 'string',
    detail_url: 'string',
    error: 'string',
    create_time: 'seconds',
    start_time: 'seconds',
    end_time: 'seconds',
    stages: ['either', 'null', ['list', stage]],
  },
};

/** Undefined for a body of that shape. */
export function zadigProblem(body: unknown): string | undefined {
  return problemOf(body, request, 'body');
}

function problemOf(value: unknown, shape: Shape, at: string): string | undefined {
  if (shape === 'null') return value === null ? undefined : `${at} is not null`;
  if (shape === 'string' || shape === 'number')
    return typeof value === shape ? undefined : `${at} is no ${shape}`;
  if (shape === 'seconds')
    return Number.isSafeInteger(value) && Number(value) < 1e11 ? undefined : `${at} is no time in seconds`;
  if (isList(shape)) {
    const [kind, ...inner] = shape;
    if (kind === 'either') {
      const problems = inner.map((one) => problemOf(value, one, at));
      return problems.includes(undefined) ? undefined : problems.join(', ');
    }
    if (!Array.isArray(value)) return `${at} is no list`;
    return first(value.map((one, i) => problemOf(one, inner[0] ?? 'null', `${at}[${i}]`)));
  }
  if (!isObject(value)) return `${at} is no object`;
  const keys = Object.keys(value).toSorted().join();
  const wanted = Object.keys(shape).toSorted().join();
  if (keys !== wanted) return `${at} has ${keys} instead of ${wanted}`;
  return first(Object.entries(shape).map(([key, inner]) => problemOf(value[key], inner, `${at}.${key}`)));
}

function isList(shape: Shape): shape is Extract<Shape, readonly unknown[]> {
  return Array.isArray(shape);
}

function first(problems: readonly (string | undefined)[]): string | undefined {
  return problems.find((problem) => problem !== undefined);
}
