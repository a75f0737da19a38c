import { at, clone, isObject, type JsonObject, same, textAt } from '../kubernetes/json.ts';
import { APPLICATIONS, WORKFLOWS } from '../kubernetes/resources.ts';
import { ended, fromRunStatus, generatedSteps, statusOf, toRunStatus } from './application-status.ts';
import { type Controller, checkWrite, createController } from './controller.ts';
import { createRevisions, publishVersionOf } from './revisions.ts';
import { generationOf, isDeleted, judgedMetadata } from './run-controller.ts';
import { rfc3339 } from './run-step.ts';
import type { Mode, RunPhase, SpecStep } from './types.ts';
import {
  conditionOf,
  createWorkflowRunner,
  nameOf,
  type RunnerOptions,
  type Workflow,
  withCondition,
} from './workflow-runner.ts';

/**
 * KubeVela's controller of Applications, as far as their workflows go (application_controller.go): it keeps a revision of each change, begins
 * the workflow anew with it, and shows the workflow under `status.workflow`.
 */
export function createApplicationController(options: RunnerOptions & { workers: number }): Controller {
  const { client, clock, workers, tempo, profile } = options;
  const runner = createWorkflowRunner(options);
  const revisions = createRevisions(client);

  async function reconcile(app: JsonObject): Promise<number | undefined> {
    if (isDeleted(app)) {
      await withFinalizers(app, []);
      return undefined;
    }
    if (at(app, 'metadata', 'annotations', 'app.oam.dev/controller-version-require') !== undefined)
      return undefined;
    if (!finalizersOf(app).includes(FINALIZER)) {
      await withFinalizers(app, [...finalizersOf(app), FINALIZER]);
      return RESYNC_MS * tempo;
    }
    const seen = isObject(app.status) ? clone(app.status) : {};
    let current = app;
    const latest = await revisions.latest(app);
    const revision = await revisions.current(app, latest);
    let status: JsonObject = isObject(app.status) ? app.status : {};
    if (revision !== latest) {
      status.latestRevision = { name: revision.name, revision: revision.number, revisionHash: revision.hash };
      status.conditions = ready(status, ['Parsed', 'Revision']);
      current = await write(current, status, 'rendering', false);
      status = isObject(current.status) ? current.status : {};
    }
    const token = publishVersionOf(app) || revision.name;
    if (at(status, 'workflow', 'appRevision') !== token) {
      if (
        isObject(status.workflow) &&
        latest !== undefined &&
        at(latest.object, 'status', 'workflow') === undefined
      )
        await revisions.settle(latest, ended(status.workflow), false);
      status.workflow = { appRevision: token };
    }
    const workflow = await workflowOf(app);
    if (workflow === undefined) throw new Error('the workflow of the application cannot be read');
    const before = toRunStatus(isObject(status.workflow) ? status.workflow : {});
    const passed = await runner.pass(current, workflow, before);
    if (passed.phase === 'skipped') return passed.wait;
    const shown = fromRunStatus(passed.status, token, profile);
    const over = passed.phase === 'failed' || passed.phase === 'terminated' || passed.phase === 'succeeded';
    if (over && (passed.status.endTime ?? '') === '') {
      Object.assign(shown, { finished: true, endTime: rfc3339(clock.now()) });
      await revisions.settle(revision, shown, passed.phase === 'succeeded');
    }
    status.workflow = shown;
    status.conditions = ready(status, [
      'Policy',
      'Render',
      ...(passed.phase === 'succeeded' ? ['Workflow', 'Ready'] : []),
    ]);
    const phase = PHASES[passed.phase] ?? 'runningWorkflow';
    if (!same(seen, statusOf(current, status, phase)))
      await write(current, status, phase, passed.lostMessage);
    return passed.wait ?? RESYNC_MS * tempo;
  }

  function ready(status: JsonObject, types: readonly string[]): JsonObject[] {
    const known = Array.isArray(status.conditions) ? status.conditions.filter(isObject) : [];
    return types.reduce(
      (list, type) =>
        withCondition(
          list,
          conditionOf(type, 'True', type === 'Ready' ? 'ReconcileSuccess' : 'Available', clock.now()),
        ),
      known,
    );
  }

  /** Whole, with the version that it knows; returns what the server made of it. */
  async function write(
    app: JsonObject,
    status: JsonObject,
    phase: string,
    put: boolean,
  ): Promise<JsonObject> {
    const { namespace, name } = nameOf(app);
    const whole: JsonObject = {
      ...app,
      status: { ...status, status: phase, observedGeneration: generationOf(app) },
    };
    const reply = put
      ? await client.update(APPLICATIONS, whole, 'status')
      : await client.patch(APPLICATIONS, namespace, name, {
          type: 'merge',
          body: whole,
          subresource: 'status',
        });
    return checkWrite(reply);
  }

  async function withFinalizers(app: JsonObject, finalizers: string[]): Promise<void> {
    const metadata = isObject(app.metadata) ? app.metadata : {};
    const annotations = {
      'oam.dev/kubevela-version': 'v1.10.2',
      ...(isObject(metadata.annotations) ? metadata.annotations : {}),
    };
    checkWrite(
      await client.update(APPLICATIONS, { ...app, metadata: { ...metadata, annotations, finalizers } }),
    );
  }

  async function workflowOf(app: JsonObject): Promise<Workflow | undefined> {
    const spec = isObject(app.spec) ? app.spec : {};
    const told = isObject(spec.workflow) ? spec.workflow : {};
    const mode = told.mode as Mode | undefined;
    const ref = told.ref;
    if (typeof ref === 'string' && ref !== '') {
      const { code, body } = await client.get(WORKFLOWS, nameOf(app).namespace, ref);
      if (code !== 200) return undefined;
      return {
        steps: (body.steps ?? []) as unknown as SpecStep[],
        mode: mode ?? (body.mode as Mode | undefined),
      };
    }
    const steps = (told.steps ?? []) as unknown as SpecStep[];
    return { steps: steps.length > 0 ? steps : generatedSteps(spec), mode };
  }

  return createController({
    client,
    clock,
    resource: APPLICATIONS,
    workers,
    matters,
    reconcile,
    failed: runner.failed,
    gone: runner.forget,
  });
}

const FINALIZER = 'app.oam.dev/resource-tracker-finalizer';

/** How often an Application is looked at when nothing happens (`--application-re-sync-period`). */
const RESYNC_MS = 300_000;

const PHASES: Partial<Record<RunPhase, string>> = {
  suspending: 'workflowSuspending',
  terminated: 'workflowTerminated',
  failed: 'workflowFailed',
  executing: 'runningWorkflow',
  succeeded: 'running',
};

function finalizersOf(app: JsonObject): string[] {
  const found = at(app, 'metadata', 'finalizers');
  return Array.isArray(found) ? found.map(String) : [];
}

/** The watch's predicate: what only the workflow's own progress changes wakes nobody. */
function matters(before: JsonObject, after: JsonObject): boolean {
  if (!same(generationOf(before), generationOf(after))) return true;
  const [old, now] = [textAt(before, 'status', 'status'), textAt(after, 'status', 'status')];
  if (now === 'rendering' || (old === 'rendering' && now === 'runningWorkflow')) return false;
  return !same(judged(before), judged(after));
}

function judged(app: JsonObject): JsonObject {
  const { appliedResources: _, services: __, workflow, ...status } = isObject(app.status) ? app.status : {};
  const {
    steps: ___,
    contextBackend: ____,
    message: _____,
    endTime: ______,
    ...rest
  } = isObject(workflow) ? workflow : {};
  return {
    ...app,
    metadata: judgedMetadata(app),
    status: { ...status, workflow: isObject(workflow) ? rest : null },
  };
}
