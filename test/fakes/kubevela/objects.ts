import type { JsonObject } from '../kubernetes/json.ts';
import type { SpecStep } from './types.ts';

/** Objects as people write them, for tests. */

export type Extra = { labels?: Record<string, string>; annotations?: Record<string, string> };

function metadata(namespace: string, name: string, { labels, annotations }: Extra): JsonObject {
  return {
    name,
    namespace,
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations }),
  };
}

export function workflowRun(
  namespace: string,
  name: string,
  steps: readonly SpecStep[],
  extra: Extra & { mode?: JsonObject; context?: JsonObject } = {},
): JsonObject {
  const { mode, context } = extra;
  return {
    apiVersion: 'core.oam.dev/v1alpha1',
    kind: 'WorkflowRun',
    metadata: metadata(namespace, name, extra),
    spec: {
      ...(mode === undefined ? {} : { mode }),
      ...(context === undefined ? {} : { context }),
      workflowSpec: { steps: toJson(steps) },
    },
  };
}

/** A template. */
export function workflow(
  namespace: string,
  name: string,
  steps: readonly SpecStep[],
  extra: Extra = {},
): JsonObject {
  return {
    apiVersion: 'core.oam.dev/v1alpha1',
    kind: 'Workflow',
    metadata: metadata(namespace, name, extra),
    steps: toJson(steps),
  };
}

export function application(
  namespace: string,
  name: string,
  parts: { image: string; steps?: readonly SpecStep[]; publishVersion?: string },
  extra: Extra = {},
): JsonObject {
  const { image, steps, publishVersion } = parts;
  return {
    apiVersion: 'core.oam.dev/v1beta1',
    kind: 'Application',
    metadata: metadata(namespace, name, publishVersion === undefined ? extra : pinned(extra, publishVersion)),
    spec: {
      components: [{ name: 'web', type: 'webservice', properties: { image, port: 8080 } }],
      ...(steps === undefined ? {} : { workflow: { steps: toJson(steps) } }),
    },
  };
}

function toJson(steps: readonly SpecStep[]): JsonObject[] {
  return JSON.parse(JSON.stringify(steps)) as JsonObject[];
}

function pinned(extra: Extra, publishVersion: string): Extra {
  return { ...extra, annotations: { ...extra.annotations, 'app.oam.dev/publishVersion': publishVersion } };
}
