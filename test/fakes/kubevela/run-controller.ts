import { isObject, type Json, type JsonObject, same } from '../kubernetes/json.ts';
import { WORKFLOW_RUNS, WORKFLOWS } from '../kubernetes/resources.ts';
import { type Controller, checkWrite, createController } from './controller.ts';
import { rfc3339 } from './run-step.ts';
import type { Mode, RunStatus, SpecStep } from './types.ts';
import {
  conditionOf,
  createWorkflowRunner,
  nameOf,
  type RunnerOptions,
  type Workflow,
  withCondition,
} from './workflow-runner.ts';

/**
 * KubeVela's controller of WorkflowRuns (controllers/workflowrun_controller.go of kubevela/workflow): woken by its watch, it reads the run
 * from its cache, lets the engine make one pass, and writes the whole object's status once: 409 when somebody wrote in between.
 */
export function createRunController(options: RunnerOptions & { workers: number }): Controller {
  const { client, clock, workers } = options;
  const runner = createWorkflowRunner(options);

  async function reconcile(run: JsonObject): Promise<number | undefined> {
    const before = run.status as RunStatus | undefined;
    if (before?.finished === true || isDeleted(run)) return undefined;
    const workflow = await workflowOf(run);
    if (typeof workflow === 'string') return await fail(run, workflow);
    const missing = options.scripts.missing(workflow.steps);
    if (missing !== undefined)
      return await fail(run, `workflowstepdefinitions.core.oam.dev ${JSON.stringify(missing)} not found`);
    const { status, phase, wait, lostMessage, onTheWay } = await runner.pass(run, workflow, before);
    if (phase === 'skipped') return wait;
    let known = run;
    for (const now of onTheWay) known = await write(known, now, false);
    if (phase === 'failed' || phase === 'terminated' || phase === 'succeeded')
      Object.assign(status, { finished: true, endTime: rfc3339(clock.now()) });
    if (phase === 'succeeded')
      status.conditions = withCondition(
        status.conditions ?? [],
        conditionOf('WorkflowRun', 'True', 'Available', clock.now()),
      );
    await write(known, status, lostMessage);
    return wait;
  }

  /** The error of a run that cannot begin stands in its conditions. */
  async function fail(run: JsonObject, message: string): Promise<never> {
    const status = (run.status as RunStatus | undefined) ?? EMPTY;
    const condition = conditionOf('WorkflowRun', 'False', 'ReconcileError', clock.now(), message);
    const conditions = withCondition(status.conditions ?? [], condition);
    await write(run, { ...status, status: 'initializing', conditions }, false);
    throw new Error(`reconcile WorkflowRun error, msg: ${message}`);
  }

  /** Returns what the server made of it. */
  async function write(run: JsonObject, status: RunStatus, put: boolean): Promise<JsonObject> {
    const { namespace, name } = nameOf(run);
    // A time that is not set goes over the wire as null, which takes an old one away.
    const whole: JsonObject = { ...run, status: { endTime: null, ...(status as unknown as JsonObject) } };
    return checkWrite(
      put
        ? await client.update(WORKFLOW_RUNS, whole, 'status')
        : await client.patch(WORKFLOW_RUNS, namespace, name, {
            type: 'merge',
            body: whole,
            subresource: 'status',
          }),
    );
  }

  /** What is wrong where there is none. */
  async function workflowOf(run: JsonObject): Promise<Workflow | string> {
    const spec = isObject(run.spec) ? run.spec : {};
    const mode = spec.mode as Mode | undefined;
    if (isObject(spec.workflowSpec))
      return { steps: (spec.workflowSpec.steps ?? []) as unknown as SpecStep[], mode };
    const ref = spec.workflowRef;
    if (typeof ref !== 'string') return 'failed to generate workflow instance';
    const { code, body } = await client.get(WORKFLOWS, nameOf(run).namespace, ref);
    if (code !== 200) return `Workflow.core.oam.dev ${JSON.stringify(ref)} not found`;
    return {
      steps: (body.steps ?? []) as unknown as SpecStep[],
      mode: mode ?? (body.mode as Mode | undefined),
    };
  }

  return createController({
    client,
    clock,
    resource: WORKFLOW_RUNS,
    workers,
    matters,
    reconcile,
    failed: runner.failed,
    gone: runner.forget,
  });
}

const EMPTY: RunStatus = { mode: {}, status: '', suspend: false, terminated: false, finished: false };

export function isDeleted(object: JsonObject): boolean {
  return isObject(object.metadata) && object.metadata.deletionTimestamp !== undefined;
}

export function generationOf(object: JsonObject): Json {
  return isObject(object.metadata) ? (object.metadata.generation ?? 0) : 0;
}

/** What of `metadata` a watch's predicate looks at. */
export function judgedMetadata(object: JsonObject): JsonObject {
  const { managedFields: _, resourceVersion: __, ...kept } = isObject(object.metadata) ? object.metadata : {};
  return kept;
}

/** The watch's predicate: of changes in the status those of its steps alone wake nobody. */
function matters(before: JsonObject, after: JsonObject): boolean {
  if ((after.status as RunStatus | undefined)?.finished === true) return false;
  if (!same(generationOf(before), generationOf(after))) return true;
  return !same(judged(before), judged(after));
}

function judged(object: JsonObject): JsonObject {
  const { steps: _, ...rest } = isObject(object.status) ? object.status : {};
  return { ...object, metadata: judgedMetadata(object), status: rest };
}
