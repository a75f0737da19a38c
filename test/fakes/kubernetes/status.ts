import type { Json, JsonObject } from './json.ts';

/**
 * Refusals as a kube-apiserver words them (k8s.io/apimachinery, pkg/api/errors): HTTP code, and a `Status` object with reason, message,
 * details and causes.
 */
export class KubeError extends Error {
  readonly code: number;
  readonly status: JsonObject;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: number, reason: string, message: string, details?: Details, listMeta: JsonObject = {}) {
    super(message);
    this.code = code;
    this.retryAfterSeconds = details?.retryAfterSeconds;
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: listMeta,
      status: 'Failure',
      message,
      ...(reason === '' ? {} : { reason }),
      ...(details === undefined ? {} : { details: plain(details) }),
      code,
    };
  }
}

export type Cause = { reason?: string; message: string; field?: string };

type Details = {
  name?: string;
  group?: string;
  kind?: string;
  uid?: string;
  causes?: readonly Cause[];
  retryAfterSeconds?: number;
};

/** A resource as refusals name it. */
export type Named = { group: string; plural: string; kind: string };

/** Go leaves out what is empty. */
function plain(details: Details): JsonObject {
  const entries = Object.entries(details).filter(([, value]) => value !== '' && value !== undefined);
  return Object.fromEntries(
    entries.map(([key, value]): [string, Json] => [key, JSON.parse(JSON.stringify(value))]),
  );
}

function qualified(name: string, group: string): string {
  return group === '' ? name : `${name}.${group}`;
}

function about({ group, plural }: Named, name: string): Details {
  return { name, group, kind: plural };
}

export function notFound(resource: Named, name: string): KubeError {
  const what = qualified(resource.plural, resource.group);
  return new KubeError(404, 'NotFound', `${what} ${JSON.stringify(name)} not found`, about(resource, name));
}

export function alreadyExists(resource: Named, name: string): KubeError {
  const what = qualified(resource.plural, resource.group);
  return new KubeError(
    409,
    'AlreadyExists',
    `${what} ${JSON.stringify(name)} already exists`,
    about(resource, name),
  );
}

export function conflict(resource: Named, name: string, why = MODIFIED): KubeError {
  const what = qualified(resource.plural, resource.group);
  const message = `Operation cannot be fulfilled on ${what} ${JSON.stringify(name)}: ${why}`;
  return new KubeError(409, 'Conflict', message, about(resource, name));
}

const MODIFIED =
  'the object has been modified; please apply your changes to the latest version and try again';

export function applyConflict(message: string, causes: readonly Cause[]): KubeError {
  return new KubeError(409, 'Conflict', message, { causes });
}

/** `kind` may be the kind or, as the registry does for a missing resourceVersion, the plural name. */
export function invalid(kind: string, group: string, name: string, causes: readonly Cause[]): KubeError {
  const told = causes.map((cause) => `${cause.field ?? ''}: ${cause.message}`);
  const list = told.length === 1 ? told[0] : `[${told.join(', ')}]`;
  const message = `${qualified(kind, group)} ${JSON.stringify(name)} is invalid: ${list ?? ''}`;
  return new KubeError(422, 'Invalid', message, { name, group, kind, causes });
}

/** A JSON patch whose `test` failed or whose path is missing. The server keeps the reason to itself. */
export function patchFailed(): KubeError {
  return new KubeError(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
}

export function badRequest(message: string): KubeError {
  return new KubeError(400, 'BadRequest', message);
}

export function unauthorized(): KubeError {
  return new KubeError(401, 'Unauthorized', 'Unauthorized');
}

export function forbidden(resource: Named | undefined, name: string, why: string): KubeError {
  if (resource === undefined) return new KubeError(403, 'Forbidden', `forbidden: ${why}`, {});
  const what = qualified(resource.plural, resource.group);
  const which = name === '' ? what : `${what} ${JSON.stringify(name)}`;
  return new KubeError(403, 'Forbidden', `${which} is forbidden: ${why}`, about(resource, name));
}

export function methodNotAllowed(): KubeError {
  return new KubeError(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {},
  );
}

export function unsupportedMediaType(accepted: readonly string[]): KubeError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`;
  return new KubeError(415, 'UnsupportedMediaType', message);
}

export function notAcceptable(accepted: readonly string[]): KubeError {
  return new KubeError(
    406,
    'NotAcceptable',
    `only the following media types are accepted: ${accepted.join(', ')}`,
  );
}

export function expired(message: string, listMeta: JsonObject = {}): KubeError {
  return new KubeError(410, 'Expired', message, undefined, listMeta);
}

export function tooLargeVersion(asked: number, current: number): KubeError {
  return new KubeError(504, 'Timeout', `Timeout: Too large resource version: ${asked}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
}

export type TroubleCode = 403 | 404 | 429 | 500 | 503 | 504;

/**
 * What stands between client and server when it is in trouble: overload, an outage of etcd, a request that took too long; and a start, while which
 * it has not read all roles and custom kinds.
 */
export function trouble(code: TroubleCode, retryAfterSeconds?: number): KubeError {
  const details = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  switch (code) {
    case 403:
      return new KubeError(403, 'Forbidden', 'forbidden: not yet known', {});
    case 404:
      return new KubeError(404, 'NotFound', 'the server could not find the requested resource', {});
    case 429:
      return new KubeError(
        429,
        'TooManyRequests',
        'the server has received too many requests and has asked us to try again later',
        details,
      );
    case 500:
      return new KubeError(500, 'InternalError', 'Internal error occurred: etcdserver: leader changed', {
        causes: [{ message: 'etcdserver: leader changed' }],
      });
    case 503:
      return new KubeError(
        503,
        'ServiceUnavailable',
        'the server is currently unable to handle the request',
        details,
      );
    case 504:
      return new KubeError(
        504,
        'Timeout',
        'Timeout: request did not complete within requested timeout - context deadline exceeded',
        details,
      );
  }
}
