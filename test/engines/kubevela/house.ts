import assert from 'node:assert/strict';
import type { RunSnapshot } from '../../../src/domain/run.ts';
import type { JsonObject } from '../../fakes/kubernetes/json.ts';
import { type KubeApi, type KubeApiOptions, startKubeApi } from '../../fakes/kubernetes/kube-api.ts';
import { type Resource, WORKFLOW_RUNS } from '../../fakes/kubernetes/resources.ts';
import { CONTRACT_BEHAVIOURS } from '../../fakes/kubevela/contract-stage.ts';
import { workflowRun } from '../../fakes/kubevela/objects.ts';
import type { SpecStep } from '../../fakes/kubevela/types.ts';
import { startVela, type Vela, type VelaOptions } from '../../fakes/kubevela/vela.ts';
import { until } from '../../until.ts';
import { type BenchOptions, type Running, startEngine } from './bench.ts';

/** A cluster with KubeVela in it, and people's hands on it. */
export type House = AsyncDisposable & {
  kube: KubeApi;
  vela: Vela;
  engine(options?: BenchOptions): Promise<Running>;
  /** As somebody with kubectl. */
  apply(resource: Resource, object: JsonObject): Promise<void>;
  /** A run that the bot did not start. */
  run(name: string, steps: readonly SpecStep[], extra?: Parameters<typeof workflowRun>[3]): Promise<void>;
  object(resource: Resource, name: string): JsonObject;
};

export const MESSAGE: SpecStep = {
  name: 'before',
  type: 'print-message-in-status',
  properties: { message: 'built' },
};
export const ASK: SpecStep = { name: 'ask', type: 'suspend' };

export async function openHouse(options: KubeApiOptions & VelaOptions = {}): Promise<House> {
  const kube = await startKubeApi({ namespaces: ['prod', 'staging', 'other'], ...options });
  const vela = await startVela(kube, {
    ...options,
    behaviours: { ...CONTRACT_BEHAVIOURS, ...options.behaviours },
  });
  const engines: Running[] = [];
  const apply = async (resource: Resource, object: JsonObject): Promise<void> => {
    const { code, body } = await kube.client('kubectl').create(resource, object);
    assert.equal(code, 201, JSON.stringify(body));
  };
  return {
    kube,
    vela,
    apply,
    async engine(more) {
      const running = await startEngine(kube, more);
      engines.push(running);
      return running;
    },
    run: (name, steps, extra) => apply(WORKFLOW_RUNS, workflowRun('prod', name, steps, extra)),
    object(resource, name) {
      const found = kube.store.get(resource, 'prod', name);
      assert.ok(found, name);
      return found.object;
    },
    async [Symbol.asyncDispose]() {
      for (const running of engines) await running[Symbol.asyncDispose]();
      await vela[Symbol.asyncDispose]();
      await kube[Symbol.asyncDispose]();
    },
  };
}

/** What was told of the run of this name that fits, the newest. */
export function toldOf(
  running: Running,
  name: string,
  is: (snapshot: RunSnapshot) => boolean,
): Promise<RunSnapshot> {
  return until(`word of ${name}`, () =>
    running.told.findLast((snapshot) => snapshot.ref.split('/')[2] === name && is(snapshot)),
  );
}

export const waits = ({ gates }: RunSnapshot): boolean => gates.length > 0;
export const isOver = ({ endedAt }: RunSnapshot): boolean => endedAt !== undefined;
