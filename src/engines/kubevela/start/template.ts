/** What runs are made of: a Workflow of the cluster or a file here. */
import type { Json } from '../../../domain/run.ts';
import type { ApiClient } from '../client/api-client.ts';
import { Workflow } from '../document/documents.ts';
import { objectPath } from '../document/resources.ts';
import { getObject } from '../objects.ts';
import { type Data, isData } from './place.ts';

export type Template = {
  name: string;
  namespace: string;
  mode: Data | undefined;
  /** As they were written: what we do not know of them goes along. */
  steps: Json[];
  context: Data;
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
};

/** As it is in the cluster now; undefined where there is none. */
export async function readTemplate(
  client: ApiClient,
  place: { namespace: string; name: string },
): Promise<Template | undefined> {
  const object = await getObject(client, objectPath('workflows', place.namespace, place.name));
  return object === undefined ? undefined : templateOfObject(object)?.template;
}

/** Undefined for what is no Workflow. */
export function templateOfObject(object: Json): { template: Template; workflow: Workflow } | undefined {
  const read = Workflow.safeParse(object);
  if (!read.success || !isData(object)) return undefined;
  const { name, namespace } = read.data.metadata;
  const { mode, steps } = object;
  const template = {
    name,
    namespace,
    mode: isData(mode) ? mode : undefined,
    steps: Array.isArray(steps) ? steps : [],
    context: {},
    labels: {},
    annotations: {},
  };
  return { template, workflow: { ...read.data, metadata: { ...read.data.metadata, managedFields: [] } } };
}

/** Without its webhook KubeVela leaves steps without a name, and then knows none of them again (mutating_handler.go of kubevela/workflow). */
export function namedSteps(steps: readonly Json[], prefix = 'step'): Json[] {
  return steps.map((step, index) => {
    if (!isData(step)) return step;
    const name =
      typeof step['name'] === 'string' && step['name'] !== '' ? step['name'] : `${prefix}-${index}`;
    const { subSteps } = step;
    const inner = Array.isArray(subSteps) ? { subSteps: namedSteps(subSteps, `${prefix}-${index}`) } : {};
    return { ...step, name, ...inner };
  });
}
