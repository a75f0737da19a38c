import type { JsonObject } from './json.ts';
import { ADMIN, type KubeApi } from './kube-api.ts';

export type Told = { code: number; body: JsonObject; headers: Headers };

export type Asking = {
  user?: string;
  body?: unknown;
  type?: keyof typeof TYPES;
  headers?: Readonly<Record<string, string>>;
};

const TYPES = {
  json: 'application/json',
  'json-patch': 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

/** One request to the fake server over its socket. */
export async function ask(kube: KubeApi, method: string, path: string, asking: Asking = {}): Promise<Told> {
  const { user = ADMIN, body, type = 'json', headers } = asking;
  const response = await fetch(kube.url + path, {
    method,
    headers: {
      authorization: `Bearer ${kube.tokenOf(user)}`,
      'user-agent': 'greenlight/1.0',
      ...(body === undefined ? {} : { 'content-type': TYPES[type] }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json') === true;
  return {
    code: response.status,
    body: (json ? JSON.parse(text) : { text }) as JsonObject,
    headers: response.headers,
  };
}

export const RUNS = '/apis/core.oam.dev/v1alpha1/namespaces/prod/workflowruns';
export const APPS = '/apis/core.oam.dev/v1beta1/namespaces/prod/applications';

/** A run of one suspend step, with what a test wants otherwise. */
export function runOf(name: string, metadata: JsonObject = {}, spec?: JsonObject): JsonObject {
  return {
    apiVersion: 'core.oam.dev/v1alpha1',
    kind: 'WorkflowRun',
    metadata: { name, ...metadata },
    spec: spec ?? { workflowSpec: { steps: [{ name: 'ask', type: 'suspend' }] } },
  };
}

export const SUSPENDED: JsonObject = {
  mode: { steps: 'StepByStep', subSteps: 'DAG' },
  status: 'suspending',
  suspend: true,
  terminated: false,
  finished: false,
  steps: [{ id: 'k3v9w0q2za', name: 'ask', type: 'suspend', phase: 'suspending', reason: 'Suspend' }],
};

/** A run that waits at its suspend step. */
export async function suspendedRun(kube: KubeApi, name: string): Promise<JsonObject> {
  await ask(kube, 'POST', RUNS, { body: runOf(name) });
  return (await ask(kube, 'PATCH', `${RUNS}/${name}/status`, { body: { status: SUSPENDED }, type: 'merge' }))
    .body;
}
