import { type EngineBench, engineContract } from '../../contracts/engine.ts';
import { openContractStage } from '../../fakes/kubevela/contract-stage.ts';
import { startEngine } from './bench.ts';

async function bench(): Promise<EngineBench> {
  const stage = await openContractStage();
  const running = await startEngine(stage.kube);
  return {
    get engine() {
      return running.engine;
    },
    told: running.told,
    workflows: stage.workflows,
    restart: () => running.restart(),
    release: (ref) => stage.release(ref.split('/')[3] ?? ''),
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      await stage[Symbol.asyncDispose]();
    },
  };
}

engineContract('KubeVela', bench);
