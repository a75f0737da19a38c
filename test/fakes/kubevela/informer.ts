import { isObject, type JsonObject, textAt } from '../kubernetes/json.ts';
import type { KubeClient } from '../kubernetes/kube-client.ts';
import type { Resource } from '../kubernetes/resources.ts';
import type { Watch } from '../kubernetes/watches.ts';

/** What a controller knows of a collection: listed once, then watched. It is as old as its last event. */
export type Informer = {
  get(key: string): JsonObject | undefined;
  start(): Promise<void>;
  stop(): void;
};

export function createInformer(
  client: KubeClient,
  resource: Resource,
  hear: (key: string, before: JsonObject | undefined, after: JsonObject | undefined) => void,
): Informer {
  const known = new Map<string, JsonObject>();
  let version = '0';
  let stopped = false;
  let watch: Watch | undefined;

  function take(object: JsonObject, gone: boolean): void {
    const key = keyOf(object);
    const before = known.get(key);
    version = textAt(object, 'metadata', 'resourceVersion');
    if (gone) known.delete(key);
    else known.set(key, object);
    hear(key, before, gone ? undefined : object);
  }

  async function list(): Promise<void> {
    const { code, body } = await client.list(resource);
    if (code !== 200) throw new Error(`a controller may not list ${resource.plural}: ${code}`);
    const items = Array.isArray(body.items) ? body.items.filter(isObject) : [];
    const seen = new Set<string>();
    for (const item of items) {
      seen.add(keyOf(item));
      const before = known.get(keyOf(item));
      if (textAt(before, 'metadata', 'resourceVersion') !== textAt(item, 'metadata', 'resourceVersion'))
        take({ apiVersion: `${resource.group}/${resource.version}`, kind: resource.kind, ...item }, false);
    }
    for (const [key, object] of known) if (!seen.has(key)) take(object, true);
    version = textAt(body, 'metadata', 'resourceVersion');
  }

  async function follow(): Promise<void> {
    let expired = false;
    watch = await client.watch(
      resource,
      version,
      ({ type, object }) => {
        if (type === 'ERROR') expired = true;
        else if (type === 'BOOKMARK') version = textAt(object, 'metadata', 'resourceVersion');
        else take(object, type === 'DELETED');
      },
      () => {
        if (stopped) return;
        void (expired ? list().then(follow) : follow()).catch(() => {});
      },
    );
  }

  return {
    get: (key) => known.get(key),
    async start() {
      await list();
      await follow();
    },
    stop() {
      stopped = true;
      watch?.end();
    },
  };
}

export function keyOf(object: JsonObject): string {
  return `${textAt(object, 'metadata', 'namespace')}/${textAt(object, 'metadata', 'name')}`;
}
