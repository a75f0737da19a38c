import type { User } from './access.ts';
import type { Resource } from './resources.ts';
import { KubeError } from './status.ts';

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

/** A request whose sender is known. */
export type KubeRequest = {
  method: string;
  path: string;
  query: URLSearchParams;
  body: string;
  contentType: string;
  userAgent: string;
  user: User;
};

/** What a request is about. */
export type Target = {
  resource: Resource;
  verb: Verb;
  /** Empty: all namespaces, or a resource that has none. */
  namespace: string;
  /** Empty: the collection. */
  name: string;
  subresource: string;
};

export type KubeAnswer = { code: number; body: string; headers?: Readonly<Record<string, string>> };

const PATH =
  /^\/(?:api|apis\/([^/]+))\/([^/]+)(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/;

/** Undefined where the path names no resource that the server keeps. */
export function targetOf(
  method: string,
  path: string,
  query: URLSearchParams,
  resources: readonly Resource[],
): Target | undefined {
  const namespaces = /^\/api\/v1\/namespaces(?:\/([^/]+)(?:\/(status|finalize))?)?$/.exec(path);
  const match =
    namespaces === null ? PATH.exec(path) : [path, '', 'v1', '', 'namespaces', ...namespaces.slice(1)];
  if (match === null) return undefined;
  const [group = '', version = '', namespace = '', plural = '', name = '', subresource = ''] = match
    .slice(1)
    .map((part) => (part === undefined ? '' : decodeURIComponent(part)));
  const resource = resources.find(
    (one) => one.group === group && one.version === version && one.plural === plural,
  );
  if (resource === undefined || (!resource.namespaced && namespace !== '')) return undefined;
  const verb = verbOf(method, name === '', isTrue(query.get('watch')));
  return verb === undefined ? undefined : { resource, verb, namespace, name, subresource };
}

export function isTrue(value: string | null): boolean {
  return value === 'true' || value === '1';
}

function verbOf(method: string, collection: boolean, watch: boolean): Verb | undefined {
  switch (method) {
    case 'GET':
      return collection ? (watch ? 'watch' : 'list') : 'get';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return collection ? 'deletecollection' : 'delete';
    default:
      return undefined;
  }
}

/** The largest body that the server reads. */
const LARGEST_BODY = 3 * 1024 * 1024;

export function checkSize(body: string): void {
  if (body.length > LARGEST_BODY)
    throw new KubeError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${LARGEST_BODY}`);
}

/** The name under which fields are owned: what the query says, or the first part of the user agent. */
export function managerOf(request: KubeRequest): string {
  return (
    request.query.get('fieldManager') || (request.userAgent.split('/')[0] ?? '').slice(0, 128) || 'unknown'
  );
}
