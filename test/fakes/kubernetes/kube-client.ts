import type { User } from './access.ts';
import type { Api } from './api.ts';
import { type Json, type JsonObject, textAt } from './json.ts';
import { pathOf, type Resource } from './resources.ts';
import type { Watch } from './watches.ts';

/** A client within the process: what controllers and command lines of the fake world use. Its requests are served like all others, faults too. */
export type KubeClient = {
  get(resource: Resource, namespace: string, name: string): Promise<Reply>;
  list(resource: Resource, namespace?: string): Promise<Reply>;
  create(resource: Resource, object: JsonObject): Promise<Reply>;
  /** PUT; with `subresource` to that address. */
  update(resource: Resource, object: JsonObject, subresource?: 'status'): Promise<Reply>;
  patch(resource: Resource, namespace: string, name: string, patch: Patch): Promise<Reply>;
  delete(resource: Resource, namespace: string, name: string): Promise<Reply>;
  watch(
    resource: Resource,
    version: string,
    hear: (event: WatchEvent) => void,
    over: () => void,
  ): Promise<Watch | undefined>;
};

export type Patch = {
  type: 'json' | 'merge' | 'apply';
  body: Json;
  subresource?: 'status';
  force?: boolean;
};

export type Reply = { code: number; body: JsonObject };

export type WatchEvent = {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  object: JsonObject;
};

const CONTENT_TYPES = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

export function createKubeClient(api: Api, user: User, userAgent: string): KubeClient {
  const authorization = `Bearer ${user.token}`;

  async function ask(
    method: string,
    url: string,
    body = '',
    contentType = 'application/json',
  ): Promise<Reply> {
    const outcome = await api.serve({ method, url, body, contentType, userAgent, authorization });
    if (outcome.kind === 'cut') throw new Error('socket hang up');
    if (outcome.kind === 'hang') return await new Promise(() => {});
    if (outcome.kind === 'stream') throw new Error('a stream was not asked for');
    return { code: outcome.answer.code, body: JSON.parse(outcome.answer.body) as JsonObject };
  }

  const named = (object: JsonObject): { namespace: string; name: string } => ({
    namespace: textAt(object, 'metadata', 'namespace'),
    name: textAt(object, 'metadata', 'name'),
  });

  return {
    get: (resource, namespace, name) => ask('GET', pathOf(resource, namespace, name)),
    list: (resource, namespace) => ask('GET', pathOf(resource, namespace)),
    create: (resource, object) =>
      ask('POST', pathOf(resource, named(object).namespace), JSON.stringify(object)),
    update(resource, object, subresource) {
      const { namespace, name } = named(object);
      return ask('PUT', pathOf(resource, namespace, name, subresource), JSON.stringify(object));
    },
    patch(resource, namespace, name, { type, body, subresource, force = false }) {
      const manager = type === 'apply' ? `?fieldManager=${encodeURIComponent(userAgent)}&force=${force}` : '';
      const url = pathOf(resource, namespace, name, subresource) + manager;
      return ask('PATCH', url, JSON.stringify(body), CONTENT_TYPES[type]);
    },
    delete: (resource, namespace, name) => ask('DELETE', pathOf(resource, namespace, name)),
    async watch(resource, version, hear, over) {
      const url = `${pathOf(resource)}?watch=true&allowWatchBookmarks=true&resourceVersion=${version}`;
      const outcome = await api.serve({
        method: 'GET',
        url,
        body: '',
        contentType: '',
        userAgent,
        authorization,
      });
      if (outcome.kind !== 'stream') {
        over();
        return undefined;
      }
      const write = (line: string): void => hear(JSON.parse(line) as WatchEvent);
      return outcome.start({ write, end: over, destroy: over });
    },
  };
}
