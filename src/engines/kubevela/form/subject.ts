/**
 * A WorkflowRun and the workflow of an Application are the same thing in two wrappers. This is the thing: what it shall do, how far it is, and
 * where its status stands in the object.
 */
import type {
  Application,
  ApplicationSpec,
  Condition,
  Metadata,
  Progress,
  Step,
  StepStatus,
  SubStep,
  SubStepStatus,
  Workflow,
  WorkflowRun,
} from '../document/documents.ts';
import { DEPLOY_TO_ENV, ENV_BINDING, envsOf } from './deploys-to.ts';

/** Templates of the object's own namespace, by name. */
export type FindTemplate = (namespace: string, name: string) => Workflow | undefined;

export type Subject = {
  kind: 'WorkflowRun' | 'Application';
  meta: Metadata;
  /** Where `progress` is, as a JSON pointer. */
  pointer: '/status' | '/status/workflow';
  /** In their order, as far as they are known: those of a template that is not there are not. */
  steps: readonly Step[];
  /** Undefined until the controller has begun. */
  progress: Progress | undefined;
  /** Go leaves an empty list out: where this is empty, the object has no such list. */
  conditions: readonly Condition[];
  modes: { steps: string; subSteps: string };
  /** Of an Application. */
  policies: ApplicationSpec['policies'];
  /** A newer definition is there that the controller has not taken up: what is shown here is about to be replaced, and asks nobody any more. */
  isOutdated: boolean;
};

const MODES = { steps: 'StepByStep', subSteps: 'DAG' };

export function subjectOfRun(run: WorkflowRun, templates: FindTemplate): Subject {
  const { metadata: meta, spec, status } = run;
  const template =
    spec.workflowSpec || spec.workflowRef === '' ? undefined : templates(meta.namespace, spec.workflowRef);
  // The template's mode counts only where the run has none.
  const asked = spec.mode.steps + spec.mode.subSteps === '' ? (template?.mode ?? spec.mode) : spec.mode;
  return {
    kind: 'WorkflowRun',
    meta,
    pointer: '/status',
    steps: spec.workflowSpec?.steps ?? template?.steps ?? [],
    progress: status ?? undefined,
    conditions: status?.conditions ?? [],
    modes: modesOf(status?.mode, asked),
    policies: [],
    isOutdated: false,
  };
}

export function subjectOfApplication(application: Application, templates: FindTemplate): Subject {
  const { metadata: meta, spec, status } = application;
  const { workflow } = spec;
  return {
    kind: 'Application',
    meta,
    pointer: '/status/workflow',
    steps: stepsOfApplication(spec, meta.namespace, templates),
    progress: status?.workflow ?? undefined,
    conditions: status?.conditions ?? [],
    modes: modesOf(status?.workflow?.mode, workflow?.mode),
    policies: spec.policies,
    isOutdated: isOutdated(application),
  };
}

export const PUBLISH_VERSION = 'app.oam.dev/publishVersion';

function isOutdated({ metadata: { annotations, generation = 0 }, status }: Application): boolean {
  const version = annotations[PUBLISH_VERSION] ?? '';
  const shown = status?.workflow?.appRevision ?? '';
  if (version !== '' && shown !== '' && !isVersion(shown, version)) return true;
  const observed = status?.observedGeneration ?? 0;
  return observed > 0 && observed < generation;
}

/** Newer versions of KubeVela add a fingerprint of the definition: `<version>-vf-<hash>`. */
export function isVersion(appRevision: string, version: string): boolean {
  return appRevision === version || appRevision.startsWith(`${version}-vf-`);
}

function modesOf(
  effective: Subject['modes'] | undefined,
  asked: Subject['modes'] | undefined,
): Subject['modes'] {
  return {
    steps: effective?.steps || asked?.steps || MODES.steps,
    subSteps: effective?.subSteps || asked?.subSteps || MODES.subSteps,
  };
}

/**
 * Its own steps, those of the workflow that it names, or those that KubeVela makes for it
 * (https://github.com/kubevela/kubevela/blob/master/pkg/workflow/step/generator.go).
 */
export function stepsOfApplication(
  { workflow, policies, components }: ApplicationSpec,
  namespace: string,
  templates: FindTemplate,
): readonly Step[] {
  if (workflow?.steps && workflow.steps.length > 0) return workflow.steps;
  if (workflow !== undefined && workflow.ref !== '') return templates(namespace, workflow.ref)?.steps ?? [];
  const topologies = policies.filter(({ type }) => type === 'topology');
  if (topologies.length > 0) return topologies.map(({ name }) => made(`deploy-${name}`, 'deploy'));
  const whole =
    policies.some(({ type }) => type === 'override') || components.some(({ type }) => type === 'ref-objects');
  if (whole) return [made('deploy', 'deploy')];
  const envs = policies
    .filter(({ type }) => type === ENV_BINDING)
    .flatMap(({ name, properties }) =>
      envsOf(properties).map((env) => made(`deploy-${name}-${env}`, DEPLOY_TO_ENV, { policy: name, env })),
    );
  if (envs.length > 0) return envs;
  return components.map(({ name }) => made(name, 'apply-component'));
}

function made(name: string, type: string, properties: Step['properties'] = {}): Step {
  return {
    name,
    type,
    mode: '',
    if: '',
    timeout: '',
    meta: { alias: '' },
    dependsOn: [],
    inputs: [],
    outputs: [],
    properties,
    subSteps: [],
  };
}

/** A step or sub-step of the status, and where it is. */
export type Place = {
  /** Names from the root joined with '/'. */
  path: string;
  /** JSON pointer into the object. */
  pointer: string;
  status: SubStepStatus;
  /** Its status has sub-steps of its own. */
  isGroup: boolean;
  /** Undefined where the object does not tell. */
  step: Step | SubStep | undefined;
};

/** Everything that was reached: each group right before its sub-steps. */
export function placesOf({
  pointer,
  progress,
  steps,
}: Pick<Subject, 'pointer' | 'progress' | 'steps'>): Place[] {
  return (progress?.steps ?? []).flatMap((status, index) => {
    const at = `${pointer}/steps/${index}`;
    const step = steps.find(({ name }) => name === status.name);
    return [
      { path: status.name, pointer: at, status, isGroup: isGroup(status), step },
      ...status.subSteps.map((sub, inner) => ({
        path: `${status.name}/${sub.name}`,
        pointer: `${at}/subSteps/${inner}`,
        status: sub,
        isGroup: false,
        step: step?.subSteps.find(({ name }) => name === sub.name),
      })),
    ];
  });
}

function isGroup({ type, subSteps }: StepStatus): boolean {
  return type === 'step-group' || subSteps.length > 0;
}
