/** The patches of components that a policy has: EnvComponentPatch in apis/core.oam.dev/v1alpha1/envbinding_types.go of kubevela/kubevela. */
import { isObject } from '../expressions/path.ts';
import { kindOf } from '../expressions/trouble.ts';
import { createNameTest } from '../name-pattern.ts';
import { COMPONENT_REFUSED } from './components.ts';
import { booleanOf, fieldsOf, itemsOf, type Spot, textOf } from './spot.ts';

/** Complains of what is wrong in `components` of this spot. */
export function checkPatches(holder: Spot): void {
  for (const patch of itemsOf(holder, 'components', (i) => `patch ${i + 1} of ${holder.what}`)) {
    fieldsOf(patch, ['name', 'type', 'properties', 'traits'], COMPONENT_REFUSED);
    const name = textOf(patch, 'name');
    textOf(patch, 'type');
    if (name !== undefined && name !== '' && createNameTest(name) === undefined)
      patch
        .at('name')
        .complain(
          `"name" of ${patch.what} is neither the name of a component nor a pattern of letters, digits, "-", "." and "*"`,
        );
    const properties = patch.at('properties');
    if (properties.value !== undefined && !isObject(properties.value))
      properties.complain(
        `"properties" of ${patch.what} is ${kindOf(properties.value)}; it must be an object`,
      );
    for (const trait of itemsOf(patch, 'traits', (i) => `trait ${i + 1} of ${patch.what}`)) {
      fieldsOf(trait, ['type', 'properties', 'disable']);
      if (textOf(trait, 'type') === undefined) trait.complain(`${trait.what} needs "type"`);
      booleanOf(trait, 'disable');
    }
  }
}

/** Names of components that are to be left. */
export function checkNames(holder: Spot, key: string): void {
  for (const item of itemsOf(holder, key, () => `"${key}" of ${holder.what}`)) {
    if (typeof item.value !== 'string') item.complain(`${item.what} is a list of names`);
  }
}
