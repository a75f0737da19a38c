import { textOf } from '../../../src/simulator/common/json.ts';
import { type ApiParts, bodyOf, type Call, needed, numberIn, type Request } from './call.ts';
import { internalWorkflow } from './definition.ts';
import { NO_DOCUMENT, numbered } from './refusal.ts';

const INTERNAL = '/api/aslan/workflow/v4/workflowtask';

/** Stages that people let begin, and failures that they judge. */
export function handCalls({ profile, book, manual }: ApiParts): Call[] {
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
