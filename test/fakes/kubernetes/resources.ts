import type { Schema } from './schema.ts';
import { application, applicationRevision } from './schemas/application.ts';
import { configMap, customResourceDefinition, namespace, secret } from './schemas/core.ts';
import { workflow, workflowRun } from './schemas/workflow-run.ts';

/** A kind that the server keeps, and the address where it does. */
export type Resource = {
  group: string;
  version: string;
  plural: string;
  singular: string;
  kind: string;
  shortNames?: readonly string[];
  namespaced: boolean;
  schema: Schema;
  /** `status` is written at an address of its own, and there only. */
  hasStatus: boolean;
  /** Defined by a CustomResourceDefinition. */
  custom: boolean;
};

const OAM = 'core.oam.dev';

export const WORKFLOW_RUNS: Resource = {
  group: OAM,
  version: 'v1alpha1',
  plural: 'workflowruns',
  singular: 'workflowrun',
  kind: 'WorkflowRun',
  shortNames: ['wr'],
  namespaced: true,
  schema: workflowRun,
  hasStatus: true,
  custom: true,
};

export const WORKFLOWS: Resource = {
  group: OAM,
  version: 'v1alpha1',
  plural: 'workflows',
  singular: 'workflow',
  kind: 'Workflow',
  namespaced: true,
  schema: workflow,
  hasStatus: false,
  custom: true,
};

export const APPLICATIONS: Resource = {
  group: OAM,
  version: 'v1beta1',
  plural: 'applications',
  singular: 'application',
  kind: 'Application',
  shortNames: ['app', 'velaapp'],
  namespaced: true,
  schema: application,
  hasStatus: true,
  custom: true,
};

export const APPLICATION_REVISIONS: Resource = {
  group: OAM,
  version: 'v1beta1',
  plural: 'applicationrevisions',
  singular: 'applicationrevision',
  kind: 'ApplicationRevision',
  shortNames: ['apprev'],
  namespaced: true,
  schema: applicationRevision,
  hasStatus: true,
  custom: true,
};

export const CONFIG_MAPS: Resource = {
  group: '',
  version: 'v1',
  plural: 'configmaps',
  singular: 'configmap',
  kind: 'ConfigMap',
  shortNames: ['cm'],
  namespaced: true,
  schema: configMap,
  hasStatus: false,
  custom: false,
};

export const SECRETS: Resource = {
  group: '',
  version: 'v1',
  plural: 'secrets',
  singular: 'secret',
  kind: 'Secret',
  namespaced: true,
  schema: secret,
  hasStatus: false,
  custom: false,
};

export const NAMESPACES: Resource = {
  group: '',
  version: 'v1',
  plural: 'namespaces',
  singular: 'namespace',
  kind: 'Namespace',
  shortNames: ['ns'],
  namespaced: false,
  schema: namespace,
  hasStatus: true,
  custom: false,
};

export const CRDS: Resource = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  plural: 'customresourcedefinitions',
  singular: 'customresourcedefinition',
  kind: 'CustomResourceDefinition',
  shortNames: ['crd', 'crds'],
  namespaced: false,
  schema: customResourceDefinition,
  hasStatus: true,
  custom: false,
};

export const RESOURCES: readonly Resource[] = [
  WORKFLOW_RUNS,
  WORKFLOWS,
  APPLICATIONS,
  APPLICATION_REVISIONS,
  CONFIG_MAPS,
  SECRETS,
  NAMESPACES,
  CRDS,
];

export function apiVersionOf({ group, version }: Resource): string {
  return group === '' ? version : `${group}/${version}`;
}

export function resourceName({ group, plural }: Resource): string {
  return group === '' ? plural : `${plural}.${group}`;
}

/** The address of a collection, or of one object in it. */
export function pathOf(resource: Resource, namespace?: string, name?: string, subresource?: string): string {
  const api =
    resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`;
  const scope = resource.namespaced && namespace !== undefined ? `/namespaces/${namespace}` : '';
  const object = name === undefined ? '' : `/${name}`;
  return `${api}${scope}/${resource.plural}${object}${subresource === undefined ? '' : `/${subresource}`}`;
}
