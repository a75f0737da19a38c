import { clone, isObject, type JsonObject, textAt } from '../kubernetes/json.ts';
import type { KubeClient, Reply } from '../kubernetes/kube-client.ts';
import { APPLICATIONS, CONFIG_MAPS, type Resource, WORKFLOW_RUNS } from '../kubernetes/resources.ts';
import { isStepOver, type Profile, type RunStatus, type StepStatus } from './types.ts';

/**
 * `vela workflow resume|terminate|restart|suspend` as the command line writes it (pkg/utils/operation.go of kubevela/workflow): it reads the
 * object and sends it back whole, with the version that it read. A refused write is sent again as it is, and refused again.
 */
export type VelaCommands = {
  /** All suspended steps, or one. */
  resume(name: string, step?: string): Promise<Done>;
  suspend(name: string): Promise<Done>;
  terminate(name: string): Promise<Done>;
  /** From the beginning. */
  restart(name: string): Promise<Done>;
};

export type Done = { done: true } | { done: false; code: number; message: string };

export type VelaCommandsOptions = {
  client: KubeClient;
  namespace: string;
  kind: 'WorkflowRun' | 'Application';
  profile?: Profile;
};

export function createVelaCommands({
  client,
  namespace,
  kind,
  profile = 'suspending',
}: VelaCommandsOptions): VelaCommands {
  const resource: Resource = kind === 'WorkflowRun' ? WORKFLOW_RUNS : APPLICATIONS;

  async function edit(name: string, change: (status: RunStatus) => string | undefined): Promise<Done> {
    const { code, body } = await client.get(resource, namespace, name);
    if (code !== 200) return refusal({ code, body });
    const object = clone(body);
    const status = statusIn(object, kind);
    if (status === undefined) return refused('the workflow is not running');
    const wrong = change(status);
    if (wrong !== undefined) return refused(wrong);
    let reply: Reply = { code: 0, body: {} };
    for (let i = 0; i < SENDINGS; i += 1) {
      reply = await client.patch(resource, namespace, name, {
        type: 'merge',
        body: object,
        subresource: 'status',
      });
      if (reply.code !== 409) break;
    }
    return reply.code === 200 ? { done: true } : refusal(reply);
  }

  return {
    resume: (name, step) =>
      edit(name, (status) => {
        if (status.terminated) return 'can not resume a terminated workflow';
        if (!status.suspend) return 'the workflow is not suspending';
        status.suspend = false;
        const found = resumeSteps(status.steps ?? [], step, profile);
        return step === undefined || found ? undefined : `can not find step ${step}`;
      }),
    suspend: (name) =>
      edit(name, (status) => {
        if (status.terminated) return 'can not suspend a terminated workflow';
        status.suspend = true;
        if (profile === 'suspending')
          for (const one of all(status.steps ?? [])) if (one.phase === 'running') one.phase = 'suspending';
        return undefined;
      }),
    terminate: (name) =>
      edit(name, (status) => {
        Object.assign(status, { terminated: true, suspend: false });
        for (const one of all(status.steps ?? [])) terminateStep(one);
        return undefined;
      }),
    async restart(name) {
      const { code, body } = await client.get(resource, namespace, name);
      if (code !== 200) return refusal({ code, body });
      const object = clone(body);
      if (kind === 'Application') {
        if (isObject(object.status)) delete object.status.workflow;
      } else {
        const backend = textAt(object, 'status', 'contextBackend', 'name');
        if (backend !== '') await client.delete(CONFIG_MAPS, namespace, backend);
        object.status = {
          mode: {},
          status: '',
          suspend: false,
          terminated: false,
          finished: false,
          startTime: null,
          endTime: null,
        };
      }
      const reply = await client.update(resource, object, 'status');
      return reply.code === 200 ? { done: true } : refusal(reply);
    },
  };
}

/** client-go's DefaultBackoff: four times in all. */
const SENDINGS = 4;

function statusIn(object: JsonObject, kind: VelaCommandsOptions['kind']): RunStatus | undefined {
  const { status } = object;
  const found = kind === 'WorkflowRun' ? status : isObject(status) ? status.workflow : undefined;
  return isObject(found) ? (found as unknown as RunStatus) : undefined;
}

function resumeSteps(steps: readonly StepStatus[], name: string | undefined, profile: Profile): boolean {
  let found = false;
  for (const step of steps) {
    for (const one of [step, ...(step.subSteps ?? [])]) {
      if (name !== undefined && one.name !== name) continue;
      if (profile === 'suspending' && one.phase === 'suspending') {
        found = true;
        one.phase = 'running';
        // A group goes on with all of it that is not over.
        for (const sub of one.subSteps ?? []) if (!isStepOver(sub)) sub.phase = 'running';
      }
      if (profile === 'running' && one.type === 'suspend' && one.phase === 'running') {
        found = true;
        one.phase = 'succeeded';
      }
    }
  }
  return found;
}

function terminateStep(step: StepStatus): void {
  if (step.phase === 'running' || step.phase === 'suspending')
    Object.assign(step, { phase: 'failed', reason: 'Terminate' });
  else if (step.phase === 'failed' && step.reason !== 'FailedAfterRetries' && step.reason !== 'Timeout')
    step.reason = 'Terminate';
}

function all(steps: readonly StepStatus[]): StepStatus[] {
  return steps.flatMap((step) => [step, ...(step.subSteps ?? [])]);
}

function refused(message: string): Done {
  return { done: false, code: 0, message };
}

function refusal({ code, body }: Reply): Done {
  return { done: false, code, message: textAt(body, 'message') };
}
