import { clone, isObject, type Json, type JsonObject, same } from './json.ts';
import { badRequest, KubeError, patchFailed } from './status.ts';

/** RFC 6902 as the server's library does it (evanphx/json-patch v4): a failed `test` and a missing path look the same from outside. */
type Operation = { op: string; path: string; from?: string; value?: Json };

/** The most operations in one patch (k8s.io/apiserver, handlers/patch.go). */
const MOST_OPERATIONS = 10_000;

export function readJsonPatch(body: string): Operation[] {
  let parsed: Json;
  try {
    parsed = JSON.parse(body) as Json;
  } catch {
    throw badRequest('error decoding patch: unexpected end of JSON input');
  }
  if (!Array.isArray(parsed))
    throw badRequest(
      'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
    );
  if (parsed.length > MOST_OPERATIONS) {
    const message = `Request entity too large: The allowed maximum operations in a JSON patch is ${MOST_OPERATIONS}, got ${parsed.length}`;
    throw new KubeError(413, 'RequestEntityTooLarge', message);
  }
  return parsed.map((one) => {
    if (!isObject(one))
      throw badRequest(
        `error decoding patch: json: cannot unmarshal ${Array.isArray(one) ? 'array' : typeof one} into Go value of type handlers.jsonPatchOp`,
      );
    const { op, path, from, value } = one;
    if (typeof op !== 'string' || typeof path !== 'string') throw patchFailed();
    return {
      op,
      path,
      ...(typeof from === 'string' ? { from } : {}),
      ...(value === undefined ? {} : { value }),
    };
  });
}

/** Throws 422 when any operation does not apply. */
export function applyJsonPatch(document: JsonObject, operations: readonly Operation[]): JsonObject {
  const patched = clone(document);
  for (const operation of operations) applyOne(patched, operation);
  return patched;
}

function applyOne(root: JsonObject, { op, path, from, value }: Operation): void {
  switch (op) {
    case 'test': {
      const found = read(root, path);
      // A missing value equals null, as in the library.
      if (!same(found ?? null, value ?? null)) throw patchFailed();
      return;
    }
    case 'add':
      return add(root, path, given(value));
    case 'replace': {
      // In an object it need not be there: the library asks for it and takes nothing for an answer.
      const [parent, key] = place(root, path);
      if (Array.isArray(parent)) parent[indexIn(parent, key, parent.length - 1)] = given(value);
      else parent[key] = given(value);
      return;
    }
    case 'remove':
      return void remove(root, path);
    case 'move':
      return add(root, path, remove(root, from ?? ''));
    case 'copy': {
      // What is not there is copied as null.
      return add(root, path, given(read(root, from ?? '')));
    }
    default:
      throw patchFailed();
  }
}

function given(value: Json | undefined): Json {
  return value === undefined ? null : clone(value);
}

function add(root: JsonObject, path: string, value: Json): void {
  const [parent, key] = place(root, path);
  if (!Array.isArray(parent)) parent[key] = value;
  else if (key === '-') parent.push(value);
  else parent.splice(indexIn(parent, key, parent.length), 0, value);
}

function remove(root: JsonObject, path: string): Json {
  const found = read(root, path);
  if (found === undefined) throw patchFailed();
  const [parent, key] = place(root, path);
  if (Array.isArray(parent)) parent.splice(indexIn(parent, key, parent.length - 1), 1);
  else delete parent[key];
  return found;
}

function keysOf(path: string): string[] {
  if (!path.startsWith('/')) throw patchFailed();
  return path
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function read(root: JsonObject, path: string): Json | undefined {
  let here: Json | undefined = root;
  for (const key of keysOf(path)) {
    // A negative index counts from the end, also on the way.
    if (Array.isArray(here)) here = /^-?\d+$/.test(key) ? here.at(Number(key)) : undefined;
    else if (isObject(here)) here = Object.hasOwn(here, key) ? here[key] : undefined;
    else return undefined;
  }
  return here;
}

/** What holds the last part of the path, which must be there. */
function place(root: JsonObject, path: string): [JsonObject | Json[], string] {
  const keys = keysOf(path);
  const key = keys.pop() ?? '';
  const parent = keys.length === 0 ? root : read(root, `/${keys.map(escape).join('/')}`);
  if (!isObject(parent) && !Array.isArray(parent)) throw patchFailed();
  return [parent, key];
}

function escape(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

function indexIn(list: Json[], key: string, last: number): number {
  const index = Number(key);
  if (!/^-?\d+$/.test(key) || index > last || index < -list.length) throw patchFailed();
  return index < 0 ? index + list.length : index;
}
