/** What a component takes from others and gives to others: `inputs` and `outputs`, where KubeVela's steps that deploy read them alike. */
import { compileExpression } from '../expressions/expression.ts';
import { parsePath } from '../expressions/path.ts';
import type { ComponentInput, ComponentOutput } from '../plan.ts';
import { fieldsOf, itemsOf, type Spot, textOf } from './spot.ts';

const NAME = /^[^.[\]"\s]+$/;

/** Each with the place where it is written. */
export function readComponentInputs(spot: Spot, component: string): { input: ComponentInput; spot: Spot }[] {
  return itemsOf(spot, 'inputs', (i) => `input ${i + 1} of component "${component}"`).flatMap((item) => {
    fieldsOf(item, ['from', 'parameterKey']);
    const from = textOf(item, 'from');
    const parameterKey = textOf(item, 'parameterKey')?.trim();
    if (from === undefined || parameterKey === undefined || !NAME.test(from)) {
      item.complain(
        `${item.what} needs "from", the name of an output, and "parameterKey", a path into its properties`,
      );
      return [];
    }
    const path = parsePath(parameterKey);
    if ('problem' in path || path[0] === 'traits') {
      const why =
        'problem' in path
          ? path.problem.message
          : 'only properties can be taken from others here, not traits';
      item.at('parameterKey').complain(`"parameterKey" of ${item.what}: ${why}`);
      return [];
    }
    return [{ input: { from, parameterKey }, spot: item }];
  });
}

/** `valueFrom` is about what the component's target gave back, as `output`. */
export function readComponentOutputs(
  spot: Spot,
  component: string,
): { output: ComponentOutput; spot: Spot }[] {
  return itemsOf(spot, 'outputs', (i) => `output ${i + 1} of component "${component}"`).flatMap((item) => {
    fieldsOf(item, ['name', 'valueFrom']);
    const name = textOf(item, 'name');
    const valueFrom = textOf(item, 'valueFrom');
    if (
      name === undefined ||
      valueFrom === undefined ||
      !NAME.test(name) ||
      name === 'context' ||
      name === '__proto__'
    ) {
      item.complain(`${item.what} needs "name" (no dots, brackets or blanks; not context) and "valueFrom"`);
      return [];
    }
    const expression = compileExpression(valueFrom, ['output'], 'script');
    if ('problem' in expression) {
      item.at('valueFrom').complain(`"valueFrom" of ${item.what}: ${expression.problem}`);
      return [];
    }
    return [{ output: { name, valueFrom }, spot: item }];
  });
}
