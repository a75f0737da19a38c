import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunSnapshot } from '../../../src/domain/run.ts';
import type { Engine } from '../../../src/engines/engine.ts';
import { createKubeVelaEngine } from '../../../src/engines/kubevela/kubevela-engine.ts';
import type { KubeVelaOptions } from '../../../src/engines/kubevela/options.ts';
import { RULES } from '../../../src/engines/kubevela/rules.ts';
import { type Log, silentLog } from '../../../src/log.ts';
import { type Clock, systemClock } from '../../../src/time.ts';
import type { Rule } from '../../fakes/kubernetes/access.ts';
import type { KubeApi } from '../../fakes/kubernetes/kube-api.ts';

/** The rights of the manifest, as the fake server takes them, in these namespaces. */
export function grantedRules(namespaces: readonly string[]): Rule[] {
  return RULES.map(({ resource, subresource, verbs }) => ({
    apiGroups: [resource === 'configmaps' ? '' : 'core.oam.dev'],
    resources: [subresource === undefined ? resource : `${resource}/${subresource}`],
    verbs,
    namespaces,
  }));
}

export type Running = AsyncDisposable & {
  readonly engine: Engine;
  readonly told: RunSnapshot[];
  restart(): Promise<void>;
};

export type BenchOptions = Partial<Omit<KubeVelaOptions, 'id'>> & {
  user?: string;
  clock?: Clock;
  log?: Log;
  /** Instead of the user's own. */
  kubeconfigToken?: string;
  /** What the observer does with a state before it counts as told. */
  take?: (snapshot: RunSnapshot) => Promise<void>;
};

export const USER = 'greenlight';

/** Runs an engine against a fake cluster, with exactly the rights of the manifest. */
export async function startEngine(kube: KubeApi, options: BenchOptions = {}): Promise<Running> {
  const { user = USER, clock = systemClock, log = silentLog, take, kubeconfigToken, ...rest } = options;
  const namespaces = rest.namespaces ?? ['prod'];
  kube.grant(user, grantedRules(namespaces));
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-kubevela-'));
  const kubeconfig = join(folder, 'kubeconfig');
  const text = JSON.stringify(kube.kubeconfig(user));
  const shown = kubeconfigToken === undefined ? text : text.replace(kube.tokenOf(user), kubeconfigToken);
  await writeFile(kubeconfig, shown);
  const told: RunSnapshot[] = [];
  async function start(): Promise<Engine> {
    const { engine } = createKubeVelaEngine(
      {
        id: 'cluster',
        access: { kubeconfig },
        namespaces,
        workflows: [],
        takesOver: [],
        secret: 'a secret of this installation',
        newest: async () => undefined,
        ...rest,
      },
      { clock, log },
    );
    await engine.start(async (snapshot) => {
      await take?.(snapshot);
      told.push(snapshot);
    });
    return engine;
  }
  let engine = await start();
  return {
    get engine() {
      return engine;
    },
    told,
    async restart() {
      await engine.stop();
      engine = await start();
    },
    async [Symbol.asyncDispose]() {
      await engine.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
