/**
 * What a server-side apply has to say: everything that we own already, or it would be taken away, and what changes now
 * (https://kubernetes.io/docs/reference/using-api/server-side-apply/#using-server-side-apply-in-a-controller).
 */
import type { Json } from '../../../domain/run.ts';
import type { ManagedField } from '../document/documents.ts';
import { type Data, isData } from './place.ts';

/** The part of the object that a manager has applied. Lists are taken whole. */
export function appliedBy(object: Data, managedFields: readonly ManagedField[], manager: string): Data {
  const own = managedFields.filter(
    (field) => field.manager === manager && field.operation === 'Apply' && field.subresource === '',
  );
  let result: Data = {};
  for (const { fieldsV1 } of own) {
    const part = extract(object, fieldsV1);
    if (isData(part)) result = merged(result, part);
  }
  return result;
}

function extract(value: Json, fields: Data): Json | undefined {
  const names = Object.keys(fields).filter((name) => name.startsWith('f:'));
  if (!isData(value) || names.length === 0) return value;
  const pairs = names.flatMap((name): [string, Json][] => {
    const key = name.slice(2);
    const inner = fields[name];
    if (!Object.hasOwn(value, key) || value[key] === undefined) return [];
    const part = isData(inner) ? extract(value[key], inner) : value[key];
    return part === undefined ? [] : [[key, part]];
  });
  return Object.fromEntries(pairs);
}

/** Objects field by field; anything else is replaced. */
export function merged(base: Data, over: Data): Data {
  const result: Data = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const before = result[key];
    result[key] = isData(before) && isData(value) ? merged(before, value) : value;
  }
  return result;
}
