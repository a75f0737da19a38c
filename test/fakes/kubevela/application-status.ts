import { isObject, type Json, type JsonObject, textAt } from '../kubernetes/json.ts';
import { generationOf } from './run-controller.ts';
import type { Profile, RunStatus, SpecStep } from './types.ts';

/** How an Application shows its workflow, and which steps it has without one of its own. */

/** Without a workflow each topology is deployed, or each component applied. */
export function generatedSteps(spec: JsonObject): SpecStep[] {
  const policies = Array.isArray(spec.policies) ? spec.policies.filter(isObject) : [];
  const topologies = policies.filter((policy) => policy.type === 'topology');
  if (topologies.length > 0)
    return namesOf(topologies).map((name) => ({
      name: `deploy-${name}`,
      type: 'deploy',
      properties: { policies: [name] },
    }));
  const components = Array.isArray(spec.components) ? spec.components.filter(isObject) : [];
  return namesOf(components).map((name) => ({
    name,
    type: 'apply-component',
    properties: { component: name },
  }));
}

function namesOf(list: readonly JsonObject[]): string[] {
  return list.map((one) => textAt(one, 'name'));
}

/** An Application's workflow has its mode as one word, and the rest as a WorkflowRun. */
export function toRunStatus(workflow: JsonObject): RunStatus | undefined {
  const [steps = '', subSteps = ''] = textAt(workflow, 'mode').split('-');
  const { appRevision: _, mode: __, ...rest } = workflow;
  return {
    status: '',
    suspend: false,
    terminated: false,
    finished: false,
    ...(rest as Partial<RunStatus>),
    mode: { steps, subSteps },
  };
}

export function fromRunStatus(status: RunStatus, appRevision: string, profile: Profile): JsonObject {
  const { mode, conditions: _, status: phase, ...rest } = status;
  // KubeVela up to 1.4 told the workflow's phase only by the Application's.
  const told = profile === 'succeeded' ? {} : { status: phase };
  const shown = {
    ...rest,
    ...told,
    appRevision,
    mode: `${mode.steps ?? ''}-${mode.subSteps ?? ''}`,
  };
  return shown as unknown as JsonObject;
}

export function statusOf(app: JsonObject, status: JsonObject, phase: string): JsonObject {
  return { ...status, status: phase, observedGeneration: generationOf(app) };
}

export function ended(workflow: JsonObject): Json {
  return { ...workflow, terminated: true, finished: true };
}
