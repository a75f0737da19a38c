/** Properties of a step `deploy2env`: vela-templates/definitions/deprecated/deploy2env.cue of kubevela/kubevela. */
import { bindingOf, ENV_BINDING, envsOf } from '../env-binding.ts';
import { isObject } from '../expressions/path.ts';
import { kindOf } from '../expressions/trouble.ts';
import type { Component } from '../plan.ts';
import { envTargetFor } from '../targets.ts';
import { isFilled } from './filled.ts';
import { booleanOf, fieldsOf, itemsOf, type Spot, textOf } from './spot.ts';
import type { Surroundings } from './step-types.ts';

export function checkDeployToEnv(
  spot: Spot,
  { components, policies, filled, options }: Surroundings,
  complainOfTargets: (component: Component) => void,
): void {
  const policy = textOf(spot, 'policy') ?? '';
  const env = textOf(spot, 'env');
  booleanOf(spot, 'parallel');
  if (isFilled(filled, ['env']) || isFilled(filled, ['policy'])) return;
  if (env === undefined) {
    if (spot.at('env').value === undefined)
      spot.complain(`${spot.what} needs "env", the name of an env of the Application's policy`);
    return;
  }
  const binding = bindingOf({ components: [...components], policies: [...policies] }, policy, env);
  if ('problem' in binding) {
    const place = spot.at(policy !== '' && binding.problem.startsWith('the Application') ? 'policy' : 'env');
    place.complain(`${spot.what}: ${binding.problem}`);
    return;
  }
  for (const component of binding.components) {
    const here = options.targets.some(
      (target) => envTargetFor([target], component.type, { env, environment: undefined }) !== undefined,
    );
    if (!here) complainOfTargets(component);
  }
}

const BY_LABELS = 'labels choose among clusters, as KubeVela on Kubernetes does it; write a name';

/** What a policy of this type says, so that nothing in it is passed over in silence. */
export function checkEnvBinding(spot: Spot): void {
  if (spot.at('type').value !== ENV_BINDING) return;
  const properties = spot.at('properties', `"properties" of ${spot.what}`);
  if (fieldsOf(properties, ['envs']) === undefined) return;
  const policy = isObject(spot.value) ? spot.value : {};
  if (envsOf(policy).length === 0) properties.complain(`${properties.what} needs "envs", a list`);
  for (const env of itemsOf(properties, 'envs', (i) => `env ${i + 1} of ${spot.what}`)) {
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
    const patch = env.at('patch', `"patch" of ${env.what}`);
    fieldsOf(patch, ['components']);
    for (const one of itemsOf(patch, 'components', (i) => `patch ${i + 1} of ${env.what}`)) {
      fieldsOf(one, ['name', 'type', 'properties', 'traits']);
      if (textOf(one, 'name') === undefined || textOf(one, 'type') === undefined)
        one.complain(`${one.what} needs "name" and "type"`);
      const properties = one.at('properties');
      if (properties.value !== undefined && !isObject(properties.value))
        properties.complain(
          `"properties" of ${one.what} is ${kindOf(properties.value)}; it must be an object`,
        );
      for (const trait of itemsOf(one, 'traits', (i) => `trait ${i + 1} of ${one.what}`)) {
        fieldsOf(trait, ['type', 'properties']);
        if (textOf(trait, 'type') === undefined) trait.complain(`${trait.what} needs "type"`);
      }
    }
  }
}
