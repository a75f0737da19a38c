import { type Clock, systemClock } from '../../../src/time.ts';
import type { KubeApi } from '../kubernetes/kube-api.ts';
import { createApplicationController } from './application-controller.ts';
import type { Controller } from './controller.ts';
import { createRunController } from './run-controller.ts';
import { type Behaviour, createScripts } from './scripts.ts';
import type { Profile } from './types.ts';

/** KubeVela's controllers at work in a cluster. */
export type Vela = AsyncDisposable & {
  readonly runs: Controller;
  readonly applications: Controller;
  /** What steps of this type do from now on. */
  script(type: string, behaviour: Behaviour): void;
  /** Lets the steps that hold in this run come to their end: all, or one. */
  release(namespace: string, name: string, step?: string): void;
  /** Resolves when all controllers have nothing to do but wait for timers. */
  idle(): Promise<void>;
  /** The controllers stop and forget what was in their memory; `start` lets new ones begin. */
  stop(): Promise<void>;
  start(): Promise<void>;
};

export type VelaOptions = {
  clock?: Clock;
  profile?: Profile;
  behaviours?: Readonly<Record<string, Behaviour>>;
  /** Pauses of the controllers are real ones times this. */
  tempo?: number;
  workers?: number;
  /** Failing evaluations of a step that are followed by another one. */
  retries?: number;
  /** The controllers write a run's status after each step, not once after all. */
  patchAtOnce?: boolean;
};

/** As in a test that has no patience: a second is ten milliseconds. */
const DEFAULT_TEMPO = 0.01;

export async function startVela(kube: KubeApi, options: VelaOptions = {}): Promise<Vela> {
  const {
    clock = systemClock,
    profile = 'suspending',
    behaviours,
    tempo = DEFAULT_TEMPO,
    workers = 4,
    retries = 10,
    patchAtOnce = false,
  } = options;
  const scripts = createScripts(behaviours);
  const common = { clock, scripts, profile, tempo, workers, retries, patchAtOnce };
  const makeRuns = (): Controller => createRunController({ client: kube.client('vela-workflow'), ...common });
  const makeApplications = (): Controller =>
    createApplicationController({ client: kube.client('vela-core'), ...common });
  let runs = makeRuns();
  let applications = makeApplications();
  const stop = async (): Promise<void> => void (await Promise.all([runs.stop(), applications.stop()]));
  await Promise.all([runs.start(), applications.start()]);
  return {
    get runs() {
      return runs;
    },
    get applications() {
      return applications;
    },
    script: (type, behaviour) => scripts.set(type, behaviour),
    release(namespace, name, step) {
      scripts.release(name, step);
      runs.wake(namespace, name);
      applications.wake(namespace, name);
    },
    async idle() {
      await Promise.all([runs.idle(), applications.idle()]);
    },
    stop,
    async start() {
      runs = makeRuns();
      applications = makeApplications();
      await Promise.all([runs.start(), applications.start()]);
    },
    [Symbol.asyncDispose]: stop,
  };
}
