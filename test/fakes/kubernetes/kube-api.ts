import { randomBytes } from 'node:crypto';
import { type Clock, systemClock } from '../../../src/time.ts';
import { ADMIN_RULE, type Rule, type User } from './access.ts';
import { type Api, createApi, type Exchange } from './api.ts';
import { definitionOf } from './discovery.ts';
import { createFaults, type Faults } from './faults.ts';
import { type Certificate, openDoor } from './http-door.ts';
import type { JsonObject } from './json.ts';
import { createKubeClient, type KubeClient } from './kube-client.ts';
import { createKubeconfig, type Kubeconfig } from './kubeconfig.ts';
import { createObjectStore, type ObjectStore } from './object-store.ts';
import { CRDS, NAMESPACES, RESOURCES, type Resource } from './resources.ts';
import { createWatches, type Watches, type WatchOptions } from './watches.ts';

/**
 * A kube-apiserver with KubeVela's kinds on 127.0.0.1, in memory: what it answers is what a real one would say, and every request is done
 * at once and whole.
 */
export type KubeApi = AsyncDisposable & {
  readonly url: string;
  /** The objects, to look at and to put in what no client may write. */
  readonly store: ObjectStore;
  readonly watches: Watches;
  readonly faults: Faults;
  /** All requests and what they were answered; `forget` empties it. */
  readonly exchanges: readonly Exchange[];
  readonly counts: ReadonlyMap<string, number>;
  forget(): void;
  /** Adds a user with rights, or gives one other rights. */
  grant(name: string, rules: readonly Rule[]): void;
  kubeconfig(user?: string, namespace?: string): Kubeconfig;
  tokenOf(user: string): string;
  /** A client within the process; as an administrator when no user is named. */
  client(userAgent: string, user?: string): KubeClient;
  /** Takes a kind away, with its definition, as if KubeVela were not installed; objects stay. */
  withdraw(resource: Resource): void;
};

export type KubeApiOptions = WatchOptions & {
  clock?: Clock;
  namespaces?: readonly string[];
  /** How many past changes are remembered: what is older is `410 Expired`. */
  window?: number;
  /** Serve https with it. */
  certificate?: Certificate & { ca: string };
  /** Of Kubernetes: 31 is 1.31. */
  minor?: number;
  /** A port to listen on; any free one when absent. */
  port?: number;
};

/** The name of the user that may do everything. */
export const ADMIN = 'kubernetes-admin';

export async function startKubeApi(options: KubeApiOptions = {}): Promise<KubeApi> {
  const { clock = systemClock, namespaces = [], window, certificate, minor = 31, port } = options;
  const store = createObjectStore(window === undefined ? {} : { window });
  const faults = createFaults(clock);
  const watches = createWatches(store, clock, options);
  const users = new Map<string, User>();
  let resources = RESOURCES;
  const api: Api = createApi({
    store,
    watches,
    faults,
    clock,
    resources: () => resources,
    users: () => [...users.values()],
    minor,
  });

  function userOf(name: string): User {
    const found = users.get(name);
    if (found === undefined) throw new Error(`the cluster knows no user ${name}`);
    return found;
  }

  function grant(name: string, rules: readonly Rule[]): void {
    const token = users.get(name)?.token ?? randomBytes(12).toString('hex');
    users.set(name, { name, uid: `uid-of-${name}`, token, rules });
  }

  grant(ADMIN, [ADMIN_RULE]);
  for (const name of ['default', 'kube-system', 'vela-system', ...namespaces])
    put(NAMESPACES, namespaceOf(name));
  for (const resource of resources) if (resource.custom) put(CRDS, definitionOf(resource));

  function put(resource: Resource, object: JsonObject): void {
    const metadata = object.metadata as JsonObject;
    const creationTimestamp = `${new Date(clock.now()).toISOString().slice(0, 19)}Z`;
    store.put(resource, {
      ...object,
      metadata: { ...metadata, uid: crypto.randomUUID(), creationTimestamp },
    });
  }

  const door = await openDoor(api, certificate, port);
  return {
    url: door.url,
    store,
    watches,
    faults,
    get exchanges() {
      return api.exchanges;
    },
    counts: api.counts,
    forget: () => api.forget(),
    grant,
    kubeconfig: (user = ADMIN, namespace = 'default') =>
      createKubeconfig({ server: door.url, user, token: userOf(user).token, namespace, ca: certificate?.ca }),
    tokenOf: (user) => userOf(user).token,
    client: (userAgent, user = ADMIN) => createKubeClient(api, userOf(user), userAgent),
    withdraw(resource) {
      resources = resources.filter((one) => one !== resource);
      const found = store.get(CRDS, '', `${resource.plural}.${resource.group}`);
      if (found !== undefined) store.remove(found);
    },
    async [Symbol.asyncDispose]() {
      watches.close();
      await door.close();
    },
  };
}

function namespaceOf(name: string): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  };
}
