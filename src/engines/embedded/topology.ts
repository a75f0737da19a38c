/**
 * Where policies of type `topology` put what a `deploy` deploys. The rules are KubeVela's (GetPlacementsFromTopologyPolicies in
 * pkg/policy/topology.go of kubevela/kubevela).
 */
import type { Json } from '../../domain/run.ts';
import { isObject } from './expressions/path.ts';
import type { Fields } from './plan.ts';

export const TOPOLOGY = 'topology';

/** The cluster that KubeVela takes where nothing names one: its own. */
export const LOCAL = 'local';

/** `topology` is the policy that names it first. */
export type Placement = { topology: string; cluster: string; namespace?: string };

/** Labels by cluster: all that the configuration says of clusters. */
export type ClusterLabels = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The policy with the names of the clusters that have the labels which it asks for; as it is where nothing is to be looked up, or none has them. */
export function withClusters(policy: Fields, labels: ClusterLabels): Fields {
  const { properties } = policy;
  if (policy.type !== TOPOLOGY || !isObject(properties)) return policy;
  const { clusters, clusterLabelSelector: wanted, allowEmpty } = properties;
  if (clusters !== undefined || !isObject(wanted)) return policy;
  const found = Object.keys(labels)
    .filter((cluster) => Object.entries(wanted).every(([key, value]) => labels[cluster]?.[key] === value))
    .sort();
  if (found.length === 0 && allowEmpty !== true) return policy;
  return { ...policy, properties: { ...properties, clusters: found } };
}

/** Each once, in the order of the policies; undefined when none of them is a topology. The list is empty where one asks for labels and may find nothing. */
export function placementsOf(policies: readonly Fields[]): Placement[] | { problem: string } | undefined {
  const topologies = policies.filter(({ type }) => type === TOPOLOGY);
  if (topologies.length === 0) return undefined;
  const placements = new Map<string, Placement>();
  for (const { name, properties } of topologies) {
    const topology = typeof name === 'string' ? name : '';
    const { clusters, clusterLabelSelector, namespace } = isObject(properties) ? properties : {};
    if (clusters === undefined && isObject(clusterLabelSelector))
      return {
        problem: `topology "${topology}" asks for clusters with ${labelsText(clusterLabelSelector)}, and clusterLabels of the engine's configuration names none with them`,
      };
    for (const cluster of clustersOf(clusters)) {
      const placement = {
        topology,
        cluster,
        ...(typeof namespace === 'string' && namespace !== '' ? { namespace } : {}),
      };
      const key = placementName(placement);
      if (!placements.has(key)) placements.set(key, placement);
    }
  }
  return [...placements.values()];
}

function clustersOf(clusters: Json | undefined): string[] {
  return Array.isArray(clusters) ? clusters.filter((one) => typeof one === 'string') : [LOCAL];
}

function labelsText(labels: Fields): string {
  const pairs = Object.entries(labels).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : '…'}`,
  );
  return pairs.join(', ') || 'no label';
}

/** As KubeVela writes it: `cluster` or `cluster/namespace`. */
export function placementName({ cluster, namespace }: Pick<Placement, 'cluster' | 'namespace'>): string {
  return namespace === undefined ? cluster : `${cluster}/${namespace}`;
}
