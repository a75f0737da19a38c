/** What a component takes from others, in its properties when it is deployed. */
import { type Told, tell, tellBecause } from '../common/told.ts';
import { isObject, type Path, parsePath, withValueAt } from './expressions/path.ts';
import type { Component, ComponentOutput, Fields } from './plan.ts';
import { evaluateOutputs } from './run/scope.ts';

/** `key`: a path into the properties. `giver`: the part of the same step that gives it; absent where a step gave it. */
export type Taken = { name: string; key: Path; giver?: { part: string; output: ComponentOutput } };

/** What a component of an `apply-component` step takes: outputs of steps. */
export function takenFromSteps({ inputs }: Component): readonly Taken[] | undefined {
  return inputs?.map(({ from, parameterKey }) => {
    const key = pathOf(parameterKey);
    return { name: from, key: key[0] === 'properties' ? key.slice(1) : key };
  });
}

/**
 * What a component takes from others that go to the same place by the same `deploy`; `keyOf` names the part of one of them. The rules are KubeVela's
 * (fillInputs in pkg/workflow/providers/multicluster/deploy.go of kubevela/kubevela).
 */
export function takenFromOthers(
  component: Component,
  all: readonly Component[],
  keyOf: (name: string) => string,
): readonly Taken[] | { problem: string } | undefined {
  const { name, inputs } = component;
  if (inputs === undefined) return undefined;
  const taken: Taken[] = [];
  for (const { from, parameterKey } of inputs) {
    const key = pathOf(parameterKey);
    const giver = all.find(({ outputs }) => outputs?.some((one) => one.name === from));
    const output = giver?.outputs?.find((one) => one.name === from);
    const takes = `component "${name}" takes "${from}"`;
    if (giver === undefined || output === undefined)
      return {
        problem: `${takes}, which no component of this step gives: KubeVela would wait for it for ever`,
      };
    if (key[0] === 'properties')
      return {
        problem: `${takes} into "properties.…", which KubeVela's deploy looks for in the properties: leave "properties." away`,
      };
    if ('problem' in parsePath(output.valueFrom))
      return { problem: `${takes}, whose "valueFrom" is no path: KubeVela's deploy takes nothing else` };
    taken.push({ name: from, key, giver: { part: keyOf(giver.name), output } });
  }
  return taken;
}

/** It was checked when the file was read. */
function pathOf(text: string): Path {
  const path = parsePath(text);
  return 'problem' in path ? [text] : path;
}

/** The properties with everything that is taken: from what parts of the step gave back by their keys, and from outputs of steps. */
export function propertiesWith(
  { properties }: Component,
  taken: readonly Taken[],
  { deployed, outputs }: { deployed: Fields; outputs: Fields },
): { properties: Fields } | { problem: Told } {
  let result = properties;
  for (const { name, key, giver } of taken) {
    const from =
      giver === undefined
        ? { outputs, missing: Object.hasOwn(outputs, name) ? undefined : tell('input-missing', { name }) }
        : evaluateOutputs(
            { outputs: [{ name, value: giver.output.valueFrom }] },
            { output: deployed[giver.part] },
          );
    if (from.missing !== undefined) return { problem: from.missing };
    const set = withValueAt(result, key, from.outputs?.[name] ?? null);
    if ('problem' in set) return { problem: tellBecause('input-no-place', set.problem, { name }) };
    result = isObject(set.root) ? set.root : {};
  }
  return { properties: result };
}
