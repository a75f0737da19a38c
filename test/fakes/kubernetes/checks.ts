import type { WriteContext } from './commit.ts';
import { isObject, type JsonObject, textAt } from './json.ts';
import { checkMetadata } from './metadata.ts';
import type { Target } from './request.ts';
import { NAMESPACES, type Resource } from './resources.ts';
import { validate } from './schema.ts';
import { badRequest, forbidden, invalid, notFound } from './status.ts';

/** What a write must be, whoever sends it. */

/** Refused as by the admission that watches over the lives of namespaces. */
export function checkNamespace({ store }: WriteContext, { resource, namespace }: Target, name: string): void {
  const found = store.get(NAMESPACES, '', namespace);
  if (found === undefined) throw notFound(NAMESPACES, namespace);
  if (textAt(found.object, 'status', 'phase') === 'Terminating')
    throw forbidden(
      resource,
      name,
      `unable to create new content in namespace ${namespace} because it is being terminated`,
    );
}

/** A patch does not make another kind of it. */
export function checkKindKept(incoming: JsonObject, { kind, group }: Resource): void {
  const now = textAt(incoming, 'kind');
  if (now === kind) return;
  throw invalid(now, group, textAt(incoming, 'metadata', 'name'), [
    {
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${JSON.stringify(now)}: must be ${kind}`,
      field: 'kind',
    },
  ]);
}

/** An object keeps its name and namespace. */
export function checkAddress(incoming: JsonObject, name: string, namespace: string): void {
  const sentName = textAt(incoming, 'metadata', 'name');
  if (sentName !== name)
    throw badRequest(`the name of the object (${sentName}) does not match the name on the URL (${name})`);
  const sentNamespace = textAt(incoming, 'metadata', 'namespace');
  if (sentNamespace !== '' && sentNamespace !== namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
}

export function check(
  object: JsonObject,
  resource: Resource,
  name: string,
  live?: JsonObject,
  subresource = '',
): void {
  const metadata = isObject(object.metadata) ? object.metadata : {};
  const causes = checkMetadata(metadata);
  if (live !== undefined && metadata.uid !== live.uid)
    causes.push({
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${JSON.stringify(metadata.uid)}: field is immutable`,
      field: 'metadata.uid',
    });
  const ofStatus = resource.schema.properties?.status;
  if (subresource === 'status' && ofStatus !== undefined)
    // The status is looked at by itself: messages name its fields from there.
    for (const cause of validate(object.status ?? {}, ofStatus))
      causes.push({ ...cause, field: `status.${cause.field ?? ''}` });
  else causes.push(...validate(object, resource.schema));
  if (causes.length > 0) throw invalid(resource.kind, resource.group, name, causes);
}
