import { isObject, type Json, type JsonObject } from './json.ts';
import type { Cause } from './status.ts';

/** The part of a structural OpenAPI schema that CustomResourceDefinitions here use. */
export type Schema = {
  type: 'object' | 'array' | 'string' | 'boolean' | 'integer' | 'number';
  format?: 'date-time' | 'int32' | 'int64';
  nullable?: true;
  default?: Json;
  properties?: Readonly<Record<string, Schema>>;
  additionalProperties?: Schema;
  required?: readonly string[];
  items?: Schema;
  enum?: readonly string[];
  'x-kubernetes-preserve-unknown-fields'?: true;
  'x-kubernetes-embedded-resource'?: true;
  'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  'x-kubernetes-list-map-keys'?: readonly string[];
  'x-kubernetes-map-type'?: 'atomic' | 'granular';
};

export function fieldOf(schema: Schema | undefined, name: string): Schema | undefined {
  const own = schema?.properties;
  if (own !== undefined && Object.hasOwn(own, name)) return own[name];
  return schema?.additionalProperties;
}

/** Always kept at the root of an object, whatever its schema says. */
const ROOT = new Set(['apiVersion', 'kind', 'metadata']);

/** Takes out, in place, what the schema does not know; returns the paths of what it took. */
export function prune(value: Json, schema: Schema, path = ''): string[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items === undefined) return [];
    return value.flatMap((item, index) => prune(item, items, `${path}[${index}]`));
  }
  if (!isObject(value)) return [];
  const pruned: string[] = [];
  const keep = schema['x-kubernetes-preserve-unknown-fields'] === true;
  const embedded = path === '' || schema['x-kubernetes-embedded-resource'] === true;
  for (const [name, inner] of Object.entries(value)) {
    if (embedded && ROOT.has(name)) continue;
    const here = path === '' ? name : `${path}.${name}`;
    const known = fieldOf(schema, name);
    if (known !== undefined) pruned.push(...prune(inner, known, here));
    else if (!keep) {
      delete value[name];
      pruned.push(here);
    }
  }
  return pruned;
}

/** Takes out nulls that the schema does not allow and gives missing fields their defaults, in place (as since Kubernetes 1.20). */
export function normalise(value: Json, schema: Schema): void {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items !== undefined) for (const item of value) normalise(item, items);
    return;
  }
  if (!isObject(value)) return;
  for (const [name, inner] of Object.entries(value)) {
    const known = fieldOf(schema, name);
    if (known === undefined) continue;
    if (inner === null && known.nullable !== true) delete value[name];
    else normalise(inner, known);
  }
  for (const [name, known] of Object.entries(schema.properties ?? {})) {
    if (known.default === undefined || Object.hasOwn(value, name)) continue;
    const made = structuredClone(known.default);
    normalise(made, known);
    value[name] = made;
  }
}

/** What is wrong with it, in the words of the server's validator. */
export function validate(value: Json, schema: Schema, path = ''): Cause[] {
  if (value === null) return schema.nullable === true ? [] : [wrongType(value, schema, path)];
  switch (schema.type) {
    case 'object':
      return isObject(value) ? validateObject(value, schema, path) : [wrongType(value, schema, path)];
    case 'array':
      return Array.isArray(value) ? validateArray(value, schema, path) : [wrongType(value, schema, path)];
    case 'string':
      return typeof value === 'string' ? validateText(value, schema, path) : [wrongType(value, schema, path)];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [wrongType(value, schema, path)];
    case 'integer':
      return Number.isInteger(value) ? [] : [wrongType(value, schema, path)];
    case 'number':
      return typeof value === 'number' ? [] : [wrongType(value, schema, path)];
  }
}

function validateObject(value: JsonObject, schema: Schema, path: string): Cause[] {
  const causes: Cause[] = [];
  for (const name of schema.required ?? [])
    if (!Object.hasOwn(value, name))
      causes.push({ reason: 'FieldValueRequired', message: 'Required value', field: join(path, name) });
  for (const [name, inner] of Object.entries(value)) {
    const known = fieldOf(schema, name);
    if (known !== undefined && !(path === '' && ROOT.has(name)))
      causes.push(...validate(inner, known, join(path, name)));
  }
  return causes;
}

function validateArray(value: Json[], schema: Schema, path: string): Cause[] {
  const { items } = schema;
  if (items === undefined) return [];
  const causes = value.flatMap((item, index) => validate(item, items, `${path}[${index}]`));
  const seen = new Set<string>();
  for (const [index, item] of value.entries()) {
    const key = keyOf(item, schema);
    if (key === undefined) continue;
    if (seen.has(key))
      causes.push({
        reason: 'FieldValueDuplicate',
        message: `Duplicate value: ${key}`,
        field: `${path}[${index}]`,
      });
    seen.add(key);
  }
  return causes;
}

/** What tells the items of a set or a map apart; undefined for a list whose items are not told apart. */
export function keyOf(item: Json, schema: Schema): string | undefined {
  const type = schema['x-kubernetes-list-type'];
  if (type === 'set') return JSON.stringify(item);
  if (type !== 'map' || !isObject(item)) return undefined;
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  return JSON.stringify(Object.fromEntries(keys.map((key) => [key, item[key] ?? null])));
}

function validateText(value: string, schema: Schema, path: string): Cause[] {
  if (schema.enum !== undefined && !schema.enum.includes(value)) {
    const allowed = schema.enum.map((one) => JSON.stringify(one)).join(', ');
    const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${allowed}`;
    return [{ reason: 'FieldValueNotSupported', message, field: path }];
  }
  if (schema.format === 'date-time' && !RFC3339.test(value)) {
    const message = `Invalid value: ${JSON.stringify(value)}: ${path} in body must be of type date-time: ${JSON.stringify(value)}`;
    return [{ reason: 'FieldValueTypeInvalid', message, field: path }];
  }
  return [];
}

const RFC3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

/** The server shows the type that it found in place of the value. */
function wrongType(value: Json, schema: Schema, path: string): Cause {
  const found = JSON.stringify(typeOf(value));
  const message = `Invalid value: ${found}: ${path} in body must be of type ${schema.type}: ${found}`;
  return { reason: 'FieldValueTypeInvalid', message, field: path };
}

function typeOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
