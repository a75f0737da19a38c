import { type ApiParts, type Call, needed, pageOf } from './call.ts';
import { workflowBrief, workflowDetail } from './definition.ts';
import { NO_DOCUMENT, plain } from './refusal.ts';
import type { WorkflowScript } from './script.ts';

/** Which workflows there are, and their history: any token may ask. */
export function workflowCalls({ clock, book }: ApiParts): Call[] {
  /** When each was defined: since it was first asked for. */
  const times = new WeakMap<WorkflowScript, number>();
  function definedAt(script: WorkflowScript): number {
    const time = times.get(script) ?? Math.floor(clock.now() / 1000);
    times.set(script, time);
    return time;
  }

  return [
    {
      call: 'list',
      method: 'GET',
      path: '/openapi/workflows',
      serve({ query }) {
        const project = needed(query, 'projectKey');
        const all = [...book.workflows.values()].filter((script) => script.project === project);
        return { workflows: all.map((script) => workflowBrief(script, definedAt(script))) };
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
        return workflowDetail(script, definedAt(script));
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
