import { randomUUID } from 'node:crypto';
import { parse as parseYaml } from 'yaml';
import { at, clone, isObject, type Json, type JsonObject, same, textAt } from './json.ts';
import { applyJsonPatch, readJsonPatch } from './json-patch.ts';
import { afterApply, afterUpdate, type Writer } from './managed-fields.ts';
import { applyMergePatch } from './merge-patch.ts';
import { checkMetadata, readMetadata } from './metadata.ts';
import type { ObjectStore, Stored } from './object-store.ts';
import { bodyObject, isTrue, type KubeRequest, managerOf, type Target } from './request.ts';
import { apiVersionOf, NAMESPACES, type Resource } from './resources.ts';
import { normalise, prune, validate } from './schema.ts';
import {
  alreadyExists,
  badRequest,
  conflict,
  forbidden,
  invalid,
  KubeError,
  notFound,
  unsupportedMediaType,
} from './status.ts';

/** Everything that changes objects. Each function is done when it returns: no two of them overlap, as with one etcd. */

export type Written = { code: number; stored: Stored; warnings: readonly string[] };

export type WriteContext = { store: ObjectStore; now(): string };

export function create(context: WriteContext, request: KubeRequest, target: Target): Written {
  const incoming = bodyObject(request.body);
  checkKind(incoming, target.resource);
  return insert(context, request, target, incoming, writerOf(context, request, target, 'Update'));
}

export function update(context: WriteContext, request: KubeRequest, target: Target): Written {
  const incoming = bodyObject(request.body);
  checkKind(incoming, target.resource);
  const { resource, name, namespace } = target;
  const sentName = textAt(incoming, 'metadata', 'name');
  if (sentName !== name)
    throw badRequest(`the name of the object (${sentName}) does not match the name on the URL (${name})`);
  const sentNamespace = textAt(incoming, 'metadata', 'namespace');
  if (sentNamespace !== '' && sentNamespace !== namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  const before = existing(context, target);
  const uid = textAt(incoming, 'metadata', 'uid');
  const liveUid = textAt(before.object, 'metadata', 'uid');
  if (uid !== '' && uid !== liveUid)
    throw conflict(
      resource,
      name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${liveUid}`,
    );
  return replace(context, request, target, before, incoming);
}

const PATCH_TYPES = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/apply-patch+yaml',
];

export function patch(context: WriteContext, request: KubeRequest, target: Target): Written {
  const { resource } = target;
  switch (request.contentType.split(';')[0]?.trim()) {
    case 'application/json-patch+json': {
      const operations = readJsonPatch(request.body);
      const before = existing(context, target);
      return replace(context, request, target, before, applyJsonPatch(before.object, operations));
    }
    case 'application/merge-patch+json': {
      const before = existing(context, target);
      return replace(context, request, target, before, applyMergePatch(before.object, request.body));
    }
    case 'application/strategic-merge-patch+json': {
      if (resource.custom) throw unsupportedMediaType(PATCH_TYPES);
      const before = existing(context, target);
      return replace(context, request, target, before, applyMergePatch(before.object, request.body));
    }
    case 'application/apply-patch+yaml':
    case 'application/apply-patch+cbor':
      return applyPatch(context, request, target);
    default:
      throw unsupportedMediaType(
        resource.custom ? PATCH_TYPES : [...PATCH_TYPES, 'application/strategic-merge-patch+json'],
      );
  }
}

/** Server-side apply: lays the configuration over the object, or makes the object of it. */
function applyPatch(context: WriteContext, request: KubeRequest, target: Target): Written {
  const { resource, name, namespace } = target;
  if ((request.query.get('fieldManager') ?? '') === '')
    throw invalid('PatchOptions', 'meta.k8s.io', '', [
      {
        reason: 'FieldValueRequired',
        message: 'Required value: is required for apply patch',
        field: 'fieldManager',
      },
    ]);
  const config = configuration(request.body);
  checkKind(config, resource);
  if (at(config, 'metadata', 'managedFields') !== undefined)
    throw badRequest('metadata.managedFields must be nil');
  const metadata = readMetadata(config.metadata, resource.kind);
  if (metadata.name !== undefined && metadata.name !== name)
    throw badRequest(
      `the name of the object (${textAt(metadata, 'name')}) does not match the name on the URL (${name})`,
    );
  config.metadata = { ...metadata, name, ...(resource.namespaced ? { namespace } : {}) };
  const warnings = fit(config, resource, request.query.get('fieldValidation'));
  const before = context.store.get(resource, namespace, name);
  const writer = writerOf(context, request, target, 'Apply');
  const { object, entries } = afterApply(
    resource,
    before?.object,
    config,
    writer,
    isTrue(request.query.get('force')),
  );
  if (before !== undefined) {
    const written = commit(context, request, target, before, object, entries);
    return { ...written, warnings: [...warnings, ...written.warnings] };
  }
  if (target.subresource !== '') throw notFound(resource, name);
  const made = insert(context, request, target, object, writer, entries);
  return { ...made, warnings: [...warnings, ...made.warnings] };
}

function configuration(body: string): JsonObject {
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

export function remove(
  context: WriteContext,
  request: KubeRequest,
  target: Target,
): { code: number; body: JsonObject } {
  const before = existing(context, target);
  const { resource, name } = target;
  const options = request.body === '' ? {} : bodyObject(request.body);
  const wanted = at(options, 'preconditions');
  for (const [field, told] of [
    ['uid', 'UID'],
    ['resourceVersion', 'ResourceVersion'],
  ] as const) {
    const asked = textAt(wanted, field);
    const found = textAt(before.object, 'metadata', field);
    if (asked !== '' && asked !== found)
      throw conflict(
        resource,
        name,
        `Precondition failed: ${told} in precondition: ${asked}, ${told} in object meta: ${found}`,
      );
  }
  if (!isDryRun(request, options)) {
    const finalizers = at(before.object, 'metadata', 'finalizers');
    if (Array.isArray(finalizers) && finalizers.length > 0)
      return { code: 200, body: markDeleted(context, before).object };
    context.store.remove(before);
  }
  const details = {
    name,
    group: resource.group,
    kind: resource.plural,
    uid: textAt(before.object, 'metadata', 'uid'),
  };
  return {
    code: 200,
    body: {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: Object.fromEntries(Object.entries(details).filter(([, value]) => value !== '')),
    },
  };
}

function markDeleted(context: WriteContext, before: Stored): Stored {
  const metadata = clone(before.object.metadata ?? {});
  if (!isObject(metadata) || metadata.deletionTimestamp !== undefined) return before;
  const generation = typeof metadata.generation === 'number' ? { generation: metadata.generation + 1 } : {};
  Object.assign(metadata, { deletionTimestamp: context.now(), deletionGracePeriodSeconds: 0, ...generation });
  return context.store.put(before.resource, { ...before.object, metadata });
}

function existing({ store }: WriteContext, { resource, namespace, name }: Target): Stored {
  const found = store.get(resource, namespace, name);
  if (found === undefined) throw notFound(resource, name);
  return found;
}

function insert(
  context: WriteContext,
  request: KubeRequest,
  target: Target,
  incoming: JsonObject,
  writer: Writer,
  entries?: JsonObject[],
): Written {
  const { resource, namespace } = target;
  const sent = readMetadata(incoming.metadata, resource.kind);
  const sentNamespace = textAt(sent, 'namespace');
  if (sentNamespace !== '' && sentNamespace !== namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  if (textAt(sent, 'resourceVersion') !== '')
    throw new KubeError(400, 'BadRequest', 'resourceVersion should not be set on objects to be created');
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
  const warnings = fit(object, resource, request.query.get('fieldValidation'));
  if (resource.hasStatus && resource.custom) delete object.status;
  check(object, resource, name);
  if (resource.namespaced) checkNamespace(context, target, name);
  if (context.store.get(resource, namespace, name) !== undefined) throw alreadyExists(resource, name);
  const managedFields = entries ?? afterUpdate(resource, undefined, object, writer);
  if (isObject(object.metadata)) object.metadata = { ...object.metadata, managedFields };
  const stored = isDryRun(request) ? asIs(resource, object) : context.store.put(resource, object);
  return { code: 201, stored, warnings };
}

/** Refused as by the admission that watches over the lives of namespaces. */
function checkNamespace({ store }: WriteContext, { resource, namespace }: Target, name: string): void {
  const found = store.get(NAMESPACES, '', namespace);
  if (found === undefined) throw notFound(NAMESPACES, namespace);
  if (textAt(found.object, 'status', 'phase') === 'Terminating')
    throw forbidden(
      resource,
      name,
      `unable to create new content in namespace ${namespace} because it is being terminated`,
    );
}

function replace(
  context: WriteContext,
  request: KubeRequest,
  target: Target,
  before: Stored,
  incoming: JsonObject,
): Written {
  const { resource } = target;
  const after: JsonObject = { ...incoming, metadata: readMetadata(incoming.metadata, resource.kind) };
  const warnings = fit(after, resource, request.query.get('fieldValidation'));
  const mine = half(before.object, after, resource, target.subresource);
  const writer = writerOf(context, request, target, 'Update');
  const cleared = at(incoming, 'metadata', 'managedFields');
  const reset = Array.isArray(cleared) && (cleared.length === 0 || same(cleared, [{}]));
  const entries = reset ? [] : afterUpdate(resource, before.object, mine, writer);
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

function commit(
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
        message: 'Invalid value: 0x0: must be specified for an update',
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
  metadata.managedFields = entries;
  const object: JsonObject = { ...after, apiVersion: apiVersionOf(resource), kind: resource.kind, metadata };
  check(object, resource, name, live);
  if (isUnchanged(before.object, object)) return { code: 200, stored: before, warnings: [] };
  if (isDryRun(request)) return { code: 200, stored: asIs(resource, object), warnings: [] };
  const finalizers = metadata.finalizers;
  const over =
    metadata.deletionTimestamp !== undefined && (!Array.isArray(finalizers) || finalizers.length === 0);
  return {
    code: 200,
    stored: over ? context.store.remove(before) : context.store.put(resource, object),
    warnings: [],
  };
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

function checkKind(incoming: JsonObject, resource: Resource): void {
  const { apiVersion, kind } = incoming;
  if (typeof kind !== 'string' || kind === '')
    throw badRequest(`Object 'Kind' is missing in '${JSON.stringify(incoming)}'`);
  if (typeof apiVersion !== 'string' || apiVersion === '')
    throw badRequest(`Object 'apiVersion' is missing in '${JSON.stringify(incoming)}'`);
  if (apiVersion !== apiVersionOf(resource))
    throw badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${apiVersionOf(resource)})`,
    );
  if (kind !== resource.kind)
    throw badRequest(
      `${kind} in version ${JSON.stringify(resource.version)} cannot be handled as a ${resource.kind}: no kind is registered`,
    );
}

/** Takes out what the kind does not know; says so as `fieldValidation` wishes. */
function fit(object: JsonObject, resource: Resource, directive: string | null): string[] {
  const dropped = prune(object, resource.schema);
  normalise(object, resource.schema);
  if (dropped.length === 0 || directive === 'Ignore') return [];
  const told = dropped.map((path) => `unknown field "${path}"`);
  if (directive === 'Strict')
    throw badRequest(
      `${resource.kind} in version ${JSON.stringify(resource.version)} cannot be handled as a ${resource.kind}: strict decoding error: ${told.join(', ')}`,
    );
  return told;
}

function check(object: JsonObject, resource: Resource, name: string, live?: JsonObject): void {
  const metadata = isObject(object.metadata) ? object.metadata : {};
  const causes = checkMetadata(metadata);
  if (live !== undefined && metadata.uid !== live.uid)
    causes.push({
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${JSON.stringify(metadata.uid)}: field is immutable`,
      field: 'metadata.uid',
    });
  causes.push(...validate(object, resource.schema));
  if (causes.length > 0) throw invalid(resource.kind, resource.group, name, causes);
}

function writerOf(
  context: WriteContext,
  request: KubeRequest,
  target: Target,
  operation: 'Update' | 'Apply',
): Writer {
  return { manager: managerOf(request), operation, subresource: target.subresource, time: context.now() };
}

function isDryRun(request: KubeRequest, options: JsonObject = {}): boolean {
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
