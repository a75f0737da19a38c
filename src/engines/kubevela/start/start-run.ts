/** Starts a run as an object of its own. It is named after the key: of a key there is one run, whatever was heard of the request that made it. */
import type { Json } from '../../../domain/run.ts';
import { UpstreamError, UserError } from '../../../errors.ts';
import { oneLine } from '../../common/one-line.ts';
import type { RunRequest } from '../../engine.ts';
import type { ApiClient } from '../client/api-client.ts';
import { WorkflowRun } from '../document/documents.ts';
import { collectionPath, objectPath } from '../document/resources.ts';
import { keyHash } from '../form/journal.ts';
import { refOfRun } from '../form/ref.ts';
import type { Around } from '../form/snapshot.ts';
import { getObject } from '../objects.ts';
import { keyLabel } from '../seal.ts';
import { withParameters } from './parameters.ts';
import { type Data, isData } from './place.ts';
import { namedSteps, type Template } from './template.ts';

/** Who makes what we make, in the objects' managed fields. */
export const MANAGER = 'greenlight';

/** Runs of one pipeline are recycled by the controller after their time, but for the newest; runs without this label never. */
const PIPELINE = 'pipeline.oam.dev/name';

/** Names of runs name other objects too (`workflow-<name>-context`), and a label takes 63 characters. */
const MAX_NAME = 46;

function runName(workflow: string, key: string): string {
  const head = workflow.slice(0, MAX_NAME - 17).replace(/[^a-z0-9]+$/, '');
  return `${head}-${keyHash(key)}`;
}

/** The spec of a run from a template, parameters set. Throws `UserError` where one of them has no place. */
export function specFromTemplate(template: Template, { workflow, parameters }: RunRequest): Data {
  const settable = { context: template.context, steps: namedSteps(template.steps) };
  const { context = {}, steps } = withParameters(workflow, settable, parameters);
  return {
    ...(Object.keys(context).length === 0 ? {} : { context }),
    ...(template.mode === undefined ? {} : { mode: template.mode }),
    workflowSpec: { steps },
  };
}

/** The spec of a run of before, as it was then. Throws `UserError` `engine.run-gone`. */
export async function specOfRun(
  client: ApiClient,
  place: { namespace: string; name: string; uid: string },
): Promise<Data> {
  const object = await getObject(client, objectPath('workflowruns', place.namespace, place.name));
  const spec = isData(object) ? object['spec'] : undefined;
  if (object === undefined || WorkflowRun.parse(object).metadata.uid !== place.uid || !isData(spec))
    throw new UserError('engine.run-gone', {});
  return spec;
}

export async function startRun(
  { client, around }: { client: ApiClient; around: Around },
  where: {
    namespace: string;
    name: string;
    labels?: Readonly<Record<string, string>>;
    annotations?: Readonly<Record<string, string>>;
  },
  spec: Data,
  request: RunRequest,
  key: string,
): Promise<string> {
  const { namespace } = where;
  const name = runName(where.name, key);
  const { app, environment, workflow, initiator } = request;
  const marks = { key, app, environment, workflow, initiator: oneLine(initiator.name ?? '') };
  const body: Json = {
    apiVersion: 'core.oam.dev/v1alpha1',
    kind: 'WorkflowRun',
    metadata: {
      name,
      namespace,
      labels: { [PIPELINE]: where.name.slice(0, 63), ...where.labels, ...keyLabel(key) },
      annotations: {
        ...where.annotations,
        ...around.sealer.annotations({ namespace, name, version: '' }, marks),
      },
    },
    spec,
  };
  try {
    const made = await client.create(collectionPath('workflowruns', namespace), body, {
      fieldManager: MANAGER,
    });
    return refOfRun(WorkflowRun.parse(made).metadata);
  } catch (error) {
    if (!(error instanceof UpstreamError) || error.code !== 'AlreadyExists') throw error;
    const before = await getObject(client, objectPath('workflowruns', namespace, name));
    const { metadata } = WorkflowRun.parse(before ?? { metadata: { name }, spec: {} });
    const ours = around.sealer.read({ namespace, name, version: '' }, metadata.annotations);
    if (ours?.key === key) return refOfRun(metadata);
    throw new UpstreamError('rejected', 'name-taken', `a run ${name} is there that is not ours`, {
      cause: error,
    });
  }
}
