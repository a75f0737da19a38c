import { type EngineBench, engineContract } from '../../contracts/engine.ts';
import { openContractStage } from '../../fakes/zadig/contract-stage.ts';
import type { ZadigVersion } from '../../fakes/zadig/version.ts';
import { quickClock, startEngine } from './bench.ts';

function bench(version: ZadigVersion): () => Promise<EngineBench> {
  return async () => {
    const stage = await openContractStage({ version, clock: quickClock() });
    const { gated, failsOnce, holds } = stage.workflows;
    const named = (key: string): string => `${stage.project}/${key}`;
    const workflows = { gated: named(gated), failsOnce: named(failsOnce), holds: named(holds) };
    const running = await startEngine({
      url: stage.zadig.url,
      token: stage.token,
      workflows: Object.values(workflows),
    });
    return {
      get engine() {
        return running.engine;
      },
      told: running.told,
      workflows,
      restart: () => running.restart(),
      release(ref) {
        const [, workflow = '', task] = ref.split('/');
        return stage.release(workflow, Number(task));
      },
      async [Symbol.asyncDispose]() {
        await running[Symbol.asyncDispose]();
        await stage[Symbol.asyncDispose]();
      },
    };
  };
}

engineContract('Zadig 5.0', bench('5.0'), { answers: false, keys: false });
engineContract('Zadig 4.1', bench('4.1'), { answers: false, keys: false });
