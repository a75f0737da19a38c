/** Lines of a watch: https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes */
import type { Json } from '../../../domain/run.ts';
import { apiError } from '../client/api-error.ts';

export type WatchEvent =
  | { kind: 'changed' | 'deleted'; object: Json; version: string }
  /** Nothing has changed up to this version. */
  | { kind: 'bookmark'; version: string };

/** Throws `UpstreamError`: with code `Expired` where the server does not know what came after the version that was asked for. */
export function readEvent(line: string): WatchEvent {
  const { type, object } = JSON.parse(line) as { type?: string; object?: Json };
  const version = versionOf(object);
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
      return { kind: 'changed', object: object ?? null, version };
    case 'DELETED':
      return { kind: 'deleted', object: object ?? null, version };
    case 'BOOKMARK':
      return { kind: 'bookmark', version };
    case undefined:
    default: {
      const code =
        typeof object === 'object' && object !== null && 'code' in object ? Number(object['code']) : 500;
      throw apiError(code, object, false);
    }
  }
}

export function versionOf(object: Json | undefined): string {
  const metadata =
    typeof object === 'object' && object !== null && 'metadata' in object ? object['metadata'] : null;
  const version =
    typeof metadata === 'object' && metadata !== null && 'resourceVersion' in metadata
      ? metadata['resourceVersion']
      : '';
  return typeof version === 'string' ? version : '';
}
