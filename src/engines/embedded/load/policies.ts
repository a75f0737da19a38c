/** The policies of an Application. What the engine itself goes by is checked, so that nothing in it is passed over in silence. */
import type { Json } from '../../../domain/run.ts';
import { ENV_BINDING, envsOf } from '../env-binding.ts';
import { isObject } from '../expressions/path.ts';
import { OVERRIDE } from '../parts.ts';
import { type ClusterLabels, TOPOLOGY, withClusters } from '../topology.ts';
import { checkNames, checkPatches } from './patches.ts';
import { booleanOf, fieldsOf, itemsOf, type Spot, textOf } from './spot.ts';

export function readPolicies(spec: Spot, labels: ClusterLabels): Json[] {
  return itemsOf(spec, 'policies', (i) => `policy ${i + 1}`).map((spot) => {
    fieldsOf(spot, ['name', 'type', 'properties']);
    const type = textOf(spot, 'type');
    if (type === undefined) spot.complain(`${spot.what} needs "type"`);
    const check = type !== undefined && Object.hasOwn(CHECKS, type) ? CHECKS[type] : undefined;
    check?.(spot.at('properties', `"properties" of ${spot.what}`), spot);
    return isObject(spot.value) ? withClusters(spot.value, labels) : (spot.value ?? null);
  });
}

const CHECKS: Readonly<Record<string, (properties: Spot, policy: Spot) => void>> = {
  [TOPOLOGY]: checkTopology,
  [OVERRIDE]: checkOverride,
  [ENV_BINDING]: checkEnvBinding,
};

function checkTopology(properties: Spot, policy: Spot): void {
  if (!isThere(properties, policy, TOPOLOGY)) return;
  fieldsOf(properties, ['clusters', 'clusterLabelSelector', 'namespace', 'allowEmpty'], {
    clusterSelector:
      'this is its old name, which KubeVela does not read any more: write clusterLabelSelector',
  });
  checkNames(properties, 'clusters');
  const { value: clusters } = properties.at('clusters');
  if (Array.isArray(clusters) && clusters.length === 0)
    properties
      .at('clusters')
      .complain(`"clusters" of ${properties.what} is empty: name one, or leave it away`);
  const selector = properties.at('clusterLabelSelector', `"clusterLabelSelector" of ${properties.what}`);
  if (selector.value !== undefined && !isObject(selector.value))
    selector.complain(`${selector.what} must be an object of labels`);
  else for (const label of Object.keys(selector.value ?? {})) textOf(selector, label);
  textOf(properties, 'namespace');
  booleanOf(properties, 'allowEmpty');
}

function checkOverride(properties: Spot, policy: Spot): void {
  if (!isThere(properties, policy, OVERRIDE)) return;
  fieldsOf(properties, ['components', 'selector']);
  checkPatches(properties);
  checkNames(properties, 'selector');
}

/** KubeVela fails a `deploy` that names such a policy without properties. */
function isThere(properties: Spot, policy: Spot, type: string): boolean {
  if (properties.value !== undefined && properties.value !== null) return true;
  policy.complain(`${policy.what} needs "properties", which say what the ${type} is`);
  return false;
}

const BY_LABELS = 'labels choose among clusters, as KubeVela on Kubernetes does it; write a name';

function checkEnvBinding(properties: Spot, policy: Spot): void {
  // KubeVela's pages still have `created` and `engine`, which it does not read any more.
  if (fieldsOf(properties, ['envs', 'created', 'engine']) === undefined) return;
  booleanOf(properties, 'created');
  textOf(properties, 'engine');
  if (envsOf(isObject(policy.value) ? policy.value : {}).length === 0)
    properties.complain(`${properties.what} needs "envs", a list`);
  for (const env of itemsOf(properties, 'envs', (i) => `env ${i + 1} of ${policy.what}`)) {
    if (fieldsOf(env, ['name', 'placement', 'selector', 'patch']) === undefined) continue;
    if (textOf(env, 'name') === undefined) env.complain(`${env.what} needs "name"`);
    const placement = env.at('placement', `"placement" of ${env.what}`);
    fieldsOf(placement, ['clusterSelector', 'namespaceSelector']);
    for (const key of ['clusterSelector', 'namespaceSelector']) {
      const selector = placement.at(key, `"${key}" of ${env.what}`);
      fieldsOf(selector, ['name'], { labels: BY_LABELS });
      textOf(selector, 'name');
    }
    const chosen = env.at('selector', `"selector" of ${env.what}`);
    fieldsOf(chosen, ['components']);
    checkNames(chosen, 'components');
    const patch = env.at('patch', env.what);
    fieldsOf(env.at('patch', `"patch" of ${env.what}`), ['components']);
    checkPatches(patch);
  }
}
