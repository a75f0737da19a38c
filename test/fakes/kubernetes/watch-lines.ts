import type { Change, Stored } from './object-store.ts';
import type { Target } from './request.ts';
import { apiVersionOf } from './resources.ts';
import type { KubeError } from './status.ts';

/** The lines of a stream of changes. */

/** An object that leaves what the selector names is deleted for this stream, one that comes into it is added. */
export function lineOf(change: Change, mine: (stored: Stored) => boolean): string | undefined {
  const now = change.type !== 'DELETED' && mine(change.now);
  const before = change.before !== undefined && mine(change.before);
  if (now) return eventLine(before ? 'MODIFIED' : 'ADDED', change.now);
  return before ? eventLine('DELETED', change.now) : undefined;
}

export function eventLine(type: Change['type'], stored: Stored): string {
  return `{"type":"${type}","object":${stored.text()}}\n`;
}

export function bookmarkLine({ resource }: Target, version: number, initialEnd: boolean): string {
  const annotations = initialEnd ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {};
  const object = {
    kind: resource.kind,
    apiVersion: apiVersionOf(resource),
    metadata: { resourceVersion: String(version), ...annotations },
  };
  return `${JSON.stringify({ type: 'BOOKMARK', object })}\n`;
}

export function errorLine({ status }: KubeError): string {
  return `${JSON.stringify({ type: 'ERROR', object: status })}\n`;
}
