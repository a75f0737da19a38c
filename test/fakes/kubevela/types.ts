import type { JsonObject } from '../kubernetes/json.ts';

/** KubeVela's own documents, as far as its controllers read and write them (kubevela/workflow, api/v1alpha1/types.go). */

export type Mode = { steps?: string; subSteps?: string };

export type SpecStep = {
  name: string;
  type: string;
  if?: string;
  timeout?: string;
  dependsOn?: string[];
  meta?: { alias?: string };
  inputs?: { from: string; parameterKey?: string }[];
  outputs?: { name: string; valueFrom: string }[];
  properties?: JsonObject;
  mode?: string | null;
  subSteps?: SpecStep[];
};

export type StepPhase = 'succeeded' | 'failed' | 'skipped' | 'running' | 'pending' | 'suspending';

export type StepStatus = {
  id: string;
  name: string;
  type?: string;
  phase?: StepPhase;
  message?: string;
  reason?: string;
  firstExecuteTime?: string;
  lastExecuteTime?: string;
  subSteps?: StepStatus[];
};

export type RunPhase =
  | ''
  | 'initializing'
  | 'executing'
  | 'suspending'
  | 'terminated'
  | 'failed'
  | 'succeeded'
  | 'skipped';

export type RunStatus = {
  mode: Mode;
  status: RunPhase;
  message?: string;
  suspend: boolean;
  terminated: boolean;
  finished: boolean;
  contextBackend?: JsonObject;
  steps?: StepStatus[];
  startTime?: string;
  endTime?: string;
  conditions?: JsonObject[];
};

/**
 * How a version of KubeVela shows a suspended step and lets it go on. `suspending`: since workflow 0.5 (KubeVela 1.8). `running`: up to
 * workflow 0.4 (KubeVela 1.5 to 1.7). `succeeded`: KubeVela up to 1.4, where only `suspend` of the whole workflow tells.
 */
export type Profile = 'suspending' | 'running' | 'succeeded';

/** Over for good (pkg/types/types.go, IsStepFinish): an error in a step's execution is tried again. */
export function isStepOver(status: StepStatus | undefined): boolean {
  if (status?.phase === 'failed') return (status.reason ?? '') !== '' && status.reason !== 'Execute';
  return status?.phase === 'succeeded' || status?.phase === 'skipped';
}
