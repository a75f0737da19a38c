import { isObject, type Json, type JsonObject } from './json.ts';
import { badRequest, type Cause } from './status.ts';

/** What every object's `metadata` must be, in the words of k8s.io/apimachinery (pkg/api/validation, pkg/util/validation). */

const FIELDS = new Set([
  'name',
  'generateName',
  'namespace',
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
  'managedFields',
]);

/** The known fields only; throws where a label or an annotation is no text. */
export function readMetadata(
  value: Json | undefined,
  { kind, version }: { kind: string; version: string },
): JsonObject {
  if (!isObject(value)) return {};
  for (const field of ['labels', 'annotations'] as const) {
    const texts = value[field];
    const wrong = isObject(texts) ? Object.values(texts).find((one) => typeof one !== 'string') : undefined;
    if (wrong !== undefined)
      throw badRequest(
        `${kind} in version ${JSON.stringify(version)} cannot be handled as a ${kind}: json: cannot unmarshal ${goType(wrong)} into Go struct field ObjectMeta.${field} of type string`,
      );
  }
  return Object.fromEntries(
    Object.entries(value).filter(([name, inner]) => FIELDS.has(name) && inner !== null),
  );
}

export function unknownMetadata(value: Json | undefined): string[] {
  return isObject(value)
    ? Object.keys(value)
        .filter((name) => !FIELDS.has(name))
        .map((name) => `metadata.${name}`)
    : [];
}

function goType(value: Json): string {
  if (typeof value === 'boolean') return 'bool';
  return Array.isArray(value) ? 'array' : typeof value;
}

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const NAME_PART = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

const SUBDOMAIN_RULE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL_RULE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const NAME_PART_RULE =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const QUALIFIED_RULE = `a qualified name ${NAME_PART_RULE.slice('name part '.length)} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`;
const PREFIX_RULE = `prefix part ${SUBDOMAIN_RULE}`;

const LONGEST_NAME = 253;
const LONGEST_LABEL = 63;
/** Of all annotations together, in bytes. */
const LARGEST_ANNOTATIONS = 256 * 1024;

export function checkMetadata(metadata: JsonObject): Cause[] {
  const causes: Cause[] = [];
  const { name } = metadata;
  if (typeof name !== 'string' || name === '')
    causes.push({
      reason: 'FieldValueRequired',
      message: 'Required value: name or generateName is required',
      field: 'metadata.name',
    });
  else {
    if (name.length > LONGEST_NAME)
      causes.push(bad('metadata.name', name, `must be no more than ${LONGEST_NAME} characters`));
    if (!SUBDOMAIN.test(name)) causes.push(bad('metadata.name', name, SUBDOMAIN_RULE));
  }
  for (const [key, value] of textsOf(metadata.labels)) {
    causes.push(...checkKey(key, 'metadata.labels'));
    if (value.length > LONGEST_LABEL)
      causes.push(bad('metadata.labels', value, `must be no more than ${LONGEST_LABEL} characters`));
    if (!LABEL_VALUE.test(value)) causes.push(bad('metadata.labels', value, LABEL_RULE));
  }
  let size = 0;
  for (const [key, value] of textsOf(metadata.annotations)) {
    causes.push(...checkKey(key.toLowerCase(), 'metadata.annotations'));
    size += Buffer.byteLength(key) + Buffer.byteLength(value);
  }
  if (size > LARGEST_ANNOTATIONS)
    causes.push({
      reason: 'FieldValueTooLong',
      message: `Too long: may not be more than ${LARGEST_ANNOTATIONS} bytes`,
      field: 'metadata.annotations',
    });
  return causes;
}

function checkKey(key: string, field: string): Cause[] {
  const causes: Cause[] = [];
  const parts = key.split('/');
  const name = parts.at(-1) ?? '';
  const prefix = parts.length > 1 ? (parts[0] ?? '') : undefined;
  if (parts.length > 2) return [bad(field, key, QUALIFIED_RULE)];
  if (prefix === '') causes.push(bad(field, key, 'prefix part must be non-empty'));
  else if (prefix !== undefined && !SUBDOMAIN.test(prefix)) causes.push(bad(field, key, PREFIX_RULE));
  if (name === '') causes.push(bad(field, key, 'name part must be non-empty'));
  if (name.length > LONGEST_LABEL)
    causes.push(bad(field, key, `name part must be no more than ${LONGEST_LABEL} characters`));
  if (!NAME_PART.test(name)) causes.push(bad(field, key, NAME_PART_RULE));
  return causes;
}

function textsOf(value: Json | undefined): [string, string][] {
  if (!isObject(value)) return [];
  return Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
}

function bad(field: string, value: string, rule: string): Cause {
  return { reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(value)}: ${rule}`, field };
}
