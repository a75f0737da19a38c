import { isObject, type Json, parseJson, textOf } from '../../../src/simulator/common/json.ts';
import type { Clock } from '../../../src/time.ts';
import type { Book, Licence } from './book.ts';
import { internalWorkflow, workflowBrief, workflowDetail } from './definition.ts';
import type { Manual } from './manual.ts';
import type { Notifier, SystemHook } from './notifier.ts';
import { type Account, mayExecute, type People } from './people.ts';
import { taskPreview } from './preview.ts';
import { forbidden, NO_DOCUMENT, NO_LICENCE, numbered, plain } from './refusal.ts';
import type { Plans } from './release-plans.ts';
import type { Profile } from './version.ts';

/** A call of the API: what `Seen.call` names it. */
export type Call = {
  call: string;
  method: string;
  /** `:name` stands for one part. */
  path: string;
  /** What is answered; undefined for `{"message":"success"}`. Throws a `Refusal`. */
  serve(request: Request): unknown;
};

export type Request = {
  by: Account;
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  body: string;
};

export type ApiParts = {
  clock: Clock;
  profile: Profile;
  people: People;
  book: Book;
  manual: Manual;
  plans: Plans;
  notifier: Notifier;
  licence: () => Licence;
  projectName(key: string): string;
};

const TASK = '/openapi/workflows/custom/task';
const INTERNAL = '/api/aslan/workflow/v4/workflowtask';

/** Everything that this version answers. */
export function callsOf(parts: ApiParts): Call[] {
  return [...workflowCalls(parts), ...taskCalls(parts), ...handCalls(parts), ...otherCalls(parts)];
}

function workflowCalls({ clock, book }: ApiParts): Call[] {
  const now = (): number => Math.floor(clock.now() / 1000);
  return [
    {
      call: 'list',
      method: 'GET',
      path: '/openapi/workflows',
      serve({ query }) {
        const project = needed(query, 'projectKey');
        const all = [...book.workflows.values()].filter((script) => script.project === project);
        return { workflows: all.map((script) => workflowBrief(script, now())) };
      },
    },
    {
      call: 'detail',
      method: 'GET',
      path: '/openapi/workflows/custom/:key/detail',
      serve({ params, query }) {
        needed(query, 'projectKey');
        const script = book.workflows.get(params.key ?? '');
        if (script === undefined || script.type === 'product') throw plain(NO_DOCUMENT);
        return workflowDetail(script, now());
      },
    },
    {
      call: 'tasks',
      method: 'GET',
      path: '/openapi/workflows/custom/:key/tasks',
      serve({ params, query }) {
        const all = book.tasksOf(params.key ?? '').toReversed();
        const workflow_tasks = pageOf(all, query).map(({ workflow, ...task }) => ({
          workflow_key: workflow.key,
          workflow_name: workflow.name ?? workflow.key,
          project_key: workflow.project,
          task_id: task.id,
          create_time: task.createTime,
          task_creator: task.creator.name,
          start_time: task.startTime,
          end_time: task.endTime,
          status: task.status,
        }));
        return { total: all.length, workflow_tasks };
      },
    },
    { call: 'views', method: 'GET', path: '/openapi/workflows/view', serve: () => [] },
  ];
}

function taskCalls({ clock, profile, book }: ApiParts): Call[] {
  return [
    {
      call: 'task',
      method: 'GET',
      path: TASK,
      serve({ query }) {
        const task = book.task(query.get('workflowKey') ?? '', numberIn(query.get('taskId')));
        if (task === undefined) throw plain(NO_DOCUMENT);
        return taskPreview(task, profile, Math.floor(clock.now() / 1000));
      },
    },
    {
      call: 'run',
      method: 'POST',
      path: TASK,
      async serve({ by, body }) {
        const task = await book.run(by, bodyOf(body));
        return { project_name: task.workflow.project, workflow_name: task.workflow.key, task_id: task.id };
      },
    },
    {
      call: 'cancel',
      method: 'DELETE',
      path: TASK,
      serve: ({ by, query }) =>
        book.cancel(by, query.get('workflowKey') ?? '', numberIn(query.get('taskId'))),
    },
    {
      call: 'approve',
      method: 'POST',
      path: `${TASK}/approve`,
      serve({ by, body }) {
        const { workflow_key, stage_name, task_id, approve, comment } = bodyOf(body);
        // What it calls the stage's name is the job's.
        approveBy(book, by, { workflow: workflow_key, job: stage_name, id: task_id, approve, comment });
      },
    },
    {
      call: 'approve',
      method: 'POST',
      path: `${INTERNAL}/approve`,
      serve({ by, body }) {
        const { workflow_name, job_name, task_id, approve, comment } = bodyOf(body);
        approveBy(book, by, { workflow: workflow_name, job: job_name, id: task_id, approve, comment });
      },
    },
    {
      call: 'retry',
      method: 'POST',
      path: '/openapi/workflows/custom/:key/task/:id',
      serve: ({ params }) => book.retry(params.key ?? '', numberIn(params.id)),
    },
    {
      call: 'remark',
      method: 'PUT',
      path: '/openapi/workflows/custom/:key/task/:id',
      serve({ by, params, body }) {
        const script = book.workflows.get(params.key ?? '');
        if (script === undefined) throw numbered(400, NO_DOCUMENT);
        if (!mayExecute(by, script.project)) throw forbidden();
        const task = book.task(script.key, numberIn(params.id));
        if (task === undefined) throw plain(NO_DOCUMENT);
        task.remark = textOf(bodyOf(body).remark);
      },
    },
  ];
}

function handCalls({ profile, book, manual }: ApiParts): Call[] {
  const at = ({ params, query }: Request, project: string) => ({
    workflow: params.key ?? '',
    id: numberIn(params.id),
    project: query.get(project) ?? '',
  });
  const open: Call[] = [
    {
      call: 'manual-context',
      method: 'GET',
      path: '/openapi/workflows/custom/:key/task/:id/manual-exec',
      serve(request) {
        needed(request.query, 'projectKey');
        const { workflow, id, project } = at(request, 'projectKey');
        return manual.context(request.by, workflow, id, project);
      },
    },
    {
      call: 'manual-exec',
      method: 'POST',
      path: '/openapi/workflows/custom/:key/task/:id/manual-exec',
      serve(request) {
        needed(request.query, 'projectKey');
        const stage = textOf(bodyOf(request.body).stage_name);
        if (stage === '') throw numbered(400, 'stage_name is required');
        return manual.begin(request.by, at(request, 'projectKey'), stage);
      },
    },
  ];
  return [
    ...(profile.newest ? open : []),
    {
      call: 'manual-context',
      method: 'GET',
      path: `${INTERNAL}/manualexec/workflow/:key/task/:id`,
      serve({ params }) {
        const task = book.task(params.key ?? '', numberIn(params.id));
        if (task === undefined) throw numbered(6161, NO_DOCUMENT);
        return internalWorkflow(task.workflow);
      },
    },
    {
      call: 'manual-exec',
      method: 'POST',
      path: `${INTERNAL}/manualexec/workflow/:key/task/:id`,
      serve(request) {
        const { workflow, id } = at(request, 'projectName');
        const project = request.query.get('projectName') ?? book.workflows.get(workflow)?.project ?? '';
        const { jobs } = bodyOf(request.body);
        const stage = request.query.get('stageName') ?? '';
        return manual.begin(request.by, { workflow, id, project }, stage, jobs ?? []);
      },
    },
    {
      call: 'handle-error',
      method: 'POST',
      path: `${INTERNAL}/handle/error`,
      serve: ({ by, body }) => manual.handleError(by, bodyOf(body)),
    },
  ];
}

function otherCalls({ profile, people, book, plans, notifier, licence, projectName }: ApiParts): Call[] {
  const hook = '/api/aslan/system/workflowHook';
  const newest: Call[] = [
    {
      call: 'whoami',
      method: 'GET',
      path: '/openapi/system/cli/context',
      serve: ({ by }) => ({
        user: { uid: by.uid, name: by.name, account: by.account, identity_type: 'system' },
        request_id: crypto.randomUUID(),
      }),
    },
    {
      call: 'hook-setting',
      method: 'GET',
      path: hook,
      serve({ by }) {
        administrators(by);
        return notifier.systemHook;
      },
    },
    {
      call: 'set-hook',
      method: 'PUT',
      path: hook,
      serve({ by, body }) {
        administrators(by);
        if (licence() !== 'enterprise') throw numbered(7050, '');
        notifier.systemHook = bodyOf(body) as unknown as SystemHook;
      },
    },
  ];
  return [
    ...(profile.newest ? newest : []),
    {
      call: 'projects',
      method: 'GET',
      path: '/openapi/projects/project',
      serve({ query }) {
        const keys = [...new Set([...book.workflows.values()].map(({ project }) => project))];
        const projects = keys.map((project_key) => ({ project_key, project_name: projectName(project_key) }));
        return { projects: pageOf(projects, query), total: keys.length };
      },
    },
    {
      call: 'users',
      method: 'GET',
      path: '/openapi/users',
      serve({ by, query }) {
        administrators(by);
        const [account, name] = [query.get('account') ?? '', query.get('name') ?? ''];
        const all = people.all().filter((one) => one.account.includes(account) && one.name.includes(name));
        return { users: pageOf(all, query).map(userOf), total_count: all.length };
      },
    },
    {
      call: 'user',
      method: 'GET',
      path: '/openapi/users/:uid',
      serve({ by, params }) {
        administrators(by);
        const user = people.find(params.uid ?? '');
        if (user === undefined) throw plain('record not found');
        return userOf(user);
      },
    },
    {
      call: 'plans',
      method: 'GET',
      path: '/openapi/release_plan/v1',
      serve({ query }) {
        const { page, size } = paging(query);
        return plans.list(page, size);
      },
    },
    {
      call: 'plan',
      method: 'GET',
      path: '/openapi/release_plan/v1/:id',
      serve: ({ params }) => plans.detail(params.id ?? ''),
    },
    {
      call: 'approve-plan',
      method: 'POST',
      path: '/api/aslan/release_plan/v1/:id/approve',
      serve({ by, params, body }) {
        if (licence() !== 'enterprise') throw plain(NO_LICENCE);
        plans.approve(params.id ?? '', by, bodyOf(body).approve === true);
      },
    },
  ];
}

function approveBy(book: Book, by: Account, asked: Readonly<Record<string, unknown>>): void {
  const [workflow, job, id] = [textOf(asked.workflow), textOf(asked.job), Number(asked.id ?? 0)];
  if (workflow === '' || job === '' || id === 0)
    throw numbered(6169, `can not find approved workflow: ${workflow}, taskID: ${id},jobName: ${job}`);
  book.approve(by, workflow, job, id, asked.approve === true, textOf(asked.comment));
}

function userOf({ uid, name, account, email, phone = '' }: Account) {
  return { uid, name, account, email, phone, identity_type: 'system' };
}

function administrators({ admin }: Account): void {
  if (admin !== true) throw forbidden();
}

function needed(query: URLSearchParams, name: string): string {
  const value = query.get(name) ?? '';
  if (value === '') throw numbered(400, `${name} is required`);
  return value;
}

/** Throws where it is no whole number. */
function numberIn(text: string | null | undefined): number {
  if (text == null || text === '') return 0;
  if (!/^-?\d+$/.test(text))
    throw numbered(400, `strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

function bodyOf(body: string): Json {
  const parsed = parseJson(body);
  if (!isObject(parsed)) throw numbered(400, 'unexpected end of JSON input');
  return parsed;
}

const PAGE_SIZE = 20;

function paging(query: URLSearchParams): { page: number; size: number } {
  return { page: numberIn(query.get('pageNum')) || 1, size: numberIn(query.get('pageSize')) || PAGE_SIZE };
}

function pageOf<T>(all: readonly T[], query: URLSearchParams): T[] {
  const { page, size } = paging(query);
  return all.slice((page - 1) * size, page * size);
}
