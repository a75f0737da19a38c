import type { Schema } from '../schema.ts';
import {
  anything,
  bool,
  conditions,
  list,
  mode,
  object,
  objectReference,
  objectReferences,
  stepStatuses,
  steps,
  text,
  time,
} from './steps.ts';

/**
 * The part of KubeVela's Application that workflows touch (oam-dev/kubevela, charts/vela-core/crds, v1.9/v1.10). None of its lists is a
 * set or a map: components, traits, policies and steps are atomic for server-side apply.
 */

const trait = object({ type: text, properties: anything }, ['type']);

const inputs = list(object({ from: text, parameterKey: text }, ['from']));
const outputs = list(object({ name: text, valueFrom: text }, ['name', 'valueFrom']));

const component = object(
  {
    name: text,
    type: text,
    externalRevision: text,
    dependsOn: list(text),
    inputs,
    outputs,
    properties: anything,
    replicaKey: text,
    traits: list(trait),
    scopes: { ...anything, additionalProperties: text },
  },
  ['name', 'type'],
);

const spec: Schema = object(
  {
    components: list(component),
    policies: list(object({ name: text, type: text, properties: anything }, ['type'])),
    workflow: object({ ref: text, mode, steps }),
  },
  ['components'],
);

const service = object(
  {
    name: text,
    namespace: text,
    cluster: text,
    env: text,
    healthy: bool,
    message: text,
    details: { type: 'object', additionalProperties: text },
    traits: list(object({ type: text, healthy: bool, message: text }, ['healthy', 'type'])),
    scopes: objectReferences,
    workloadDefinition: object({ apiVersion: text, kind: text }, ['apiVersion', 'kind']),
  },
  ['healthy', 'name'],
);

const workflowStatus = object(
  {
    appRevision: text,
    contextBackend: objectReference,
    endTime: { type: 'string', format: 'date-time', nullable: true },
    finished: bool,
    message: text,
    mode: text,
    startTime: time,
    status: text,
    steps: stepStatuses,
    suspend: bool,
    suspendState: text,
    terminated: bool,
  },
  ['finished', 'mode', 'suspend', 'terminated'],
);

const status: Schema = object({
  appliedResources: objectReferences,
  components: objectReferences,
  conditions,
  latestRevision: object({ name: text, revision: { type: 'integer', format: 'int64' }, revisionHash: text }, [
    'name',
    'revision',
  ]),
  observedGeneration: { type: 'integer', format: 'int64' },
  policy: list(object({ name: text, type: text, status: anything }, ['name', 'type'])),
  services: list(service),
  status: text,
  workflow: workflowStatus,
  workflowRestartScheduledAt: { type: 'string', format: 'date-time', nullable: true },
});

const root = { apiVersion: text, kind: text, metadata: { type: 'object' } } as const;

export const application: Schema = object({ ...root, spec, status });

/** What an Application was at one release; KubeVela writes it, nobody else. */
export const applicationRevision: Schema = object({
  ...root,
  spec: object(
    {
      application: { ...object({ ...root, spec, status }), 'x-kubernetes-embedded-resource': true },
      compression: object({ data: text, type: text }, ['data', 'type']),
    },
    ['application'],
  ),
  status: object(
    {
      succeeded: bool,
      workflow: workflowStatus,
      workflowContext: { type: 'object', additionalProperties: text },
    },
    ['succeeded'],
  ),
});
