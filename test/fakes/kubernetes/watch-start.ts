import { notANumber } from './list.ts';
import type { Change, ObjectStore } from './object-store.ts';
import { isTrue } from './request.ts';
import { expired, invalid, KubeError } from './status.ts';

/** Where a stream of changes begins, by what the client asked for. */

export type StartOptions = {
  /** Whether a stream may begin with what is there (`sendInitialEvents`); servers before 1.32 refuse. */
  initialEvents?: boolean;
  /** `event`: an old version is told within the stream, as from the watch cache. `http`: as the answer's own code. */
  expiry?: 'event' | 'http';
};

type Start =
  | { kind: 'state' | 'changes'; version: number; initialEnd: boolean; missed: readonly Change[] }
  | { kind: 'expired'; error: KubeError };

export function startOf(store: ObjectStore, query: URLSearchParams, options: StartOptions): Start {
  const asked = query.get('resourceVersion') ?? '';
  const initial = query.get('sendInitialEvents');
  checkInitial(query, options);
  const state = { kind: 'state', version: store.version, missed: [] } as const;
  const bookmarks = isTrue(query.get('allowWatchBookmarks'));
  if (isTrue(initial)) return { ...state, initialEnd: bookmarks };
  if (asked === '' || asked === '0') {
    // Servers that can begin with what is there do so by default.
    const initialEnd = initial === null && bookmarks && options.initialEvents === true;
    return { ...state, kind: initial === null ? 'state' : 'changes', initialEnd };
  }
  if (!/^\d+$/.test(asked)) throw new KubeError(500, '', notANumber(asked));
  const version = Number(asked);
  // A version of the future: nothing is shown until it has come.
  if (version > store.version) return { kind: 'changes', version, initialEnd: false, missed: [] };
  const missed = store.since(version);
  if (missed !== undefined) return { kind: 'changes', version, initialEnd: false, missed };
  const error = expired(`too old resource version: ${version} (${store.compacted})`);
  if (options.expiry === 'http') throw error;
  return { kind: 'expired', error };
}

function checkInitial(query: URLSearchParams, { initialEvents = false }: StartOptions): void {
  const refuse = (field: string, message: string): Error =>
    invalid('ListOptions', 'meta.k8s.io', '', [
      { reason: 'FieldValueForbidden', message: `Forbidden: ${message}`, field },
    ]);
  const match = query.get('resourceVersionMatch');
  if (!query.has('sendInitialEvents')) {
    if (match === null) return;
    throw refuse(
      'resourceVersionMatch',
      'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
    );
  }
  if (!initialEvents)
    throw refuse(
      'sendInitialEvents',
      'sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled',
    );
  if (match !== 'NotOlderThan')
    throw refuse(
      'resourceVersionMatch',
      'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    );
}
