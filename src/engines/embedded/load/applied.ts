import type { StepInput, StepOutput } from '../plan.ts';
import { didYouMean } from './did-you-mean.ts';
import type { Spot } from './spot.ts';
import type { StepContext } from './step-context.ts';
import { componentOf } from './step-names.ts';

type Applied = { dependsOn: string[]; inputs: StepInput[]; outputs: StepOutput[] };

/**
 * What a step has of the component that it applies: KubeVela writes the component's inputs, outputs and `dependsOn` into the step, where the names are those of
 * steps (convertStepProperties in pkg/controller/core.oam.dev/v1beta1/application/generator.go of kubevela/kubevela).
 */
export function readApplied(spot: Spot, step: string, context: StepContext): Applied {
  const { around, names, givers, given, waits } = context;
  const component = componentOf(spot, around.components);
  if (component === undefined) return { dependsOn: [], inputs: [], outputs: [] };
  const at = spot.at('properties').at('component');
  const what = `${spot.what} applies component "${component.name}", which`;
  const dependsOn = (component.dependsOn ?? []).filter((on) => {
    if (names.includes(on)) {
      waits.push({ step, on, spot: at, what: `${what} depends on "${on}"` });
      return true;
    }
    at.complain(
      `${what} depends on "${on}": KubeVela waits for a step called "${on}", and there is none; call the step that applies it so`,
    );
    return false;
  });
  const inputs = (component.inputs ?? []).flatMap(({ from }): StepInput[] => {
    const on = givers.get(from);
    if (on === undefined) {
      at.complain(
        `${what} takes "${from}", which no step gives as an output${didYouMean(from, givers.keys())}`,
      );
      return [];
    }
    waits.push({ step, on, spot: at, what: `${what} takes "${from}"` });
    // It goes into the component's properties, not into the step's.
    return [{ from: [from] }];
  });
  const outputs = (component.outputs ?? []).map(({ name, valueFrom }) => ({ name, value: valueFrom }));
  for (const { name } of outputs) {
    const before = given.get(name);
    if (before !== undefined) at.complain(`${what} gives "${name}", which step "${before}" already gives`);
    given.set(name, step);
  }
  return { dependsOn, inputs, outputs };
}
