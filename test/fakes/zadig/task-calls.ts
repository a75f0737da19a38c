import { textOf } from '../../../src/simulator/common/json.ts';
import type { Book } from './book.ts';
import { type ApiParts, bodyOf, type Call, numberIn } from './call.ts';
import { type Account, mayExecute } from './people.ts';
import { taskPreview } from './preview.ts';
import { forbidden, NO_DOCUMENT, numbered, plain } from './refusal.ts';

const TASK = '/openapi/workflows/custom/task';

/** One task: only run and remark ask for a right. */
export function taskCalls({ clock, profile, book }: ApiParts): Call[] {
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
      path: `/api/aslan/workflow/v4/workflowtask/approve`,
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

function approveBy(book: Book, by: Account, asked: Readonly<Record<string, unknown>>): void {
  const [workflow, job, id] = [textOf(asked.workflow), textOf(asked.job), Number(asked.id ?? 0)];
  if (workflow === '' || job === '' || id === 0)
    throw numbered(6169, `can not find approved workflow: ${workflow}, taskID: ${id},jobName: ${job}`);
  book.approve(by, workflow, job, id, asked.approve === true, textOf(asked.comment));
}
