import { isObject } from '../../common/json.ts';
import { type Check, inside, type Place, pattern, refuse, shape } from './check.ts';
import { px } from './texts.ts';

/** Containers may lie in each other this deep. https://open.feishu.cn/document/feishu-cards/card-json-v2-structure */
const NESTING = 5;

/** Up to 20 letters, digits and underscores, a letter first; one of a kind in a card. */
const elementId: Check = (value, place) => {
  pattern(/^[A-Za-z][A-Za-z0-9_]{0,19}$/)(value, place);
  const id = String(value);
  if (place.tally.elementIds.has(id)) refuse(`duplicate element_id ${id}, path: ${place.path}`);
  place.tally.elementIds.add(id);
};

/** Also one of a kind: form values come back under it. */
export const name: Check = (value, place) => {
  if (typeof value !== 'string' || value === '') refuse(`empty name, path: ${place.path}`);
  if (place.tally.names.has(value)) refuse(`duplicate name ${value}, path: ${place.path}`);
  place.tally.names.add(value);
};

type Element = {
  required?: Record<string, Check>;
  optional?: Record<string, Check>;
  /** Sees the element after its properties. */
  also?: (value: Record<string, unknown>, place: Place) => void;
};

/** A component: what all of them may carry, and its own properties. */
export function element({ required = {}, optional = {}, also }: Element): Check {
  const check = shape({ tag: () => {}, ...required }, { element_id: elementId, margin: px, ...optional });
  return (value, place) => {
    check(value, place);
    if (isObject(value)) also?.(value, place);
  };
}

/** One that people use: inside of a form it has to have a name. */
export function interactive(parts: Element): Check {
  return element({
    ...parts,
    optional: { name, ...parts.optional },
    also(value, place) {
      if (place.inForm && value.name === undefined) {
        refuse(`missing property, property: name, path: ${place.path}`);
      }
      parts.also?.(value, place);
    },
  });
}

/** The elements of a container. `kinds` is asked late: containers hold containers. */
export function elementsOf(kinds: () => Record<string, Check>, changes: Partial<Place> = {}): Check {
  return (value, place) => {
    if (!Array.isArray(value)) refuse(`not an array, path: ${place.path}`);
    const containers = place.containers + 1;
    // The body itself is the first of them.
    if (containers > NESTING + 1) refuse(`nested deeper than ${NESTING}, path: ${place.path}`);
    for (const [i, one] of value.entries()) {
      byTag(kinds(), one, inside(place, `[${i}]`, { containers, ...changes }));
    }
  };
}

function byTag(kinds: Record<string, Check>, value: unknown, place: Place): void {
  if (!isObject(value) || typeof value.tag !== 'string') refuse(`missing tag, path: ${place.path}`);
  const { tag } = value;
  place.tally.elements += 1;
  const check = Object.hasOwn(kinds, tag) ? kinds[tag] : undefined;
  if (!check) {
    refuse(
      `unsupported tag ${tag}, path: ${place.path}`,
      200861,
      'cards of schema V2 no longer support this capability',
    );
  }
  check(value, { ...place, path: `${place.path}(tag: ${tag})` });
}
