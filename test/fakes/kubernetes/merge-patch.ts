import { clone, isObject, type Json, type JsonObject } from './json.ts';
import { badRequest } from './status.ts';

/** RFC 7386: null takes away, objects are merged, everything else (lists too) is replaced. */
export function applyMergePatch(document: JsonObject, body: string): JsonObject {
  let patch: Json;
  try {
    patch = JSON.parse(body) as Json;
  } catch {
    throw badRequest('error decoding patch: unexpected end of JSON input');
  }
  if (!isObject(patch))
    throw badRequest(
      'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}',
    );
  const patched = clone(document);
  lay(patched, patch);
  return patched;
}

function lay(target: JsonObject, patch: JsonObject): void {
  for (const [name, value] of Object.entries(patch)) {
    const found = target[name];
    if (value === null) delete target[name];
    else if (isObject(value) && isObject(found)) lay(found, value);
    else target[name] = withoutNulls(value);
  }
}

/** A merge patch cannot bring nulls in. */
function withoutNulls(value: Json): Json {
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null)
      .map(([name, inner]) => [name, withoutNulls(inner)]),
  );
}
