/** Where objects are at the API server. */

export type Resource = 'workflowruns' | 'workflows' | 'applications' | 'applicationrevisions' | 'configmaps';

const GROUP_VERSIONS: Readonly<Record<Resource, string>> = {
  workflowruns: 'apis/core.oam.dev/v1alpha1',
  workflows: 'apis/core.oam.dev/v1alpha1',
  applications: 'apis/core.oam.dev/v1beta1',
  applicationrevisions: 'apis/core.oam.dev/v1beta1',
  configmaps: 'api/v1',
};

export function collectionPath(resource: Resource, namespace: string): string {
  return `/${GROUP_VERSIONS[resource]}/namespaces/${encodeURIComponent(namespace)}/${resource}`;
}

export function objectPath(resource: Resource, namespace: string, name: string): string {
  return `${collectionPath(resource, namespace)}/${encodeURIComponent(name)}`;
}
