/** What a step deploys: each component to each place, and which waits for which. By its properties and the plan alone, the same at every look. */
import type { Json } from '../../domain/run.ts';
import { type Taken, takenFromOthers, takenFromSteps } from './component-data.ts';
import { bindingOf } from './env-binding.ts';
import { isObject } from './expressions/path.ts';
import { patchComponents } from './patch-components.ts';
import type { Component, Fields, Plan } from './plan.ts';
import { LOCAL, type Placement, placementName, placementsOf, TOPOLOGY } from './topology.ts';

export const OVERRIDE = 'override';

/** Where KubeVela would put a component; `topology` is the policy that says so, `env` that of a `deploy2env`. */
export type Where = { cluster: string; namespace: string; topology?: string; env?: string };

/** One component on its way to one place. */
export type Part = {
  /** The component's name, with its place before it where the step has several. */
  key: string;
  /** Stands in the names of its files and in its key: it never changes. */
  number: number;
  component: Component;
  where: Where;
  /** Name of its place, where the step has several. */
  place?: string;
  /** For the target's `context`: what the file says of the place. */
  said: Fields;
  /** Keys of the parts that are over before this one begins. */
  after: readonly string[];
  /** What goes into its properties from elsewhere when it begins. */
  taken?: readonly Taken[];
};

type Source = Pick<Plan, 'components' | 'policies' | 'namespace'>;

/** In an order in which they can be deployed one after another. None for a step that deploys nothing. */
export function partsOf(
  plan: Source,
  type: string,
  properties: Fields,
): { parts: readonly Part[]; overrides?: readonly string[] } | { problem: string } {
  if (type === 'apply-component') return partOf(plan, properties);
  if (type === 'deploy2env') return partsForEnv(plan, properties);
  return type === 'deploy' ? partsByPolicies(plan, properties) : { parts: [] };
}

/** What a step gives out, made of what its parts gave back by their keys: by component, below each place where it has several. */
export function outputOf(parts: readonly Part[], back: Fields): Fields {
  const byPlace = Map.groupBy(parts, ({ place }) => place);
  const outputs = [...byPlace].map(([place, there]) => {
    const output = there.map(({ key, component }): [string, Json] => [component.name, back[key] ?? null]);
    return place === undefined ? output : [[place, Object.fromEntries(output)] as [string, Json]];
  });
  return Object.fromEntries(outputs.flat());
}

function partOf(plan: Source, { component: name, ...said }: Fields): { parts: Part[] } | { problem: string } {
  const number = plan.components.findIndex((one) => one.name === name);
  const component = plan.components[number];
  if (component === undefined) {
    const names = plan.components.map((one) => one.name).join(', ');
    return {
      problem: `there is no component ${JSON.stringify(name)} (the Application has ${names || 'none'})`,
    };
  }
  const taken = takenFromSteps(component);
  const where = whereOf(plan, said);
  return {
    parts: [{ key: component.name, number, component, where, said, after: [], ...(taken && { taken }) }],
  };
}

function partsForEnv(plan: Source, { env, policy = '' }: Fields): { parts: Part[] } | { problem: string } {
  if (typeof env !== 'string' || typeof policy !== 'string')
    return { problem: '"env" and "policy" of deploy2env must be texts' };
  const binding = bindingOf(plan, policy, env);
  if ('problem' in binding) return binding;
  const { components, placement } = binding;
  const names = new Set(components.map(({ name }) => name));
  const taking = components.find(({ inputs }) => inputs !== undefined);
  if (taking !== undefined)
    return {
      problem: `component "${taking.name}" has inputs, and KubeVela's deploy2env gives nothing on: use deploy`,
    };
  const parts = components.map((component, number) => ({
    key: component.name,
    number,
    component,
    where: { ...whereOf(plan, placement), env },
    said: { env, ...placement },
    // KubeVela's deploy2env knows no order: what it does not deploy is not waited for.
    after: (component.dependsOn ?? []).filter((one) => names.has(one)),
  }));
  return { parts: inOrder(parts) };
}

/** `deploy` of KubeVela: pkg/workflow/providers/multicluster/deploy.go of kubevela/kubevela. */
function partsByPolicies(
  plan: Source,
  properties: Fields,
): { parts: readonly Part[]; overrides: readonly string[] } | { problem: string } {
  const { named, others } = policiesNamed(plan, properties);
  const placements = placementsOf(named);
  if (placements !== undefined && 'problem' in placements) return placements;
  const overridden = overriddenBy(plan.components, named);
  if ('problem' in overridden) return overridden;
  const { components, overrides } = overridden;
  const strange = missingAmong(components);
  if (strange !== undefined) return { problem: strange };
  const isSpread = (placements?.length ?? 0) > 1;
  const handed = others.length === 0 ? {} : { policies: others };
  const parts: Part[] = [];
  for (const [i, component] of components.entries()) {
    for (const [j, placement] of (placements ?? [undefined]).entries()) {
      const place = placement === undefined || !isSpread ? undefined : placementName(placement);
      const keyOf = (name: string): string => (place === undefined ? name : `${place}/${name}`);
      const taken = takenFromOthers(component, components, keyOf);
      if (taken !== undefined && 'problem' in taken) return taken;
      const givers = taken?.flatMap(({ giver }) => giver?.part ?? []) ?? [];
      parts.push({
        key: keyOf(component.name),
        number: i * (placements?.length ?? 1) + j,
        component,
        where: { ...whereOf(plan, placement ?? {}), ...(placement && { topology: placement.topology }) },
        ...(place === undefined ? {} : { place }),
        said: { ...placement, ...handed },
        after: [...(component.dependsOn ?? []).map(keyOf), ...givers],
        ...(taken && { taken }),
      });
    }
  }
  return { parts: inOrder(parts), overrides };
}

/** In the order of the step; of two with one name the last counts. `others`: those that say nothing of what is deployed and where. */
function policiesNamed({ policies }: Source, properties: Fields): { named: Fields[]; others: Fields[] } {
  const byName = new Map<Json | undefined, Fields>(policies.filter(isObject).map((one) => [one.name, one]));
  const names = Array.isArray(properties.policies) ? properties.policies : [];
  const named = names.flatMap((name) => {
    const policy = byName.get(name);
    return policy === undefined ? [] : [policy];
  });
  return { named, others: named.filter(({ type }) => type !== OVERRIDE && type !== TOPOLOGY) };
}

function overriddenBy(
  all: readonly Component[],
  policies: readonly Fields[],
): { components: readonly Component[]; overrides: string[] } | { problem: string } {
  let components = all;
  const overrides: string[] = [];
  for (const { type, name, properties } of policies) {
    if (type !== OVERRIDE) continue;
    const called = typeof name === 'string' ? name : '';
    const { components: patches, selector } = isObject(properties) ? properties : {};
    const patched = patchComponents(
      components,
      Array.isArray(patches) ? patches : [],
      Array.isArray(selector) ? selector : undefined,
    );
    if ('problem' in patched) return { problem: `policy "${called}": ${patched.problem}` };
    components = patched.components;
    overrides.push(called);
  }
  return components.length === 0
    ? { problem: 'the Application has no components' }
    : { components, overrides };
}

function missingAmong(components: readonly Component[]): string | undefined {
  const names = new Set(components.map(({ name }) => name));
  for (const { name, dependsOn } of components) {
    const missing = dependsOn?.find((one) => !names.has(one));
    if (missing !== undefined)
      return `component "${name}" depends on "${missing}", which this step does not deploy: KubeVela would wait for it for ever`;
  }
  return undefined;
}

function whereOf({ namespace }: Source, said: Fields | Partial<Placement>): Where {
  return {
    cluster: typeof said.cluster === 'string' && said.cluster !== '' ? said.cluster : LOCAL,
    namespace: typeof said.namespace === 'string' && said.namespace !== '' ? said.namespace : namespace,
  };
}

/** As they stand, but none before what it waits for. Circles are refused when a file is read. */
function inOrder(parts: readonly Part[]): Part[] {
  const ordered: Part[] = [];
  const placed = new Set<string>();
  let rest = [...parts];
  while (rest.length > 0) {
    const next = rest.find(({ after }) => after.every((key) => placed.has(key))) ?? rest[0];
    if (next === undefined) break;
    ordered.push(next);
    placed.add(next.key);
    rest = rest.filter((one) => one !== next);
  }
  return ordered;
}
