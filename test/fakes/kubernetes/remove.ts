import { existing, isDryRun, type WriteContext } from './commit.ts';
import { bodyObject } from './incoming.ts';
import { at, clone, isObject, type Json, type JsonObject, textAt } from './json.ts';
import type { Stored } from './object-store.ts';
import type { KubeRequest, Target } from './request.ts';
import { conflict } from './status.ts';

/** DELETE: gone at once, or marked and kept until its finalizers are gone. */
export function remove(
  context: WriteContext,
  request: KubeRequest,
  target: Target,
): { code: number; body: JsonObject } {
  const before = existing(context, target);
  const { resource, name } = target;
  const options = request.body === '' ? {} : bodyObject(request.body);
  checkPreconditions(at(options, 'preconditions'), before);
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

/** What the client thinks it deletes. */
function checkPreconditions(wanted: Json | undefined, { resource, name, object }: Stored): void {
  const named = { ...resource, plural: resource.kind };
  for (const [field, told, why] of [
    ['uid', 'UID', 'The object might have been deleted and then recreated'],
    ['resourceVersion', 'ResourceVersion', 'The object might have been modified'],
  ] as const) {
    const asked = textAt(wanted, field);
    const found = textAt(object, 'metadata', field);
    if (asked === '' || asked === found) continue;
    const message = `the ${told} in the precondition (${asked}) does not match the ${told} in record (${found}). ${why}`;
    throw conflict(named, name, message);
  }
}

function markDeleted(context: WriteContext, before: Stored): Stored {
  const metadata = clone(before.object.metadata ?? {});
  if (!isObject(metadata) || metadata.deletionTimestamp !== undefined) return before;
  const generation = typeof metadata.generation === 'number' ? { generation: metadata.generation + 1 } : {};
  Object.assign(metadata, { deletionTimestamp: context.now(), deletionGracePeriodSeconds: 0, ...generation });
  return context.store.put(before.resource, { ...before.object, metadata });
}
