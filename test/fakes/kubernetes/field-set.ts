import { isObject, type Json, type JsonObject, same } from './json.ts';
import { fieldOf, keyOf, type Schema } from './schema.ts';

/**
 * Sets of field paths, as server-side apply keeps them (sigs.k8s.io/structured-merge-diff v4): which fields an object has, and which ones
 * differ between two. A path is its elements joined by a line break; an element is `f:<name>`, `k:<keys>` or `v:<value>` as in FieldsV1.
 */
export type FieldSet = Set<string>;

export type Comparison = { added: FieldSet; modified: FieldSet; removed: FieldSet };

const BREAK = '\n';

const text: Schema = { type: 'string' };
const texts: Schema = { type: 'object', additionalProperties: text };

/** The parts of `metadata` that have owners. */
const METADATA: Schema = {
  type: 'object',
  properties: {
    annotations: texts,
    labels: texts,
    finalizers: { type: 'array', items: text, 'x-kubernetes-list-type': 'set' },
    ownerReferences: {
      type: 'array',
      items: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['uid'],
    },
  },
};

/** What applies to a whole object: its kind's schema with that of `metadata`. */
export function withMetadata(schema: Schema): Schema {
  const found = WITH_METADATA.get(schema);
  if (found !== undefined) return found;
  const made: Schema = { ...schema, properties: { ...schema.properties, metadata: METADATA } };
  WITH_METADATA.set(schema, made);
  return made;
}

const WITH_METADATA = new WeakMap<Schema, Schema>();

type Shape = 'map' | 'list' | 'leaf';

function shapeOf(value: Json, schema: Schema | undefined): Shape {
  if (Array.isArray(value)) {
    const type = schema?.['x-kubernetes-list-type'];
    return type === 'set' || type === 'map' ? 'list' : 'leaf';
  }
  if (!isObject(value)) return 'leaf';
  return schema?.['x-kubernetes-map-type'] === 'atomic' ? 'leaf' : 'map';
}

/** Which fields the second has more, has otherwise, or has no more. */
export function compareFields(before: Json | undefined, after: Json | undefined, schema: Schema): Comparison {
  const found: Comparison = { added: new Set(), modified: new Set(), removed: new Set() };
  walk(found, '', before, after, schema);
  return found;
}

function walk(
  found: Comparison,
  path: string,
  before: Json | undefined,
  after: Json | undefined,
  schema: Schema | undefined,
): void {
  if (before === after) return;
  const shape = after === undefined ? shapeOf(before ?? null, schema) : shapeOf(after, schema);
  const other = before === undefined || after === undefined ? shape : shapeOf(before, schema);
  const children = shape === 'leaf' || other !== shape ? [] : childrenOf(before, after, schema);
  for (const [element, one, two, inner] of children)
    walk(found, path === '' ? element : path + BREAK + element, one, two, inner);
  if (path === '') return;
  if (before === undefined) found.added.add(path);
  else if (after === undefined) found.removed.add(path);
  else if (children.length === 0 && !same(before, after)) found.modified.add(path);
}

type Child = [element: string, before: Json | undefined, after: Json | undefined, schema: Schema | undefined];

function childrenOf(before: Json | undefined, after: Json | undefined, schema: Schema | undefined): Child[] {
  const one = elementsOf(before, schema);
  const two = elementsOf(after, schema);
  const inner = (element: string): Schema | undefined =>
    element.startsWith('f:') ? fieldOf(schema, element.slice(2)) : schema?.items;
  return [...new Set([...one.keys(), ...two.keys()])].map((element) => [
    element,
    one.get(element),
    two.get(element),
    inner(element),
  ]);
}

/** The items of a map or of a list whose items have keys. */
export function elementsOf(value: Json | undefined, schema: Schema | undefined): Map<string, Json> {
  if (Array.isArray(value))
    return new Map(value.map((item) => [elementOf(item, schema ?? { type: 'array' }), item]));
  if (isObject(value)) return new Map(Object.entries(value).map(([name, inner]) => [`f:${name}`, inner]));
  return new Map();
}

function elementOf(item: Json, schema: Schema): string {
  return `${schema['x-kubernetes-list-type'] === 'set' ? 'v' : 'k'}:${keyOf(item, schema) ?? JSON.stringify(item)}`;
}

/** All fields that an applied configuration speaks of. */
export function fieldsOf(value: Json, schema: Schema): FieldSet {
  const found: FieldSet = new Set();
  collect(found, '', value, schema);
  return found;
}

function collect(found: FieldSet, path: string, value: Json, schema: Schema | undefined): void {
  const shape = shapeOf(value, schema);
  if (shape === 'leaf') {
    if (path !== '') found.add(path);
    return;
  }
  const elements = elementsOf(value, schema);
  for (const [element, inner] of elements) {
    const here = path === '' ? element : path + BREAK + element;
    const field = element.startsWith('f:');
    const declared = field && Object.hasOwn(schema?.properties ?? {}, element.slice(2));
    collect(found, here, inner, field ? fieldOf(schema, element.slice(2)) : schema?.items);
    if (!declared || inner === null || (isObject(inner) && Object.keys(inner).length === 0)) found.add(here);
  }
}

export function isUnder(path: string, root: string): boolean {
  return path === root || path.startsWith(root + BREAK);
}

export function elementsIn(path: string): string[] {
  return path.split(BREAK);
}

export function parentOf(path: string): string | undefined {
  const end = path.lastIndexOf(BREAK);
  return end < 0 ? undefined : path.slice(0, end);
}

/** As conflicts name it: `.spec.components`, `.metadata.finalizers[="x"]`. */
export function spoken(path: string): string {
  return elementsIn(path)
    .map((element) => {
      const rest = element.slice(2);
      if (element.startsWith('f:')) return `.${rest}`;
      if (element.startsWith('v:')) return `[=${rest}]`;
      const keys: unknown = JSON.parse(rest);
      const pairs = Object.entries(keys as JsonObject).map(
        ([key, value]) => `${key}=${JSON.stringify(value)}`,
      );
      return `[${pairs.join(',')}]`;
    })
    .join('');
}

export function toFieldsV1(set: FieldSet): JsonObject {
  const root: JsonObject = {};
  for (const path of [...set].sort()) {
    let here = root;
    for (const element of elementsIn(path)) {
      const inner = here[element];
      if (isObject(inner)) here = inner;
      else {
        const made: JsonObject = {};
        here[element] = made;
        here = made;
      }
    }
    here['.'] = {};
  }
  for (const inner of Object.values(root)) tidy(inner);
  return root;
}

/** A member without members below it is told as an empty object. */
function tidy(node: Json): void {
  if (!isObject(node)) return;
  const names = Object.keys(node);
  if (names.length === 1 && names[0] === '.') delete node['.'];
  else for (const [name, inner] of Object.entries(node)) if (name !== '.') tidy(inner);
}

const READ = new WeakMap<JsonObject, FieldSet>();

export function fromFieldsV1(fields: JsonObject): FieldSet {
  const known = READ.get(fields);
  if (known !== undefined) return known;
  const set: FieldSet = new Set();
  gather(set, '', fields);
  READ.set(fields, set);
  return set;
}

function gather(set: FieldSet, path: string, node: JsonObject): void {
  const names = Object.keys(node);
  if (path !== '' && (names.length === 0 || Object.hasOwn(node, '.'))) set.add(path);
  for (const name of names) {
    const inner = node[name];
    if (name !== '.' && isObject(inner)) gather(set, path === '' ? name : path + BREAK + name, inner);
  }
}
