import { elementsIn, elementsOf, parentOf } from './field-set.ts';
import { clone, isObject, type Json, type JsonObject } from './json.ts';
import { fieldOf, keyOf, type Schema } from './schema.ts';

/** What server-side apply does to the object itself: laying a configuration over it, and taking away fields that nobody wants any more. */

/** Maps are merged, lists with keys item by item; everything else is replaced. */
export function apply(live: JsonObject, config: JsonObject, schema: Schema): JsonObject {
  const merged = over(live, config, schema);
  return isObject(merged) ? merged : {};
}

function over(live: Json | undefined, config: Json, schema: Schema | undefined): Json {
  if (isObject(config) && schema?.['x-kubernetes-map-type'] !== 'atomic') {
    const merged: JsonObject = isObject(live) ? { ...live } : {};
    for (const [name, inner] of Object.entries(config))
      merged[name] = over(merged[name], inner, fieldOf(schema, name));
    return merged;
  }
  const type = schema?.['x-kubernetes-list-type'];
  if (Array.isArray(config) && schema !== undefined && (type === 'set' || type === 'map')) {
    const items = elementsOf(live, schema);
    for (const [element, item] of elementsOf(config, schema))
      items.set(element, over(items.get(element), item, schema.items));
    return [...items.values()];
  }
  return clone(config);
}

/** The object without these fields; parents that are left empty go too. */
export function removeFields(object: JsonObject, paths: readonly string[], schema: Schema): JsonObject {
  if (paths.length === 0) return object;
  const left = clone(object);
  // The deepest first: a parent goes only when nothing is left in it.
  for (const path of [...paths].sort((a, b) => elementsIn(b).length - elementsIn(a).length)) {
    removeAt(left, path, schema, paths);
  }
  return left;
}

function removeAt(root: JsonObject, path: string, schema: Schema, paths: readonly string[]): void {
  const elements = elementsIn(path);
  const last = elements.at(-1) ?? '';
  let here: Json | undefined = root;
  let known: Schema | undefined = schema;
  for (const element of elements.slice(0, -1)) {
    here = elementsOf(here, known).get(element);
    known = element.startsWith('f:') ? fieldOf(known, element.slice(2)) : known?.items;
  }
  if (Array.isArray(here)) {
    const list = known;
    const index = here.findIndex((item) => list !== undefined && last.slice(2) === keyOf(item, list));
    if (index >= 0) here.splice(index, 1);
  } else if (isObject(here)) {
    const name = last.slice(2);
    const value = here[name];
    const children = elementsOf(value, fieldOf(known, name)).size;
    const granular = isObject(value) && fieldOf(known, name)?.['x-kubernetes-map-type'] !== 'atomic';
    if (!granular || children === 0) delete here[name];
  }
  const parent = parentOf(path);
  if (parent === undefined || paths.includes(parent)) return;
  const empty = isObject(here) ? Object.keys(here).length === 0 : Array.isArray(here) && here.length === 0;
  if (empty && parent !== 'f:metadata') removeAt(root, parent, schema, paths);
}
