/**
 * KubeVela's objects as far as we read them. Loose on purpose: what a version leaves out or adds is no mistake of the object's.
 * https://github.com/kubevela/workflow/blob/main/api/v1alpha1/types.go
 * https://github.com/kubevela/kubevela/blob/master/apis/core.oam.dev/common/types.go
 */
import { z } from 'zod';
import type { Json } from '../../../domain/run.ts';

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);
const pairs = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => value ?? {});
const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((value) => value ?? []);
const data = z
  .custom<{ [key: string]: Json }>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  )
  .nullish()
  .transform((value) => value ?? {});

export const ManagedField = z.object({
  manager: text,
  operation: text,
  subresource: text,
  time: text,
  fieldsV1: data,
});
export type ManagedField = z.output<typeof ManagedField>;

export const Metadata = z.object({
  name: z.string(),
  namespace: text,
  uid: text,
  resourceVersion: text,
  generation: z
    .number()
    .nullish()
    .transform((value) => value ?? undefined),
  generateName: text,
  creationTimestamp: text,
  labels: pairs,
  annotations: pairs,
  managedFields: list(ManagedField),
});
export type Metadata = z.output<typeof Metadata>;

const stepBase = {
  name: text,
  type: text,
  meta: z
    .object({ alias: text })
    .nullish()
    .transform((value) => value ?? { alias: '' }),
  if: text,
  timeout: text,
  dependsOn: list(z.string()),
  inputs: list(z.object({ from: text, parameterKey: text })),
  outputs: list(z.object({ name: text })),
  properties: data,
};

export const SubStep = z.object(stepBase);
export type SubStep = z.output<typeof SubStep>;

export const Step = z.object({ ...stepBase, mode: text, subSteps: list(SubStep) });
export type Step = z.output<typeof Step>;

const stepStatusBase = {
  id: text,
  name: text,
  type: text,
  phase: text,
  reason: text,
  message: text,
  firstExecuteTime: text,
  lastExecuteTime: text,
};

export const SubStepStatus = z.object(stepStatusBase);
export type SubStepStatus = z.output<typeof SubStepStatus>;

export const StepStatus = z.object({ ...stepStatusBase, subSteps: list(SubStepStatus) });
export type StepStatus = z.output<typeof StepStatus>;

const modes = z
  .object({ steps: text, subSteps: text })
  .nullish()
  .transform((value) => value ?? { steps: '', subSteps: '' });

/** A run says its modes as an object, an Application as `StepByStep-DAG`, before 1.5 as `StepByStep`. */
const effectiveModes = z.union([
  z.string().transform((value) => {
    const [steps = '', subSteps = ''] = value.split('-');
    return { steps, subSteps };
  }),
  modes,
]);

export const Condition = z.object({
  type: text,
  status: text,
  reason: text,
  message: text,
  lastTransitionTime: text,
});
export type Condition = z.output<typeof Condition>;

export const Progress = z.object({
  appRevision: text,
  mode: effectiveModes,
  status: text,
  message: text,
  suspend: flag,
  terminated: flag,
  finished: flag,
  contextBackend: z
    .object({ name: text })
    .nullish()
    .transform((value) => value ?? { name: '' }),
  steps: list(StepStatus),
  startTime: text,
  endTime: text,
});
export type Progress = z.output<typeof Progress>;

export const WorkflowRun = z.object({
  metadata: Metadata,
  spec: z.object({
    context: data,
    mode: modes,
    workflowRef: text,
    workflowSpec: z.object({ steps: list(Step) }).nullish(),
  }),
  status: Progress.extend({ conditions: list(Condition) }).nullish(),
});
export type WorkflowRun = z.output<typeof WorkflowRun>;

/** A template: it has no `spec`. */
export const Workflow = z.object({ metadata: Metadata, mode: modes, steps: list(Step) });
export type Workflow = z.output<typeof Workflow>;

const Component = z.object({ name: text, type: text, properties: data });

export const ApplicationSpec = z.object({
  components: list(Component),
  policies: list(z.object({ name: text, type: text, properties: data })),
  workflow: z
    .object({ ref: text, mode: modes, steps: z.array(Step).nullish() })
    .nullish()
    .transform((value) => value ?? undefined),
});
export type ApplicationSpec = z.output<typeof ApplicationSpec>;

export const Application = z.object({
  metadata: Metadata,
  spec: ApplicationSpec,
  status: z
    .object({
      status: text,
      observedGeneration: z.number().nullish(),
      conditions: list(Condition),
      workflow: Progress.nullish(),
    })
    .nullish(),
});
export type Application = z.output<typeof Application>;

export const ApplicationRevision = z.object({
  metadata: Metadata,
  spec: z.object({
    application: z.object({ spec: data.optional() }).nullish(),
    compression: z.object({ type: text, data: text }).nullish(),
  }),
  status: z.object({ succeeded: flag, workflow: Progress.nullish() }).nullish(),
});
export type ApplicationRevision = z.output<typeof ApplicationRevision>;
