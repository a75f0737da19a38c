import { until } from '../../until.ts';
import type { Json, JsonObject } from '../kubernetes/json.ts';
import { at } from '../kubernetes/json.ts';
import { type KubeApi, type KubeApiOptions, startKubeApi } from '../kubernetes/kube-api.ts';
import type { KubeClient } from '../kubernetes/kube-client.ts';
import { APPLICATIONS, type Resource, WORKFLOW_RUNS } from '../kubernetes/resources.ts';
import type { RunStatus, StepStatus } from './types.ts';
import { startVela, type Vela, type VelaOptions } from './vela.ts';

/** A cluster with KubeVela for its own tests. */
export type Stage = AsyncDisposable & {
  kube: KubeApi;
  vela: Vela;
  kubectl: KubeClient;
  create(resource: Resource, object: JsonObject): Promise<void>;
  patch(name: string, operations: readonly JsonObject[], resource?: Resource): Promise<number>;
  /** The status of a run, or of an Application's workflow. */
  status(name: string): RunStatus;
  /** The status as soon as it is so. */
  reached(name: string, is: (status: RunStatus) => boolean): Promise<RunStatus>;
};

export async function openStage(options: KubeApiOptions & VelaOptions = {}): Promise<Stage> {
  const kube = await startKubeApi({ namespaces: ['prod'], ...options });
  const vela = await startVela(kube, options);
  const kubectl = kube.client('kubectl');

  function find(name: string): Json | undefined {
    const run = kube.store.get(WORKFLOW_RUNS, 'prod', name)?.object;
    return run?.status ?? at(kube.store.get(APPLICATIONS, 'prod', name)?.object, 'status', 'workflow');
  }

  return {
    kube,
    vela,
    kubectl,
    async create(resource, object) {
      const { code, body } = await kubectl.create(resource, object);
      if (code !== 201) throw new Error(JSON.stringify(body));
    },
    async patch(name, operations, resource = WORKFLOW_RUNS) {
      const body = [...operations];
      return (await kubectl.patch(resource, 'prod', name, { type: 'json', body, subresource: 'status' }))
        .code;
    },
    status: (name) => find(name) as unknown as RunStatus,
    reached: (name, is) =>
      until(`the status of ${name}`, () => {
        const status = find(name) as unknown as RunStatus | undefined;
        return status !== undefined && is(status) && status;
      }),
    async [Symbol.asyncDispose]() {
      await vela[Symbol.asyncDispose]();
      await kube[Symbol.asyncDispose]();
    },
  };
}

export const suspending = ({ suspend, status }: RunStatus): boolean => suspend && status === 'suspending';
export const finished = (status: RunStatus): boolean => status.finished;

/** `ask=suspending/Suspend`, sub-steps in brackets. */
export function told(status: RunStatus): string[] {
  const one = ({ name, phase, reason, subSteps }: StepStatus): string => {
    const inner = subSteps === undefined ? '' : `[${subSteps.map(one).join(' ')}]`;
    return `${name}=${phase ?? ''}${reason === undefined ? '' : `/${reason}`}${inner}`;
  };
  return (status.steps ?? []).map(one);
}

/** A gate is let through as the command line does it for one step. */
export function resume(path: string): JsonObject[] {
  return [
    { op: 'test', path: `${path}/phase`, value: 'suspending' },
    { op: 'replace', path: `${path}/phase`, value: 'running' },
    { op: 'replace', path: '/status/suspend', value: false },
  ];
}

export function terminate(...paths: string[]): JsonObject[] {
  const steps = paths.flatMap((path) => [
    { op: 'replace', path: `${path}/phase`, value: 'failed' },
    { op: 'add', path: `${path}/reason`, value: 'Terminate' },
  ]);
  return [
    { op: 'replace', path: '/status/terminated', value: true },
    { op: 'replace', path: '/status/suspend', value: false },
    ...steps,
  ];
}
