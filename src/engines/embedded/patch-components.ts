/**
 * What the `components` and the selector of a policy make of an Application's components: of `override` for `deploy` and of `env-binding` for
 * `deploy2env`. The rules are KubeVela's (PatchComponents in pkg/policy/envbinding/patch.go of kubevela/kubevela): patch, then select.
 */
import type { Json } from '../../domain/run.ts';
import { isObject } from './expressions/path.ts';
import { createNameTest, isPlainName } from './name-pattern.ts';
import type { Component, Fields } from './plan.ts';

/** Without a name it is for all components, of its type where it has one. */
type Patch = { name: string; type: string; properties: Fields; traits: Fields[] };

/** `selector`: names of the components that are left; all where it is undefined. At least one is left. */
export function patchComponents(
  components: readonly Component[],
  patches: readonly Json[],
  selector: readonly Json[] | undefined,
): { components: Component[] } | { problem: string } {
  const result = new Map(components.map((one) => [one.name, one]));
  for (const written of patches) {
    const patch = isObject(written) ? patchOf(written) : undefined;
    const problem = patch && patchAll(result, patch);
    if (problem !== undefined) return { problem };
  }
  const left = [...result.values()].filter(({ name }) => selector?.includes(name) ?? true);
  return left.length === 0 ? { problem: 'its selector leaves none of the components' } : { components: left };
}

function patchOf({ name, type, properties, traits }: Fields): Patch {
  return {
    name: typeof name === 'string' ? name : '',
    type: typeof type === 'string' ? type : '',
    properties: isObject(properties) ? properties : {},
    traits: Array.isArray(traits) ? traits.filter(isObject) : [],
  };
}

/** Changes `result`, or says why nobody can want what KubeVela would make of it. */
function patchAll(result: Map<string, Component>, patch: Patch): string | undefined {
  const { name, type } = patch;
  if (name === '') {
    for (const one of result.values())
      if (type === '' || type === one.type) result.set(one.name, merged(one, patch));
    return undefined;
  }
  const isMeant = createNameTest(name);
  if (isMeant === undefined)
    return `"${name}" is no name of a component and no pattern of letters, digits, "-", "." and "*"`;
  const meant = [...result.values()].filter((one) => isMeant(one.name));
  for (const one of meant) {
    const isReplaced = type !== '' && type !== one.type;
    if (isReplaced && one.name !== name)
      return `a patch of "${name}" with type "${type}" means component "${one.name}" too, of type "${one.type}", which KubeVela would replace by one more "${name}": a name is looked for anywhere in a component's name`;
    result.set(one.name, isReplaced ? added(patch) : merged(one, patch));
  }
  if (meant.length > 0) return undefined;
  const names = [...result.keys()].join(', ');
  if (!isPlainName(name)) return `no component is called like "${name}" (there are ${names || 'none'})`;
  if (type === '')
    return `there is no component "${name}" (there are ${names || 'none'}); to add it, say its type`;
  result.set(name, added(patch));
  return undefined;
}

function added({ name, type, properties, traits }: Patch): Component {
  return { name, type, properties, traits: traits.filter(({ disable }) => disable !== true).map(asTrait) };
}

function asTrait({ disable: _disable, ...trait }: Fields): Fields {
  return trait;
}

function merged(base: Component, patch: Patch): Component {
  const properties = deepMerged(base.properties, patch.properties);
  let { traits } = base;
  for (const written of patch.traits) {
    const trait = asTrait(written);
    const isSame = (one: Json): boolean => isObject(one) && one.type === trait.type;
    if (written.disable === true) traits = traits.filter((one) => !isSame(one));
    else if (traits.some(isSame)) traits = traits.map((one) => (isSame(one) ? deepMerged(one, trait) : one));
    else traits = [...traits, trait];
  }
  return { ...base, properties: isObject(properties) ? properties : {}, traits };
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
