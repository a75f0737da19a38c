/** What the steps of a file are called, before any of them is read. */
import type { Json } from '../../../domain/run.ts';
import { isObject } from '../expressions/path.ts';
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

/** Every step and sub-step, a group before what is in it. */
export function flat(steps: readonly NamedStep[]): NamedStep[] {
  return steps.flatMap((step) => [step, ...step.subs]);
}

/** Outputs by their names, with the step that gives each first. */
export function giversOf(steps: readonly NamedStep[]): Map<string, string> {
  const givers = new Map<string, string>();
  for (const { name, spot } of flat(steps)) {
    const { value: outputs } = spot.at('outputs');
    for (const output of Array.isArray(outputs) ? outputs : []) {
      const given = isObject(output) ? (output.name ?? output.from) : undefined;
      if (typeof given === 'string' && !givers.has(given)) givers.set(given, name);
    }
  }
  return givers;
}
