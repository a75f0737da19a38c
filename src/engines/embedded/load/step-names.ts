/** What the steps of a file are called, before any of them is read. */
import type { Json } from '../../../domain/run.ts';
import { isObject } from '../expressions/path.ts';
import type { Component } from '../plan.ts';
import { itemsOf, type Spot, textOf } from './spot.ts';
import type { NamedStep } from './step-context.ts';

/**
 * The steps with their names. One without a name is called after its place, as KubeVela's webhook does it: `step-1`, `step-1-0`. Steps and sub-steps
 * share their names: each is there once.
 */
export function nameSteps(spots: readonly Spot[]): NamedStep[] {
  const seen = new Map<string, string>();
  return spots.map((spot, i) => {
    const name = nameOf(spot, `step-${i}`, `step ${i + 1}`, seen);
    const subs = itemsOf(spot, 'subSteps', (j) => `sub-step ${j + 1} of step "${name}"`).map((sub, j) => {
      const inner = nameOf(sub, `step-${i}-${j}`, sub.what, seen);
      return { name: inner, spot: renamed(sub, `step "${inner}"`), subs: [] };
    });
    return { name, spot: renamed(spot, `step "${name}"`), subs };
  });
}

function nameOf(spot: Spot, otherwise: string, what: string, seen: Map<string, string>): string {
  const given: Json | undefined = spot.at('name').value;
  const name = typeof given === 'string' && given !== '' ? given : otherwise;
  if (given !== undefined && typeof given !== 'string') textOf(spot, 'name');
  if (name.includes('/')) spot.at('name').complain(`${what} is called "${name}": a name has no "/"`);
  const before = seen.get(name);
  if (before !== undefined)
    spot.at('name').complain(`${what} is called "${name}" like ${before}; names are unique`);
  else seen.set(name, what);
  return name;
}

function renamed(spot: Spot, what: string): Spot {
  return { ...spot, what, at: (key, inner) => spot.at(key, inner ?? what) };
}

/** The component that a step applies by itself. */
export function componentOf(step: Spot, components: readonly Component[]): Component | undefined {
  if (step.at('type').value !== 'apply-component') return undefined;
  const { value: wanted } = step.at('properties').at('component');
  return components.find(({ name }) => name === wanted);
}

/** Every step and sub-step, a group before what is in it. */
export function flat(steps: readonly NamedStep[]): NamedStep[] {
  return steps.flatMap((step) => [step, ...step.subs]);
}

/** Outputs by their names, with the step that gives each first. A step that applies a component gives what that gives. */
export function giversOf(steps: readonly NamedStep[], components: readonly Component[]): Map<string, string> {
  const givers = new Map<string, string>();
  for (const { name, spot } of flat(steps)) {
    for (const output of componentOf(spot, components)?.outputs ?? [])
      if (!givers.has(output.name)) givers.set(output.name, name);
    const { value: outputs } = spot.at('outputs');
    for (const output of Array.isArray(outputs) ? outputs : []) {
      const given = isObject(output) ? (output.name ?? output.from) : undefined;
      if (typeof given === 'string' && !givers.has(given)) givers.set(given, name);
    }
  }
  return givers;
}
