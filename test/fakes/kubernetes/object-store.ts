import type { JsonObject } from './json.ts';
import { isObject, textAt } from './json.ts';
import type { Resource } from './resources.ts';

/**
 * What etcd and the watch cache are to a kube-apiserver: objects, one version number that rises with every write of anything, and a window of
 * past changes. Objects in here are never changed, only replaced.
 */

export type Stored = {
  readonly resource: Resource;
  readonly namespace: string;
  readonly name: string;
  readonly version: number;
  readonly object: JsonObject;
  /** The object as it goes over the wire. */
  text(): string;
};

export type Change = {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly version: number;
  readonly now: Stored;
  /** What it was before; with DELETED the last state. */
  readonly before: Stored | undefined;
};

export type ObjectStore = {
  /** The version of the last write. */
  readonly version: number;
  /** Changes up to this version are forgotten. */
  readonly compacted: number;
  get(resource: Resource, namespace: string, name: string): Stored | undefined;
  /** In the order of namespace and name. */
  list(resource: Resource, namespace?: string): readonly Stored[];
  /** `object` becomes the store's own; its `metadata.resourceVersion` is set. */
  put(resource: Resource, object: JsonObject): Stored;
  remove(stored: Stored): Stored;
  /** Changes after this version, the oldest first; undefined where some of them are forgotten. */
  since(version: number): readonly Change[] | undefined;
  /** Called within each write. */
  listen(hear: (change: Change) => void): () => void;
  /** Forgets the past, all of it or up to a version. */
  compact(upTo?: number): void;
};

export type StoreOptions = {
  /** How many past changes are remembered. */
  window?: number;
};

/** The version at which a new cluster stands when it starts to hold anything of ours. */
const FIRST_VERSION = 1000;

export function createObjectStore({ window = 20_000 }: StoreOptions = {}): ObjectStore {
  let version = FIRST_VERSION;
  let compacted = FIRST_VERSION;
  let history: Change[] = [];
  const kept = new Map<Resource, Map<string, Stored>>();
  const sorted = new Map<Resource, readonly Stored[]>();
  const listeners = new Set<(change: Change) => void>();

  function of(resource: Resource): Map<string, Stored> {
    const found = kept.get(resource);
    if (found !== undefined) return found;
    const made = new Map<string, Stored>();
    kept.set(resource, made);
    return made;
  }

  function stamp(resource: Resource, object: JsonObject): Stored {
    version += 1;
    const metadata = isObject(object.metadata) ? object.metadata : {};
    object.metadata = { ...metadata, resourceVersion: String(version) };
    let text: string | undefined;
    return {
      resource,
      namespace: textAt(metadata, 'namespace'),
      name: textAt(metadata, 'name'),
      version,
      object,
      text: () => {
        text ??= JSON.stringify(object);
        return text;
      },
    };
  }

  function remember(change: Change): void {
    history.push(change);
    if (history.length > window * 1.5) {
      const forgotten = history.length - window;
      compacted = history[forgotten - 1]?.version ?? compacted;
      history = history.slice(forgotten);
    }
    for (const hear of listeners) hear(change);
  }

  return {
    get version() {
      return version;
    },
    get compacted() {
      return compacted;
    },
    get: (resource, namespace, name) => of(resource).get(key(namespace, name)),
    list(resource, namespace) {
      let all = sorted.get(resource);
      if (all === undefined) {
        all = [...of(resource)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, stored]) => stored);
        sorted.set(resource, all);
      }
      return namespace === undefined ? all : all.filter((stored) => stored.namespace === namespace);
    },
    put(resource, object) {
      const now = stamp(resource, object);
      const all = of(resource);
      const before = all.get(key(now.namespace, now.name));
      all.set(key(now.namespace, now.name), now);
      sorted.delete(resource);
      remember({ type: before === undefined ? 'ADDED' : 'MODIFIED', version: now.version, now, before });
      return now;
    },
    remove(stored) {
      const last = stamp(stored.resource, { ...stored.object });
      of(stored.resource).delete(key(stored.namespace, stored.name));
      sorted.delete(stored.resource);
      remember({ type: 'DELETED', version: last.version, now: last, before: stored });
      return last;
    },
    since(after) {
      if (after < compacted) return undefined;
      let from = history.length;
      while (from > 0 && (history[from - 1]?.version ?? 0) > after) from -= 1;
      return history.slice(from);
    },
    listen(hear) {
      listeners.add(hear);
      return () => void listeners.delete(hear);
    },
    compact(upTo = version) {
      compacted = Math.max(compacted, upTo);
      history = history.filter((change) => change.version > compacted);
    },
  };
}

function key(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}
