/** The components of an Application, and which of them are deployed before which. */
import { isObject } from '../expressions/path.ts';
import type { Component } from '../plan.ts';
import { didYouMean } from './did-you-mean.ts';
import { fieldsOf, itemsOf, type Spot, textOf } from './spot.ts';

const BY_KUBEVELA = 'KubeVela on Kubernetes runs it';
const DATA = `${BY_KUBEVELA}; here steps pass data on: outputs of a step that deploys, inputs of a later one`;

export const COMPONENT_REFUSED: Readonly<Record<string, string>> = {
  inputs: `a component takes nothing from another here, ${DATA}`,
  outputs: `a component gives nothing to another here, ${DATA}`,
  externalRevision: `it names a revision that is kept in a cluster; ${BY_KUBEVELA}`,
  replicaKey: `policies of type replication set it; ${BY_KUBEVELA}`,
  scopes: `KubeVela itself has given scopes up`,
};

/** A component may wait for others: by name, with the place where that is written. */
type Wait = { name: string; on: string; spot: Spot };

export function readComponents(spec: Spot): Component[] {
  const seen = new Set<string>();
  const waits: Wait[] = [];
  const components = itemsOf(spec, 'components', (i) => `component ${i + 1}`).flatMap((spot) => {
    const fields = fieldsOf(spot, ['name', 'type', 'properties', 'traits', 'dependsOn'], COMPONENT_REFUSED);
    if (fields === undefined) return [];
    const name = textOf(spot, 'name');
    const type = textOf(spot, 'type');
    if (name === undefined || type === undefined) {
      spot.complain(`${spot.what} needs "name" and "type"`);
      return [];
    }
    if (seen.has(name)) spot.at('name').complain(`a component is called "${name}" already`);
    seen.add(name);
    waits.push(...readDependsOn(spot, name));
    const properties = fields.properties ?? {};
    if (!isObject(properties)) {
      spot.at('properties').complain(`"properties" of component "${name}" must be an object`);
      return [];
    }
    const traits = itemsOf(spot, 'traits', (i) => `trait ${i + 1} of component "${name}"`);
    for (const trait of traits) {
      fieldsOf(trait, ['type', 'properties']);
      if (textOf(trait, 'type') === undefined) trait.complain(`${trait.what} needs "type"`);
    }
    return [{ name, type, properties, traits: traits.map((t) => t.value ?? null) }];
  });
  const kept = possible(waits, seen);
  return components.map((component) => {
    const dependsOn = kept.filter(({ name }) => name === component.name).map(({ on }) => on);
    return dependsOn.length === 0 ? component : { ...component, dependsOn };
  });
}

function readDependsOn(spot: Spot, name: string): Wait[] {
  const what = `"dependsOn" of component "${name}"`;
  return itemsOf(spot, 'dependsOn', () => what).flatMap((item) => {
    if (typeof item.value === 'string') return [{ name, on: item.value, spot: item }];
    item.complain(`${what} is a list of names of components`);
    return [];
  });
}

/** Those for a component that is there and does not wait for this one in turn; complains of the others. */
function possible(waits: readonly Wait[], names: ReadonlySet<string>): Wait[] {
  const taken: Wait[] = [];
  for (const wait of waits) {
    const { name, on, spot } = wait;
    if (!names.has(on)) {
      const there = [...names].join(', ');
      spot.complain(
        `${spot.what}: there is no component "${on}"${didYouMean(on, names)} (there are ${there})`,
      );
      continue;
    }
    const circle = wayBetween(taken, on, name);
    if (circle === undefined) taken.push(wait);
    else spot.complain(`${spot.what}: each would wait for the other: ${[name, ...circle].join(' → ')}`);
  }
  return taken;
}

/** From one that waits to one that it waits for, in the end; undefined where it does not. */
function wayBetween(waits: readonly Wait[], from: string, to: string): string[] | undefined {
  const cameFrom = new Map<string, string | undefined>([[from, undefined]]);
  for (const name of cameFrom.keys()) {
    if (name === to) {
      const way: string[] = [];
      for (let at: string | undefined = to; at !== undefined; at = cameFrom.get(at)) way.unshift(at);
      return way;
    }
    for (const { name: one, on } of waits) if (one === name && !cameFrom.has(on)) cameFrom.set(on, name);
  }
  return undefined;
}
