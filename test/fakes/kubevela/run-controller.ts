import type { Clock } from '../../../src/time.ts';
import { clone, isObject, type Json, type JsonObject, same, textAt } from '../kubernetes/json.ts';
import type { KubeClient } from '../kubernetes/kube-client.ts';
import { WORKFLOW_RUNS, WORKFLOWS } from '../kubernetes/resources.ts';
import { createContextStore } from './context-store.ts';
import { executePass, initialise } from './execute.ts';
import { parseGoDuration } from './go-duration.ts';
import { createInformer } from './informer.ts';
import { createMemory, type Memory } from './memory.ts';
import { deadlineOf, rfc3339, type StepWorld } from './run-step.ts';
import type { Scripts } from './scripts.ts';
import type { Mode, Profile, RunStatus, SpecStep, StepStatus } from './types.ts';
import { createWorkQueue } from './work-queue.ts';

/**
 * KubeVela's controller of WorkflowRuns (controllers/workflowrun_controller.go of kubevela/workflow): woken by its watch, it reads the run
 * from its cache, lets the engine make one pass, and writes the whole object's status once: 409 when somebody wrote in between.
 */
export type Controller = {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Looks at an object now, whatever its timers say. */
  wake(namespace: string, name: string): void;
  /** Resolves when it has nothing to do but wait for timers. */
  idle(): Promise<void>;
  /** How many passes it made, and how many status writes were refused. */
  readonly passes: number;
  readonly conflicts: number;
};

export type ControllerOptions = {
  client: KubeClient;
  clock: Clock;
  scripts: Scripts;
  profile: Profile;
  /** Its pauses are real ones times this: 1 second becomes 10 ms with 0.01. */
  tempo: number;
  workers: number;
  retries: number;
};

export function createRunController(options: ControllerOptions): Controller {
  const { client, clock, scripts, profile, tempo, workers, retries } = options;
  const contexts = createContextStore(client);
  const memories = new Map<string, Memory>();
  /** How many steps each run had when it was last written; what has fewer is an old copy. */
  const stepCounts = new Map<string, number>();
  const queue = createWorkQueue(clock, workers, reconcile);
  let passes = 0;
  let conflicts = 0;

  const informer = createInformer(client, WORKFLOW_RUNS, (key, before, after) => {
    if (after === undefined) memories.delete(key);
    else if (before === undefined || matters(before, after)) queue.add(key);
  });

  async function reconcile(key: string): Promise<void> {
    const cached = informer.get(key);
    if (cached === undefined || textAt(cached, 'metadata', 'deletionTimestamp') !== '') return;
    const run = clone(cached);
    if ((run.status as RunStatus | undefined)?.finished === true) return;
    passes += 1;
    try {
      const again = await pass(key, run);
      queue.forget(key);
      if (again !== undefined) queue.addAfter(key, again);
    } catch (error) {
      stepCounts.set(key, -1);
      if (error instanceof Conflict) conflicts += 1;
      queue.addRateLimited(key);
    }
  }

  /** Returns the milliseconds after which it wants to look again. */
  async function pass(key: string, run: JsonObject): Promise<number | undefined> {
    const found = await stepsOf(run);
    if (found === undefined) return await fail(run, 'failed to generate workflow instance');
    const before = run.status as RunStatus | undefined;
    const begins =
      before === undefined || ((before.startTime ?? '') === '' && (before.steps ?? []).length === 0);
    const status = initialise(before, found.mode, clock.now());
    if (begins) {
      stepCounts.delete(key);
      memories.delete(key);
    }
    const hadMessage = (status.message ?? '') !== '';
    const { context, reference } = await contexts.open(run, status.contextBackend);
    status.contextBackend = reference;
    if ((status.steps ?? []).length < (stepCounts.get(key) ?? 0)) return 1000 * tempo;
    const memory = memoryOf(key);
    const uid = textAt(run, 'metadata', 'uid');
    const [namespace = '', name = ''] = key.split('/');
    const world: StepWorld = {
      now: () => clock.now(),
      profile,
      context,
      memory,
      retries,
      script: (step) => scripts.outcome(step, { namespace, name, uid }),
    };
    const phase = executePass(found.steps, status, world);
    stepCounts.set(key, (status.steps ?? []).length);
    status.status = phase;
    delete status.message;
    await contexts.save(reference, context);
    switch (phase) {
      case 'suspending': {
        memories.delete(key);
        const wait = suspendWait(found.steps, status, world);
        await write(run, status, hadMessage);
        return wait;
      }
      case 'failed':
      case 'terminated':
      case 'succeeded':
        Object.assign(status, { finished: true, endTime: rfc3339(clock.now()) });
        if (phase === 'succeeded') status.conditions = [condition('True', 'Available')];
        memories.delete(key);
        stepCounts.delete(key);
        await write(run, status, hadMessage);
        return undefined;
      default:
        await write(run, status, hadMessage);
        return Math.max(1, ((memory.nextAt ?? clock.now() + 1000) - clock.now()) * tempo);
    }
  }

  /** The error of a run that cannot be begun stands in its conditions. */
  async function fail(run: JsonObject, message: string): Promise<never> {
    const before = run.status as RunStatus | undefined;
    const status = before ?? initialise(undefined, undefined, clock.now());
    status.status = 'initializing';
    status.conditions = [condition('False', 'ReconcileError', message)];
    await write(run, status, false);
    throw new Error(`reconcile WorkflowRun error, msg: ${message}`);
  }

  function condition(status: string, reason: string, message?: string): JsonObject {
    const base = { type: 'WorkflowRun', status, lastTransitionTime: rfc3339(clock.now()), reason };
    return message === undefined ? base : { ...base, message };
  }

  async function write(run: JsonObject, status: RunStatus, put: boolean): Promise<void> {
    const { namespace, name } = nameOf(run);
    const whole: JsonObject = { ...run, status: status as unknown as Json };
    const { code, body } = put
      ? await client.update(WORKFLOW_RUNS, whole, 'status')
      : await client.patch(WORKFLOW_RUNS, namespace, name, {
          type: 'merge',
          body: whole,
          subresource: 'status',
        });
    if (code === 409) throw new Conflict(textAt(body, 'message'));
    if (code !== 200 && code !== 404)
      throw new Error(`failed to patch workflowrun status: ${textAt(body, 'message')}`);
  }

  async function stepsOf(
    run: JsonObject,
  ): Promise<{ steps: SpecStep[]; mode: Mode | undefined } | undefined> {
    const spec = isObject(run.spec) ? run.spec : {};
    const mode = spec.mode as Mode | undefined;
    if (isObject(spec.workflowSpec))
      return { steps: (spec.workflowSpec.steps ?? []) as unknown as SpecStep[], mode };
    const ref = spec.workflowRef;
    if (typeof ref !== 'string') return undefined;
    const { code, body } = await client.get(WORKFLOWS, nameOf(run).namespace, ref);
    if (code !== 200) return undefined;
    return {
      steps: (body.steps ?? []) as unknown as SpecStep[],
      mode: mode ?? (body.mode as Mode | undefined),
    };
  }

  function memoryOf(key: string): Memory {
    const found = memories.get(key);
    if (found !== undefined) return found;
    const made = createMemory();
    memories.set(key, made);
    return made;
  }

  return {
    start: () => informer.start(),
    async stop() {
      informer.stop();
      await queue.stop();
    },
    wake: (namespace, name) => queue.add(`${namespace}/${name}`),
    idle: () => queue.idle(),
    get passes() {
      return passes;
    },
    get conflicts() {
      return conflicts;
    },
  };
}

export class Conflict extends Error {}

function nameOf(object: JsonObject): { namespace: string; name: string } {
  return { namespace: textAt(object, 'metadata', 'namespace'), name: textAt(object, 'metadata', 'name') };
}

/** The watch's predicate: of changes in the status those of its steps alone wake nobody. */
function matters(before: JsonObject, after: JsonObject): boolean {
  if ((after.status as RunStatus | undefined)?.finished === true) return false;
  if (same(generation(before), generation(after))) return !same(judged(before), judged(after));
  return true;
}

function generation(object: JsonObject): Json {
  return isObject(object.metadata) ? (object.metadata.generation ?? 0) : 0;
}

function judged(object: JsonObject): JsonObject {
  const metadata = isObject(object.metadata) ? object.metadata : {};
  const status = isObject(object.status) ? object.status : {};
  const { managedFields: _, resourceVersion: __, ...kept } = metadata;
  const { steps: ___, ...rest } = status;
  return { ...object, metadata: kept, status: rest };
}

/** When a suspended run must be looked at by itself: at the next timeout or end of a duration. Milliseconds; undefined: never. */
export function suspendWait(
  steps: readonly SpecStep[],
  status: RunStatus,
  world: StepWorld,
): number | undefined {
  const all = steps.flatMap((step) => [step, ...(step.subSteps ?? [])]);
  const shown = new Map<string, StepStatus>();
  for (const step of status.steps ?? [])
    for (const one of [step, ...(step.subSteps ?? [])]) shown.set(one.name, one);
  const waits = all.flatMap((step) => {
    const now = shown.get(step.name);
    const waiting = world.profile === 'suspending' ? now?.phase === 'suspending' : now?.phase === 'running';
    if (now === undefined || !waiting) return [];
    const deadline = deadlineOf(step, now);
    return [deadline, resumeAt(step, now, world)].filter((at) => at !== undefined && at >= world.now());
  });
  if (waits.length === 0) return undefined;
  // It must be over then, not about to be: times are whole seconds.
  return Math.max(1, Math.min(...waits.map((at) => at ?? 0)) - world.now() + 1);
}

function resumeAt(step: SpecStep, now: StepStatus, world: StepWorld): number | undefined {
  const stored = world.context.get(now.id, 'resumeTimeStamp');
  if (stored !== undefined) return Date.parse(stored);
  const told = step.properties?.duration;
  const duration = typeof told === 'string' ? parseGoDuration(told) : undefined;
  if (world.profile === 'suspending' || duration === undefined) return undefined;
  return Date.parse(now.firstExecuteTime ?? '') + duration;
}
