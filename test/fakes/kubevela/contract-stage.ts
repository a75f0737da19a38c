import type { EngineBench } from '../../contracts/engine.ts';
import { isObject, textAt } from '../kubernetes/json.ts';
import { type KubeApi, type KubeApiOptions, startKubeApi } from '../kubernetes/kube-api.ts';
import { WORKFLOW_RUNS, WORKFLOWS } from '../kubernetes/resources.ts';
import { workflow } from './objects.ts';
import type { SpecStep } from './types.ts';
import { startVela, type Vela, type VelaOptions } from './vela.ts';

/**
 * A cluster with KubeVela and the workflows of the engines' contract as templates in one namespace: all of an `EngineBench` but the engine
 * and what it told.
 */
export type ContractStage = AsyncDisposable &
  Pick<EngineBench, 'workflows'> & {
    kube: KubeApi;
    vela: Vela;
    namespace: string;
    /** Lets the `hold` step of a run come to its end; the run by its uid or its name. */
    release(run: string): Promise<void>;
  };

/** The types of steps that only tests have. */
export const CONTRACT_BEHAVIOURS = {
  'test-hold': 'holds',
  'test-fail-once': { fails: 1, how: 'for-good', message: 'the first time fails' },
} as const;

const after: SpecStep = { name: 'after', type: 'print-message-in-status', properties: { message: 'done' } };

const TEMPLATES: Readonly<Record<string, readonly SpecStep[]>> = {
  gated: [
    { name: 'before', type: 'print-message-in-status', properties: { message: 'built' } },
    { name: 'ask', type: 'suspend', properties: { message: 'Shall it go on?' } },
    after,
  ],
  'fails-once': [{ name: 'once', type: 'test-fail-once' }, after],
  holds: [{ name: 'hold', type: 'test-hold' }, after],
};

export async function openContractStage(options: KubeApiOptions & VelaOptions = {}): Promise<ContractStage> {
  const namespace = 'prod';
  const kube = await startKubeApi({ ...options, namespaces: [namespace] });
  const vela = await startVela(kube, {
    ...options,
    behaviours: { ...CONTRACT_BEHAVIOURS, ...options.behaviours },
  });
  const kubectl = kube.client('kubectl');
  for (const [name, steps] of Object.entries(TEMPLATES)) {
    const { code, body } = await kubectl.create(WORKFLOWS, workflow(namespace, name, steps));
    if (code !== 201) throw new Error(textAt(body, 'message'));
  }
  return {
    kube,
    vela,
    namespace,
    workflows: { gated: 'gated', failsOnce: 'fails-once', holds: 'holds' },
    release(run) {
      const found = kube.store.list(WORKFLOW_RUNS).find(({ object, name }) => {
        const metadata = isObject(object.metadata) ? object.metadata : {};
        return name === run || metadata.uid === run;
      });
      if (found === undefined) return Promise.reject(new Error(`the cluster has no run ${run}`));
      vela.release(found.namespace, found.name);
      return Promise.resolve();
    },
    async [Symbol.asyncDispose]() {
      await vela[Symbol.asyncDispose]();
      await kube[Symbol.asyncDispose]();
    },
  };
}
