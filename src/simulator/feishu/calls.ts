import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallHook, CallRecord } from '../common/call-record.ts';
import { type Answer, createCallStages } from '../common/call-stages.ts';
import type { SimClock } from '../common/clock.ts';
import { isObject, type Json, parseJson } from '../common/json.ts';
import { readBody } from '../common/read-body.ts';
import { ApiError } from './api-error.ts';
import type { Changes } from './changes.ts';
import type { Fault, Faults } from './faults.ts';
import { randomId } from './ids.ts';
import type { Desk, Method } from './methods/method.ts';

export type Calls = {
  /** Answers a request of the open API; false when no method has this path. */
  handle(req: IncomingMessage, res: ServerResponse): Promise<boolean>;
  records: CallRecord[];
  hook(hook: CallHook): () => void;
};

type CallsOptions = {
  methods: Record<string, Method>;
  desk: Desk;
  granted: (scope: string) => boolean;
  faults: Faults;
  changes: Changes;
  clock: SimClock;
};

type Route = { name: string; method: Method; pathArgs: Json };

/** Fields that are not kept in records. */
const SECRETS = ['app_secret', 'AppSecret', 'token'];
const TOO_OFTEN = 99991400;

export function createCalls({ methods, desk, granted, faults, changes, clock }: CallsOptions): Calls {
  const stages = createCallStages<Fault, Answer>({
    clock,
    faults,
    changes,
    recordsKept: desk.limits.recordsKept,
    failed: (status) => ({ status, body: { code: 1, msg: 'internal error' } }),
    outcomeOf,
    headers: () => ({
      'content-type': 'application/json; charset=utf-8',
      'x-tt-logid': randomId(''),
      date: new Date(clock.now()).toUTCString(),
    }),
  });
  const routes = Object.entries(methods).map(([name, method]) => ({
    name,
    method,
    parts: partsOf(method.path),
  }));

  function routeOf(verb: string | undefined, path: string): Route | undefined {
    for (const { name, method, parts } of routes) {
      if (method.verb !== verb) continue;
      const pathArgs = matchPath(parts, partsOf(path));
      if (pathArgs) return { name, method, pathArgs };
    }
    return undefined;
  }

  function perform(
    record: CallRecord,
    method: Method,
    args: Json,
    authorization: string | undefined,
  ): Answer {
    if (!method.open) {
      desk.tokens.check(authorization);
      mustBeGranted(method.scopes ?? [], granted, desk.world.app.appId);
      const uses = desk.limits.perMethod.map((rate) => ({ key: record.method, rate }));
      const waitMs = desk.rates.take(uses);
      if (waitMs > 0) throw tooOften(Math.ceil(waitMs / 1_000));
    }
    const result = method.run(args, desk);
    record.applied = true;
    if ('raw' in result) return result.raw;
    record.result = result.data;
    return { status: 200, body: { code: 0, msg: 'success', data: result.data } };
  }

  function attempt(
    record: CallRecord,
    method: Method,
    args: Json,
    authorization: string | undefined,
  ): Answer {
    try {
      return perform(record, method, args, authorization);
    } catch (err) {
      if (!(err instanceof ApiError)) throw err;
      if (err.code === TOO_OFTEN || err.code === 230020) record.throttled = true;
      return refusal(err);
    }
  }

  return {
    records: stages.records,
    hook: (hook) => stages.hook(hook),
    async handle(req, res) {
      const url = new URL(req.url ?? '/', 'http://127.0.0.1');
      const route = routeOf(req.method, url.pathname);
      if (!route) return false;
      const body = parseJson((await readBody(req)) || '{}');
      const args = {
        ...(isObject(body) ? body : {}),
        ...queryOf(url.searchParams),
        ...route.pathArgs,
      };
      const record: CallRecord = {
        method: route.name,
        args: withoutSecrets(args),
        at: clock.now(),
        outcome: 'ok',
        applied: false,
      };
      const { authorization } = req.headers;
      await stages.run(
        { record, refused, perform: () => attempt(record, route.method, args, authorization) },
        res,
      );
      return true;
    },
  };
}

/** A parameter that is given several times is a list. */
function queryOf(params: URLSearchParams): Json {
  const names = new Set(params.keys());
  return Object.fromEntries(
    [...names].map((name) => {
      const values = params.getAll(name);
      return [name, values.length > 1 ? values : values[0]];
    }),
  );
}

function partsOf(path: string): string[] {
  return path.split('/').slice(1);
}

function matchPath(wanted: string[], given: string[]): Json | undefined {
  if (wanted.length !== given.length) return undefined;
  const args: Json = {};
  for (const [i, part] of wanted.entries()) {
    const value = decodeURIComponent(given[i] ?? '');
    if (part.startsWith(':')) args[part.slice(1)] = value;
    else if (part !== value) return undefined;
  }
  return args;
}

function withoutSecrets(args: Json): Json {
  return Object.fromEntries(Object.entries(args).filter(([name]) => !SECRETS.includes(name)));
}

function mustBeGranted(scopes: string[], granted: (scope: string) => boolean, appId: string): void {
  if (scopes.length === 0 || scopes.some(granted)) return;
  const link = `https://open.feishu.cn/app/${appId}/auth?q=${scopes.join(',')}&op_from=openapi&token_type=tenant`;
  throw new ApiError(
    99991672,
    `Access denied. One of the following scopes is required: [${scopes.join(', ')}]. ${link}`,
  );
}

/** https://open.feishu.cn/document/server-docs/api-call-guide/frequency-control */
function tooOften(seconds: number): ApiError {
  const headers = { 'x-ogw-ratelimit-limit': '50', 'x-ogw-ratelimit-reset': String(seconds) };
  return new ApiError(TOO_OFTEN, 'request trigger frequency limit', 429, headers);
}

function refusal({ code, message, status, headers }: ApiError): Answer {
  return { status, headers, body: { code, msg: message, error: { log_id: randomId('') } } };
}

function refused(fault: Fault): Answer | undefined {
  if (fault.kind === 'ratelimited') return refusal(tooOften(fault.resetSeconds));
  if (fault.kind !== 'error') return undefined;
  return refusal(new ApiError(fault.code, fault.msg ?? 'simulated error', fault.status));
}

function outcomeOf({ body: { code } }: Answer): string {
  return typeof code !== 'number' || code === 0 ? 'ok' : String(code);
}
