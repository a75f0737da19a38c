/** The components of an Application, which of them are deployed before which, and what they give each other. */
import { isObject } from '../expressions/path.ts';
import type { Component } from '../plan.ts';
import { readComponentInputs, readComponentOutputs } from './component-data.ts';
import { didYouMean } from './did-you-mean.ts';
import { fieldsOf, itemsOf, type Spot, textOf } from './spot.ts';

const BY_KUBEVELA = 'KubeVela on Kubernetes runs it';

export const COMPONENT_REFUSED: Readonly<Record<string, string>> = {
  externalRevision: `it names a revision that is kept in a cluster; ${BY_KUBEVELA}`,
  replicaKey: `policies of type replication set it; ${BY_KUBEVELA}`,
  scopes: `KubeVela itself has given scopes up`,
};

/** A component may wait for others: by name, with the place where that is written, which may be an input. */
type Wait = { name: string; on: string; spot: Spot; isInput?: true };

const FIELDS = ['name', 'type', 'properties', 'traits', 'dependsOn', 'inputs', 'outputs'];

export function readComponents(spec: Spot): Component[] {
  const seen = new Set<string>();
  const waits: Wait[] = [];
  const takes: { name: string; from: string; spot: Spot }[] = [];
  const givers = new Map<string, string>();
  const components = itemsOf(spec, 'components', (i) => `component ${i + 1}`).flatMap((spot) => {
    const fields = fieldsOf(spot, FIELDS, COMPONENT_REFUSED);
    if (fields === undefined) return [];
    const name = textOf(spot, 'name');
    const type = textOf(spot, 'type');
    if (name === undefined || name === '' || type === undefined) {
      spot.complain(`${spot.what} needs "name" and "type"`);
      return [];
    }
    if (seen.has(name)) spot.at('name').complain(`a component is called "${name}" already`);
    seen.add(name);
    waits.push(...readDependsOn(spot, name));
    const inputs = readComponentInputs(spot, name);
    for (const { input, spot: at } of inputs) takes.push({ name, from: input.from, spot: at });
    const outputs = readComponentOutputs(spot, name);
    for (const { output, spot: at } of outputs) {
      const giver = givers.get(output.name);
      if (giver !== undefined) at.complain(`${at.what}: component "${giver}" already gives "${output.name}"`);
      givers.set(output.name, name);
    }
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
    return [
      {
        name,
        type,
        properties,
        traits: traits.map((t) => t.value ?? null),
        ...(inputs.length === 0 ? {} : { inputs: inputs.map(({ input }) => input) }),
        ...(outputs.length === 0 ? {} : { outputs: outputs.map(({ output }) => output) }),
      },
    ];
  });
  for (const { name, from, spot } of takes) {
    // What no component gives may come from a step, where a step applies the component.
    const on = givers.get(from);
    if (on !== undefined) waits.push({ name, on, spot, isInput: true });
  }
  const kept = possible(waits, seen).filter(({ isInput }) => isInput !== true);
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
