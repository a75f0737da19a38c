/** Who wrote what, by the object's managed fields: https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management */
import type { Json } from '../../../domain/run.ts';
import { oneLine } from '../../common/one-line.ts';
import type { ManagedField } from '../document/documents.ts';
import type { Subject } from './subject.ts';

/** Our own writes of the status carry what they were for; see `statusManager`. */
const OURS = /^greenlight(-|$)/;

/** The name under which a decision's patch is written: the API server keeps it while nobody else has changed the same fields. */
export function statusManager(hash: string): string {
  return `greenlight-${hash}`;
}

/**
 * Who wrote last that the run is not suspended any more, or that it is, and is neither the controller nor we: `kubectl-patch`, `vela`.
 * Undefined where the controller has written over it since.
 */
export function otherWriter({ meta, pointer }: Pick<Subject, 'meta' | 'pointer'>): string | undefined {
  const path = pointer.slice(1).split('/');
  const writers = meta.managedFields.filter(
    (field) => field.subresource === 'status' && owns(field, [...path, 'suspend']),
  );
  const other = writers
    .map(({ manager }) => manager)
    .find((manager) => !OURS.test(manager) && !isController(manager));
  return other === undefined ? undefined : oneLine(other);

  /** Only the controller says when a run has started. */
  function isController(manager: string): boolean {
    return meta.managedFields.some(
      (field) => field.manager === manager && owns(field, [...path, 'startTime']),
    );
  }
}

export function owns({ fieldsV1 }: Pick<ManagedField, 'fieldsV1'>, path: readonly string[]): boolean {
  let fields: Json | undefined = fieldsV1;
  for (const part of path) {
    if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return false;
    fields = fields[`f:${part}`];
    if (fields === undefined) return false;
  }
  return true;
}
