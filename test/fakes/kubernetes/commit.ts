import { randomUUID } from 'node:crypto';
import { check, checkAddress, checkKindKept, checkNamespace } from './checks.ts';
import { fit } from './incoming.ts';
import { at, isObject, type Json, type JsonObject, same, textAt } from './json.ts';
import { afterUpdate, type Writer } from './managed-fields.ts';
import { readMetadata, unknownMetadata } from './metadata.ts';
import type { ObjectStore, Stored } from './object-store.ts';
import { type KubeRequest, managerOf, type Target } from './request.ts';
import { apiVersionOf, type Resource } from './resources.ts';
import { alreadyExists, badRequest, conflict, invalid, KubeError, notFound } from './status.ts';

/** How objects come into the store: what of them may be written, what the server adds, what it refuses. */

export type Written = { code: number; stored: Stored; warnings: readonly string[] };

export type WriteContext = { store: ObjectStore; now(): string };

export function existing({ store }: WriteContext, { resource, namespace, name }: Target): Stored {
  const found = store.get(resource, namespace, name);
  if (found === undefined) throw notFound(resource, name);
  return found;
}

export function insert(
  context: WriteContext,
  request: KubeRequest,
  target: Target,
  incoming: JsonObject,
  writer: Writer,
  entries?: JsonObject[],
): Written {
  const { resource, namespace } = target;
  const sent = readMetadata(incoming.metadata, resource);
  const sentNamespace = textAt(sent, 'namespace');
  if (sentNamespace !== '' && sentNamespace !== namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  if (textAt(sent, 'resourceVersion') !== '')
    throw new KubeError(500, '', 'resourceVersion should not be set on objects to be created');
  const prefix = textAt(sent, 'generateName');
  const name = textAt(sent, 'name') || (prefix === '' ? '' : prefix.slice(0, 58) + suffix());
  const object: JsonObject = { ...incoming };
  const { uid: _, selfLink: __, managedFields: ___, resourceVersion: ____, ...kept } = sent;
  object.metadata = {
    ...kept,
    name,
    ...(resource.namespaced ? { namespace } : {}),
    uid: randomUUID(),
    creationTimestamp: context.now(),
    ...(resource.custom ? { generation: 1 } : {}),
  };
  const warnings = fit(
    object,
    resource,
    request.query.get('fieldValidation'),
    unknownMetadata(incoming.metadata),
  );
  if (resource.hasStatus && resource.custom) delete object.status;
  check(object, resource, name);
  if (resource.namespaced) checkNamespace(context, target, name);
  if (context.store.get(resource, namespace, name) !== undefined) throw alreadyExists(resource, name);
  const managedFields = entries ?? afterUpdate(resource, undefined, object, writer);
  if (isObject(object.metadata) && managedFields.length > 0)
    object.metadata = { ...object.metadata, managedFields };
  const stored = isDryRun(request) ? asIs(resource, object) : context.store.put(resource, object);
  return { code: 201, stored, warnings };
}

export function replace(
  context: WriteContext,
  request: KubeRequest,
  target: Target,
  before: Stored,
  incoming: JsonObject,
): Written {
  const { resource, name, namespace } = target;
  checkAddress(incoming, name, namespace);
  checkKindKept(incoming, resource);
  const after: JsonObject = { ...incoming, metadata: readMetadata(incoming.metadata, resource) };
  const warnings = fit(
    after,
    resource,
    request.query.get('fieldValidation'),
    unknownMetadata(incoming.metadata),
  );
  const writer = writerOf(context, request, target, 'Update');
  const cleared = at(incoming, 'metadata', 'managedFields');
  const reset = same(cleared, [{}]);
  const entries = reset ? [] : afterUpdate(resource, before.object, after, writer);
  const written = commit(context, request, target, before, after, entries);
  return { ...written, warnings };
}

/** What of the new state this address may write; the rest is as it was. */
function half(before: JsonObject, after: JsonObject, resource: Resource, subresource: string): JsonObject {
  if (subresource === 'status') {
    const { status: _, ...rest } = before;
    return after.status === undefined ? rest : { ...rest, status: after.status };
  }
  if (!resource.hasStatus || !resource.custom) return after;
  const { status: _, ...rest } = after;
  return before.status === undefined ? rest : { ...rest, status: before.status };
}

export function commit(
  context: WriteContext,
  request: KubeRequest,
  target: Target,
  before: Stored,
  incoming: JsonObject,
  entries: JsonObject[],
): Written {
  const { resource, name } = target;
  const sent = isObject(incoming.metadata) ? incoming.metadata : {};
  const live = isObject(before.object.metadata) ? before.object.metadata : {};
  const version = textAt(sent, 'resourceVersion');
  if (version === '' && resource.custom)
    throw invalid(resource.plural, resource.group, name, [
      {
        reason: 'FieldValueInvalid',
        message: 'Invalid value: 0: must be specified for an update',
        field: 'metadata.resourceVersion',
      },
    ]);
  if (version !== '' && version !== String(before.version)) throw conflict(resource, name);
  const after = half(before.object, incoming, resource, target.subresource);
  const ofStatus = target.subresource === 'status';
  const metadata: JsonObject = ofStatus ? { ...live } : merged(live, sent);
  const generation = live.generation;
  if (
    resource.custom &&
    typeof generation === 'number' &&
    !ofStatus &&
    !same(content(before.object), content(after))
  )
    metadata.generation = generation + 1;
  if (entries.length > 0) metadata.managedFields = entries;
  else delete metadata.managedFields;
  const object: JsonObject = { ...after, apiVersion: apiVersionOf(resource), kind: resource.kind, metadata };
  check(object, resource, name, live, target.subresource);
  if (isUnchanged(before.object, object)) return { code: 200, stored: before, warnings: [] };
  if (isDryRun(request)) return { code: 200, stored: asIs(resource, object), warnings: [] };
  const finalizers = metadata.finalizers;
  const over =
    metadata.deletionTimestamp !== undefined && (!Array.isArray(finalizers) || finalizers.length === 0);
  if (!over) return { code: 200, stored: context.store.put(resource, object), warnings: [] };
  // The last state is told, though what is stored no more is the one before.
  context.store.remove(before);
  return { code: 200, stored: asIs(resource, object), warnings: [] };
}

/** Fields that only the server sets stay what they are. */
function merged(live: JsonObject, sent: JsonObject): JsonObject {
  const kept = [
    'creationTimestamp',
    'generation',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'generateName',
    'namespace',
  ];
  const metadata: JsonObject = { ...sent };
  for (const field of kept) {
    const value = live[field];
    if (value === undefined) delete metadata[field];
    else metadata[field] = value;
  }
  return { ...metadata, uid: textAt(sent, 'uid') || (live.uid ?? '') };
}

function content(object: JsonObject): JsonObject {
  const { metadata: _, ...rest } = object;
  return rest;
}

/** A write that changes nothing is none: no new version, nothing for watchers. */
function isUnchanged(before: JsonObject, after: JsonObject): boolean {
  return same(content(before), content(after)) && same(timeless(before.metadata), timeless(after.metadata));
}

function timeless(metadata: Json | undefined): Json {
  if (!isObject(metadata)) return {};
  const { resourceVersion: _, managedFields, ...rest } = metadata;
  const entries = Array.isArray(managedFields) ? managedFields.filter(isObject) : [];
  return { ...rest, managedFields: entries.map(({ time: __, ...entry }) => entry) };
}

export function writerOf(
  context: WriteContext,
  request: KubeRequest,
  target: Target,
  operation: 'Update' | 'Apply',
): Writer {
  return { manager: managerOf(request), operation, subresource: target.subresource, time: context.now() };
}

export function isDryRun(request: KubeRequest, options: JsonObject = {}): boolean {
  const asked = options.dryRun;
  return request.query.get('dryRun') === 'All' || (Array.isArray(asked) && asked.includes('All'));
}

function asIs(resource: Resource, object: JsonObject): Stored {
  const namespace = textAt(object, 'metadata', 'namespace');
  return {
    resource,
    namespace,
    name: textAt(object, 'metadata', 'name'),
    version: 0,
    object,
    text: () => JSON.stringify(object),
  };
}

const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/** Five letters as the server adds them to a `generateName`. */
function suffix(): string {
  return Array.from({ length: 5 }, () => LETTERS[Math.floor(Math.random() * LETTERS.length)]).join('');
}
