/**
 * What a policy of type `env-binding` makes of an Application in one of its environments, for `deploy2env`. The rules are KubeVela's
 * (pkg/policy/envbinding/patch.go of kubevela/kubevela): patch, then select.
 */
import type { Json } from '../../domain/run.ts';
import { isObject } from './expressions/path.ts';
import { didYouMean } from './load/did-you-mean.ts';
import type { Component, Fields, Plan } from './plan.ts';

export const ENV_BINDING = 'env-binding';

export type Binding = {
  /** In their order; at least one. */
  components: Component[];
  /** Where KubeVela would put them: `cluster` and `namespace`, as far as the policy says. */
  placement: Fields;
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
  const chosen = selected(
    patched(components, listAt(one.patch, 'components')),
    listAt(one.selector, 'components'),
  );
  if (chosen.length === 0) return { problem: `the selector of env "${env}" leaves none of the components` };
  return { components: chosen, placement: placementOf(one) };
}

function namesOf(all: readonly Fields[]): string[] {
  return all.flatMap(({ name }) => (typeof name === 'string' ? [name] : []));
}

export function envsOf(policy: Fields): Fields[] {
  return listAt(policy.properties, 'envs').filter(isObject);
}

function listAt(value: Json | undefined, key: string): Json[] {
  const list = isObject(value) ? value[key] : undefined;
  return Array.isArray(list) ? list : [];
}

function placementOf({ placement }: Fields): Fields {
  const nameIn = (key: string): Json | undefined => {
    const selector = isObject(placement) ? placement[key] : undefined;
    return isObject(selector) && typeof selector.name === 'string' ? selector.name : undefined;
  };
  const cluster = nameIn('clusterSelector');
  const namespace = nameIn('namespaceSelector');
  return { ...(cluster === undefined ? {} : { cluster }), ...(namespace === undefined ? {} : { namespace }) };
}

function patched(components: readonly Component[], patches: readonly Json[]): Component[] {
  const result = new Map(components.map((one) => [one.name, one]));
  for (const patch of patches) {
    const read = isObject(patch) ? componentOf(patch) : undefined;
    if (read === undefined) continue;
    const base = result.get(read.name);
    result.set(read.name, base?.type === read.type ? merged(base, read) : read);
  }
  return [...result.values()];
}

function componentOf({ name, type, properties, traits }: Fields): Component | undefined {
  if (typeof name !== 'string' || typeof type !== 'string') return undefined;
  return {
    name,
    type,
    properties: isObject(properties) ? properties : {},
    traits: Array.isArray(traits) ? traits : [],
  };
}

function merged(base: Component, patch: Component): Component {
  const traits = base.traits.map((trait) => {
    const same = patch.traits.find((one) => isObject(one) && isObject(trait) && one.type === trait.type);
    return same === undefined ? trait : deepMerged(trait, same);
  });
  const known = new Set(base.traits.map((trait) => isObject(trait) && trait.type));
  const added = patch.traits.filter((trait) => isObject(trait) && !known.has(trait.type ?? null));
  const properties = deepMerged(base.properties, patch.properties);
  return { ...base, properties: isObject(properties) ? properties : {}, traits: [...traits, ...added] };
}

/** Objects field by field; anything else is replaced. */
function deepMerged(base: Json, patch: Json): Json {
  if (!isObject(base) || !isObject(patch)) return patch;
  const result: Fields = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    const before = Object.hasOwn(base, key) ? base[key] : undefined;
    result[key] = before === undefined ? value : deepMerged(before, value);
  }
  return result;
}

function selected(components: Component[], names: readonly Json[]): Component[] {
  return names.length === 0 ? components : components.filter(({ name }) => names.includes(name));
}
