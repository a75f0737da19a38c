import { parse as parseYaml } from 'yaml';
import { isObject, type Json, type JsonObject, textAt } from './json.ts';
import { apiVersionOf, type Resource } from './resources.ts';
import { normalise, prune } from './schema.ts';
import { badRequest, invalid, unsupportedMediaType } from './status.ts';

/** What clients send: read, and made to fit its kind. */

/** The object in a request's body. Throws 400 where there is none. */
export function bodyObject(body: string, kind = 'any'): JsonObject {
  const refuse = (why: string): Error =>
    badRequest(
      `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: ${why} (${summary(body)})`,
    );
  let parsed: Json;
  try {
    parsed = JSON.parse(body) as Json;
  } catch {
    throw refuse('unexpected end of JSON input');
  }
  if (!isObject(parsed))
    throw refuse(
      'json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }',
    );
  return parsed;
}

const MEDIA_TYPES = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/** Whole objects come as JSON here. */
export function checkMediaType({ contentType }: { contentType: string }): void {
  const type = contentType.split(';')[0]?.trim() ?? '';
  if (type !== '' && type !== 'application/json') throw unsupportedMediaType(MEDIA_TYPES);
}

/** The first of a body, as the server shows it: text where it is JSON, hexadecimal where not. */
function summary(body: string): string {
  const most = 30;
  const text = body.startsWith('{') ? body : Buffer.from(body).toString('hex');
  return text.length <= most ? text : `${text.slice(0, most)} ...`;
}

export function configuration(body: string): JsonObject {
  let parsed: unknown;
  try {
    parsed = parseYaml(body);
  } catch (error) {
    throw badRequest(`error decoding YAML: ${String(error)}`);
  }
  const json = JSON.parse(JSON.stringify(parsed ?? null)) as Json;
  if (!isObject(json)) throw badRequest('error decoding YAML: error converting YAML to JSON: not a map');
  return json;
}

/** Throws where it is of another kind than the address. */
export function checkKind(incoming: JsonObject, resource: Resource, body: string): void {
  const { apiVersion, kind } = incoming;
  if (typeof kind !== 'string' || kind === '')
    throw badRequest(
      `the object provided is unrecognized (must be of type ${resource.kind}): Object 'Kind' is missing in '${body}' (${summary(body)})`,
    );
  if (typeof apiVersion !== 'string' || apiVersion === '')
    throw badRequest(
      `the object provided is unrecognized (must be of type ${resource.kind}): Object 'apiVersion' is missing in '${body}' (${summary(body)})`,
    );
  if (apiVersion !== apiVersionOf(resource))
    throw badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${apiVersionOf(resource)})`,
    );
  if (kind !== resource.kind)
    throw invalid(kind, resource.group, textAt(incoming, 'metadata', 'name'), [
      {
        reason: 'FieldValueInvalid',
        message: `Invalid value: ${JSON.stringify(kind)}: must be ${resource.kind}`,
        field: 'kind',
      },
    ]);
}

/** Takes out what the kind does not know, and says so as `fieldValidation` wishes. `unknown` names what was left out before. */
export function fit(
  object: JsonObject,
  resource: Resource,
  directive: string | null,
  unknown: readonly string[],
): string[] {
  const dropped = [...prune(object, resource.schema), ...unknown].sort();
  normalise(object, resource.schema);
  if (dropped.length === 0 || directive === 'Ignore') return [];
  const told = dropped.map((path) => `unknown field "${path}"`);
  if (directive === 'Strict')
    throw badRequest(
      `${resource.kind} in version ${JSON.stringify(resource.version)} cannot be handled as a ${resource.kind}: strict decoding error: ${told.join(', ')}`,
    );
  return told;
}
