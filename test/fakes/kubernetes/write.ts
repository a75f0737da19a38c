import { commit, existing, insert, replace, type WriteContext, type Written, writerOf } from './commit.ts';
import { bodyObject, checkKind, configuration } from './incoming.ts';
import { at, clone, textAt } from './json.ts';
import { applyJsonPatch, readJsonPatch } from './json-patch.ts';
import { afterApply } from './managed-fields.ts';
import { applyMergePatch } from './merge-patch.ts';
import { readMetadata, unknownMetadata } from './metadata.ts';
import { isTrue, type KubeRequest, type Target } from './request.ts';
import { apiVersionOf } from './resources.ts';
import { normalise, prune } from './schema.ts';
import { badRequest, conflict, invalid, KubeError, notFound, unsupportedMediaType } from './status.ts';

/** POST, PUT and PATCH. Each is done when it returns: no two of them overlap, as with one etcd. */

export function create(context: WriteContext, request: KubeRequest, target: Target): Written {
  const incoming = bodyObject(request.body, target.resource.kind);
  checkKind(incoming, target.resource, request.body);
  return insert(context, request, target, incoming, writerOf(context, request, target, 'Update'));
}

export function update(context: WriteContext, request: KubeRequest, target: Target): Written {
  const incoming = bodyObject(request.body, target.resource.kind);
  checkKind(incoming, target.resource, request.body);
  const { resource, name, namespace } = target;
  const before = existing(context, target);
  const uid = textAt(incoming, 'metadata', 'uid');
  const liveUid = textAt(before.object, 'metadata', 'uid');
  if (uid !== '' && uid !== liveUid)
    throw conflict(
      resource,
      name,
      `StorageError: invalid object, Code: 4, Key: /registry/${resource.group}/${resource.plural}/${namespace}/${name}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${liveUid}`,
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
  const type = request.contentType.split(';')[0]?.trim() ?? '';
  if (request.query.has('force') && !type.startsWith('application/apply-patch'))
    throw invalid('PatchOptions', 'meta.k8s.io', '', [
      {
        reason: 'FieldValueForbidden',
        message: 'Forbidden: may not be specified for non-apply patch',
        field: 'force',
      },
    ]);
  switch (type) {
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
  if (config.apiVersion !== apiVersionOf(resource) || config.kind !== resource.kind)
    throw badRequest(`invalid object type: ${textAt(config, 'apiVersion')}, Kind=${textAt(config, 'kind')}`);
  if (at(config, 'metadata', 'managedFields') !== undefined)
    throw badRequest('metadata.managedFields must be nil');
  const metadata = readMetadata(config.metadata, resource);
  const unknown = unknownMetadata(config.metadata);
  config.metadata = { ...metadata, name, ...(resource.namespaced ? { namespace } : {}) };
  const strange = [...prune(clone(config), resource.schema), ...unknown];
  if (strange.length > 0)
    throw new KubeError(
      500,
      '',
      `failed to create typed patch object (${textAt(config, 'metadata', 'namespace')}/${name}; ${apiVersionOf(resource)}, Kind=${resource.kind}): .${strange[0]}: field not declared in schema`,
    );
  normalise(config, resource.schema);
  const before = context.store.get(resource, namespace, name);
  const writer = writerOf(context, request, target, 'Apply');
  const { object, entries } = afterApply(
    resource,
    before?.object,
    config,
    writer,
    isTrue(request.query.get('force')),
  );
  if (metadata.name !== undefined && metadata.name !== name)
    throw badRequest(
      `the name of the object (${textAt(metadata, 'name')}) does not match the name on the URL (${name})`,
    );
  if (before !== undefined) {
    return commit(context, request, target, before, object, entries);
  }
  if (target.subresource !== '') throw notFound(resource, name);
  return insert(context, request, target, object, writer, entries);
}
