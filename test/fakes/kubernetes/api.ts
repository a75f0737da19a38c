import type { Clock } from '../../../src/time.ts';
import { authenticate, authorise, authorisePath, type User } from './access.ts';
import type { WriteContext, Written } from './commit.ts';
import { discover } from './discovery.ts';
import type { FaultRoom, Seen } from './faults.ts';
import { checkMediaType } from './incoming.ts';
import { createLists } from './list.ts';
import type { ObjectStore } from './object-store.ts';
import { remove } from './remove.ts';
import { checkSize, type KubeAnswer, type KubeRequest, type Target, targetOf } from './request.ts';
import type { Resource } from './resources.ts';
import { reviewOf } from './reviews.ts';
import { KubeError, methodNotAllowed, notFound, unauthorized } from './status.ts';
import type { Sink, Watch, Watches } from './watches.ts';
import { create, patch, update } from './write.ts';

/** A request as it comes from outside. */
export type RawRequest = {
  method: string;
  /** Path and query. */
  url: string;
  authorization: string | undefined;
  contentType: string;
  userAgent: string;
  body: string;
};

export type Outcome =
  | { kind: 'answer'; answer: KubeAnswer }
  /** A stream: call `start` with where its events shall go. */
  | { kind: 'stream'; start(sink: Sink): Watch }
  | { kind: 'cut' }
  | { kind: 'hang' };

/** What the server saw and said; the newest last. */
export type Exchange = Seen & { code: number | 'cut' | 'hang' };

export type Api = {
  serve(raw: RawRequest): Promise<Outcome>;
  readonly exchanges: readonly Exchange[];
  /** How many requests there were of each verb and collection, as `patch workflowruns/status`. */
  readonly counts: ReadonlyMap<string, number>;
  forget(): void;
};

export type ApiParts = {
  store: ObjectStore;
  watches: Watches;
  faults: FaultRoom;
  clock: Clock;
  resources: () => readonly Resource[];
  users: () => readonly User[];
  /** Of Kubernetes, as in 1.31. */
  minor: number;
};

const PLAIN = { 'content-type': 'text/plain; charset=utf-8' } as const;

/** How many exchanges are kept. */
const MOST_EXCHANGES = 20_000;

export function createApi({ store, watches, faults, clock, resources, users, minor }: ApiParts): Api {
  const lists = createLists(store);
  const context: WriteContext = { store, now: () => timeOf(clock.now()) };
  const exchanges: Exchange[] = [];
  const counts = new Map<string, number>();

  function note(seen: Seen, code: Exchange['code']): void {
    if (exchanges.length >= MOST_EXCHANGES) exchanges.splice(0, MOST_EXCHANGES / 2);
    exchanges.push({ ...seen, code });
  }

  function count({ verb, method, path, resource, subresource }: Seen): void {
    const what =
      verb === undefined
        ? `${method} ${path}`
        : `${verb} ${resource}${subresource === '' ? '' : `/${subresource}`}`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }

  function handle(request: KubeRequest, target: Target | undefined): KubeAnswer | 'stream' {
    if (target === undefined) return apart(request);
    authorise(request.user, target, nameSelected(request.query));
    const { resource, subresource } = target;
    if (subresource !== '' && !(subresource === 'status' && resource.hasStatus))
      throw notFound(resource, target.name);
    switch (target.verb) {
      case 'get': {
        const found = store.get(target.resource, target.namespace, target.name);
        if (found === undefined) throw notFound(target.resource, target.name);
        return { code: 200, body: found.text() };
      }
      case 'list':
        return lists.list(target, request.query);
      case 'watch':
        return 'stream';
      case 'create':
        checkMediaType(request);
        return told(create(context, request, target));
      case 'update':
        checkMediaType(request);
        return told(update(context, request, target));
      case 'patch':
        return told(patch(context, request, target));
      case 'delete': {
        const { code, body } = remove(context, request, target);
        return { code, body: JSON.stringify(body) };
      }
      case 'deletecollection':
        throw methodNotAllowed();
    }
  }

  /** What is not about a collection. */
  function apart({ user, method, path, body }: KubeRequest): KubeAnswer {
    const review = user.groups?.includes('system:unauthenticated')
      ? undefined
      : reviewOf(user, context.now(), { method, path, body });
    if (review !== undefined) return review;
    authorisePath(user, method.toLowerCase(), path);
    const found = method === 'GET' ? discover(path, resources(), minor) : undefined;
    if (found === undefined) return { code: 404, body: '404 page not found\n', headers: PLAIN };
    if (typeof found === 'string') return { code: 200, body: found, headers: PLAIN };
    return { code: 200, body: JSON.stringify(found) };
  }

  return {
    get exchanges() {
      return exchanges;
    },
    counts,
    forget() {
      exchanges.length = 0;
      counts.clear();
    },
    async serve(raw) {
      const cut = raw.url.indexOf('?');
      const path = cut < 0 ? raw.url : raw.url.slice(0, cut);
      const query = new URLSearchParams(cut < 0 ? '' : raw.url.slice(cut + 1));
      const user = authenticate(users(), raw.authorization);
      const target = targetOf(raw.method, path, query, resources());
      const seen = seenOf(raw, path, query, user?.name ?? '', target);
      count(seen);
      const before = await faults.at(seen, 'before');
      let outcome: Outcome;
      if (before === undefined) outcome = attempt(() => done(raw, { path, query, user, target }));
      else if (before.kind === 'answer') outcome = failure(before.answer);
      else outcome = before;
      const after = outcome.kind === 'answer' ? await faults.at(seen, 'after') : undefined;
      if (after?.kind === 'answer') outcome = failure(after.answer);
      else if (after !== undefined) outcome = after;
      note(
        seen,
        outcome.kind === 'answer' ? outcome.answer.code : outcome.kind === 'stream' ? 200 : outcome.kind,
      );
      return outcome;
    },
  };

  type Read = { path: string; query: URLSearchParams; user: User | undefined; target: Target | undefined };

  function done(
    { method, body, contentType, userAgent }: RawRequest,
    { path, query, user, target }: Read,
  ): Outcome {
    if (user === undefined) throw unauthorized();
    checkSize(body);
    const answer = handle({ method, path, query, body, contentType, userAgent, user }, target);
    if (answer !== 'stream' || target === undefined)
      return { kind: 'answer', answer: answer === 'stream' ? { code: 200, body: '' } : answer };
    return { kind: 'stream', start: (sink) => watches.open(target, query, user.name, sink) };
  }
}

/** A fault of the fake itself is an internal error of the server, and says what it was. */
function attempt(work: () => Outcome): Outcome {
  try {
    return work();
  } catch (error) {
    return failure(error);
  }
}

export function failure(error: unknown): Outcome {
  const told =
    error instanceof KubeError
      ? error
      : new KubeError(500, 'InternalError', `Internal error occurred: ${String(error)}`);
  const wait = told.retryAfterSeconds;
  return {
    kind: 'answer',
    answer: {
      code: told.code,
      body: JSON.stringify(told.status),
      ...(wait === undefined ? {} : { headers: { 'retry-after': String(wait) } }),
    },
  };
}

function told({ code, stored, warnings }: Written): KubeAnswer {
  if (warnings.length === 0) return { code, body: stored.text() };
  const warning = warnings.map((one) => `299 - ${JSON.stringify(one)}`).join(', ');
  return { code, body: stored.text(), headers: { warning } };
}

/** A list or watch of one name is allowed by a rule for that name. */
function nameSelected(query: URLSearchParams): string {
  return /(?:^|,)metadata\.name==?([^,]+)/.exec(query.get('fieldSelector') ?? '')?.[1] ?? '';
}

function seenOf(
  raw: RawRequest,
  path: string,
  query: URLSearchParams,
  user: string,
  target: Target | undefined,
): Seen {
  return {
    user,
    method: raw.method,
    path,
    query,
    contentType: raw.contentType,
    body: raw.body,
    verb: target?.verb,
    resource: target?.resource.plural ?? '',
    subresource: target?.subresource ?? '',
    namespace: target?.namespace ?? '',
    name: target?.name ?? '',
  };
}

/** As Go writes times: UTC, whole seconds. */
export function timeOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
