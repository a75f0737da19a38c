/** What a policy of type `env-binding` makes of an Application in one of its environments, for `deploy2env`. */
import type { Json } from '../../domain/run.ts';
import { isObject } from './expressions/path.ts';
import { didYouMean } from './load/did-you-mean.ts';
import { patchComponents } from './patch-components.ts';
import type { Component, Fields, Plan } from './plan.ts';

export const ENV_BINDING = 'env-binding';

export type Binding = {
  /** In their order; at least one. */
  components: Component[];
  /** Where KubeVela would put them: `cluster` and `namespace`, as far as the policy says. */
  placement: { cluster?: string; namespace?: string };
};

/** `policy`: its name; empty for the first one of its type. */
export function bindingOf(
  { components, policies }: Pick<Plan, 'components' | 'policies'>,
  policy: string,
  env: string,
): Binding | { problem: string } {
  const bindings = policies.filter(isObject).filter(({ type }) => type === ENV_BINDING);
  const found = policy === '' ? bindings[0] : bindings.find(({ name }) => name === policy);
  if (found === undefined) {
    const names = namesOf(bindings);
    const which =
      policy === '' ? `policy of type ${ENV_BINDING}` : `policy "${policy}" of type ${ENV_BINDING}`;
    return {
      problem: `the Application has no ${which}${didYouMean(policy, names)} (it has ${names.join(', ') || 'none'})`,
    };
  }
  const envs = envsOf(found);
  const one = envs.find(({ name }) => name === env);
  if (one === undefined) {
    const names = namesOf(envs);
    return {
      problem: `policy "${namesOf([found]).join('')}" has no env "${env}"${didYouMean(env, names)} (it has ${names.join(', ') || 'none'})`,
    };
  }
  const patched = patchComponents(
    components,
    listAt(one.patch, 'components') ?? [],
    listAt(one.selector, 'components'),
  );
  if ('problem' in patched) return { problem: `env "${env}": ${patched.problem}` };
  return { ...patched, placement: placementOf(one) };
}

function namesOf(all: readonly Fields[]): string[] {
  return all.flatMap(({ name }) => (typeof name === 'string' ? [name] : []));
}

export function envsOf(policy: Fields): Fields[] {
  return (listAt(policy.properties, 'envs') ?? []).filter(isObject);
}

function listAt(value: Json | undefined, key: string): Json[] | undefined {
  const list = isObject(value) ? value[key] : undefined;
  return Array.isArray(list) ? list : undefined;
}

function placementOf({ placement }: Fields): Binding['placement'] {
  const nameIn = (key: string): string | undefined => {
    const selector = isObject(placement) ? placement[key] : undefined;
    return isObject(selector) && typeof selector.name === 'string' ? selector.name : undefined;
  };
  const cluster = nameIn('clusterSelector');
  const namespace = nameIn('namespaceSelector');
  return { ...(cluster === undefined ? {} : { cluster }), ...(namespace === undefined ? {} : { namespace }) };
}
