import type { Clock } from '../../../src/time.ts';
import { at, isObject, type JsonObject, textAt } from '../kubernetes/json.ts';
import type { KubeClient } from '../kubernetes/kube-client.ts';
import { createContextStore } from './context-store.ts';
import { executePass } from './execute.ts';
import { parseGoDuration } from './go-duration.ts';
import { createMemory, type Memory } from './memory.ts';
import { initialise } from './phases.ts';
import { deadlineOf, rfc3339, type StepWorld } from './run-step.ts';
import type { Scripts } from './scripts.ts';
import type { Mode, Profile, RunPhase, RunStatus, SpecStep, StepStatus } from './types.ts';

/** The workflow engine as both controllers use it: one pass over an object's workflow, and what it keeps in memory between passes. */
export type WorkflowRunner = {
  /** Makes one pass and changes `status`. */
  pass(owner: JsonObject, workflow: Workflow, status: RunStatus | undefined): Promise<Passed>;
  /** A write failed: the next copy may be old, and is taken as it is. */
  failed: (owner: JsonObject) => void;
  forget: (owner: JsonObject) => void;
};

export type Workflow = { steps: SpecStep[]; mode: Mode | undefined };

export type Passed = {
  status: RunStatus;
  phase: RunPhase;
  /** Milliseconds until it is to be looked at again without being woken. */
  wait: number | undefined;
  /** The status had a message that is gone: it has to be written with PUT, a merge patch would leave it. */
  lostMessage: boolean;
  /** What the status was on the way, where each step is written. */
  onTheWay: RunStatus[];
};

export type RunnerOptions = {
  client: KubeClient;
  clock: Clock;
  scripts: Scripts;
  profile: Profile;
  /** Its pauses are real ones times this: 1 second becomes 10 ms with 0.01. */
  tempo: number;
  /** Failing evaluations of a step that are followed by another one. */
  retries: number;
  /** The status is written after each step, not once after all (`EnablePatchStatusAtOnce`). */
  patchAtOnce: boolean;
};

export function createWorkflowRunner(options: RunnerOptions): WorkflowRunner {
  const { client, clock, scripts, profile, tempo, retries } = options;
  const contexts = createContextStore(client, () => clock.now());
  const memories = new Map<string, Memory>();
  /** How many steps each status had when it was last made; what has fewer is an old copy. */
  const stepCounts = new Map<string, number>();

  function memoryOf(key: string): Memory {
    const found = memories.get(key);
    if (found !== undefined) return found;
    const made = createMemory();
    memories.set(key, made);
    return made;
  }

  return {
    async pass(owner, { steps, mode }, before) {
      const key = keyOf(owner);
      if ((before?.startTime ?? '') === '' && (before?.steps ?? []).length === 0) {
        stepCounts.delete(key);
        memories.delete(key);
      }
      const status = initialise(before, mode, clock.now());
      if (status.finished) stepCounts.delete(key);
      const lostMessage = (status.message ?? '') !== '';
      const { context, reference } = await contexts.open(owner, status.contextBackend);
      status.contextBackend = reference;
      if ((status.steps ?? []).length < (stepCounts.get(key) ?? 0))
        return { status, phase: 'skipped', wait: 1000 * tempo, lostMessage: false, onTheWay: [] };
      const memory = memoryOf(key);
      const world: StepWorld = {
        now: () => clock.now(),
        profile,
        context,
        memory,
        retries,
        values: valuesOf(owner),
        script: (step) => scripts.outcome(step, nameOf(owner)),
      };
      const onTheWay: RunStatus[] = [];
      if (options.patchAtOnce)
        world.shown = (now) => onTheWay.push(structuredClone({ ...status, status: now }));
      const phase = executePass(steps, status, world);
      stepCounts.set(key, (status.steps ?? []).length);
      status.status = phase;
      delete status.message;
      await contexts.save(reference, context);
      const wait = waitAfter(phase, steps, status, world, tempo);
      if (phase !== 'executing') memories.delete(key);
      if (phase !== 'executing' && phase !== 'suspending') stepCounts.delete(key);
      return { status, phase, wait, lostMessage, onTheWay };
    },
    failed: (owner) => void stepCounts.set(keyOf(owner), -1),
    forget(owner) {
      memories.delete(keyOf(owner));
      stepCounts.delete(keyOf(owner));
    },
  };
}

function waitAfter(
  phase: RunPhase,
  steps: readonly SpecStep[],
  status: RunStatus,
  world: StepWorld,
  tempo: number,
): number | undefined {
  if (phase === 'suspending') return suspendWait(steps, status, world);
  if (phase !== 'executing') return undefined;
  const left = (world.memory.nextAt ?? 0) - world.now();
  return (left > 0 ? left : 1000) * tempo;
}

/** What steps read as `context`: the object's name and place, and what a run was started with. */
function valuesOf(owner: JsonObject): JsonObject {
  const { namespace, name } = nameOf(owner);
  const given = at(owner, 'spec', 'context');
  return { name, namespace, workflowName: '', publishVersion: '', ...(isObject(given) ? given : {}) };
}

export type ObjectName = { namespace: string; name: string; uid: string };

export function nameOf(object: JsonObject): ObjectName {
  return {
    namespace: textAt(object, 'metadata', 'namespace'),
    name: textAt(object, 'metadata', 'name'),
    uid: textAt(object, 'metadata', 'uid'),
  };
}

function keyOf(object: JsonObject): string {
  const { namespace, name } = nameOf(object);
  return `${namespace}/${name}`;
}

/** When something suspended must be looked at by itself: at the next timeout or end of a duration. Milliseconds; undefined: never. */
function suspendWait(steps: readonly SpecStep[], status: RunStatus, world: StepWorld): number | undefined {
  const shown = new Map<string, StepStatus>();
  for (const step of status.steps ?? [])
    for (const one of [step, ...(step.subSteps ?? [])]) shown.set(one.name, one);
  const ends = steps
    .flatMap((step) => [step, ...(step.subSteps ?? [])])
    .flatMap((step) => {
      const now = shown.get(step.name);
      const waits = world.profile === 'suspending' ? now?.phase === 'suspending' : now?.phase === 'running';
      return now === undefined || !waits ? [] : [deadlineOf(step, now), resumeAt(step, now, world)];
    })
    .filter((at) => at !== undefined);
  if (ends.length === 0) return undefined;
  // It must be over then, not about to be.
  return Math.max(1, Math.min(...ends) - world.now() + 1);
}

function resumeAt(step: SpecStep, now: StepStatus, world: StepWorld): number | undefined {
  const stored = world.context.get(now.id, 'resumeTimeStamp');
  if (stored !== undefined) return Date.parse(stored);
  const told = step.properties?.duration;
  const duration = typeof told === 'string' ? parseGoDuration(told) : undefined;
  if (world.profile === 'suspending' || duration === undefined) return undefined;
  return Date.parse(now.firstExecuteTime ?? '') + duration;
}

/** A condition as both kinds keep them. */
export function conditionOf(
  type: string,
  status: 'True' | 'False',
  reason: string,
  at: number,
  message?: string,
): JsonObject {
  const base = { type, status, lastTransitionTime: rfc3339(at), reason };
  return message === undefined ? base : { ...base, message };
}

/** A condition in a list, instead of the one of its type; one that says the same keeps its time. */
export function withCondition(list: readonly JsonObject[], added: JsonObject): JsonObject[] {
  const same = (one: JsonObject): boolean =>
    one.status === added.status && one.reason === added.reason && one.message === added.message;
  const index = list.findIndex((one) => one.type === added.type);
  if (index < 0) return [...list, added];
  return list.map((one, at) => (at === index && !same(one) ? added : one));
}
