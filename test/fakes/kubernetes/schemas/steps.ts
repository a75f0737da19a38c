import type { Schema } from '../schema.ts';

/** Schemas that KubeVela's kinds share (kubevela/workflow, charts/vela-workflow/crds, v0.7.2). */

export const text: Schema = { type: 'string' };
export const bool: Schema = { type: 'boolean' };
export const time: Schema = { type: 'string', format: 'date-time' };
export const anything: Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

const texts: Schema = { type: 'array', items: text };

export function object(properties: Readonly<Record<string, Schema>>, required?: readonly string[]): Schema {
  return { type: 'object', properties, ...(required === undefined ? {} : { required }) };
}

export function list(items: Schema): Schema {
  return { type: 'array', items };
}

export const mode: Schema = object({ steps: text, subSteps: text });

const step: Readonly<Record<string, Schema>> = {
  name: text,
  type: text,
  if: text,
  timeout: text,
  dependsOn: texts,
  meta: object({ alias: text }),
  inputs: list(object({ from: text, parameterKey: text }, ['from'])),
  outputs: list(object({ name: text, valueFrom: text }, ['name', 'valueFrom'])),
  properties: anything,
};

export const steps: Schema = list(
  object({ ...step, mode: { type: 'string', nullable: true }, subSteps: list(object(step, ['type'])) }, [
    'type',
  ]),
);

const stepStatus: Readonly<Record<string, Schema>> = {
  id: text,
  name: text,
  type: text,
  phase: text,
  message: text,
  reason: text,
  firstExecuteTime: time,
  lastExecuteTime: time,
};

export const stepStatuses: Schema = list(
  object({ ...stepStatus, subSteps: list(object(stepStatus, ['id'])) }, ['id']),
);

const reference: Readonly<Record<string, Schema>> = {
  apiVersion: text,
  fieldPath: text,
  kind: text,
  name: text,
  namespace: text,
  resourceVersion: text,
  uid: text,
};

export const objectReference: Schema = { ...object(reference), 'x-kubernetes-map-type': 'atomic' };

export const conditions: Schema = list(
  object({ lastTransitionTime: time, message: text, reason: text, status: text, type: text }, [
    'lastTransitionTime',
    'reason',
    'status',
    'type',
  ]),
);

export const objectReferences: Schema = list(object({ ...reference, cluster: text, creator: text }));
